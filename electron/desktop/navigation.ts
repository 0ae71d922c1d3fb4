/** Keeps every page where it was loaded: no navigation away, no window opened by a page, no embedded browser. */
import type { App, WebContents } from 'electron'
import type { Log } from '../lib/log.ts'
import { pageHost, pageScheme } from './names.ts'

/** Node's `URL.origin` is the text `null` for any scheme of its own, so scheme and host are compared. */
export function isOwnPage(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host, username, password, port } = new URL(url)
  return (
    protocol === `${pageScheme}:` && host === pageHost && username === '' && password === '' && port === ''
  )
}

function guard(contents: WebContents, log: Log): void {
  const refuse = (event: { preventDefault(): void }, url: string) => {
    event.preventDefault()
    log.warn({ url: url.slice(0, 200) }, 'a page tried to leave')
  }
  contents.on('will-navigate', (event) => {
    if (!isOwnPage(event.url)) refuse(event, event.url)
  })
  contents.on('will-frame-navigate', (event) => {
    // We embed nothing: a frame may not go anywhere, our own page included.
    if (!event.isMainFrame || !isOwnPage(event.url)) refuse(event, event.url)
  })
  contents.on('will-redirect', (event) => {
    if (!isOwnPage(event.url)) refuse(event, event.url)
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    log.warn({ url: url.slice(0, 200) }, 'a page tried to open a window')
    return { action: 'deny' }
  })
}

export function setupNavigation(app: App, log: Log): void {
  app.on('web-contents-created', (_event, contents) => guard(contents, log))
}
