/** How the app lives and ends: one instance, links, windows that close, and a quit that waits for the core. */
import type { App } from 'electron'
import { deepLinkOf, readDeepLink, type DeepLink } from './deep-link.ts'

export type Links = {
  /** Called for every link from now on, and for the last one that came before. */
  onLink(listener: (link: DeepLink) => void): void
  take(link: DeepLink | null): void
}

/** Keeps a link that comes before there is a window. */
export function createLinks(): Links {
  let early: DeepLink | null = null
  let listener: ((link: DeepLink) => void) | null = null
  return {
    onLink(next) {
      listener = next
      if (early !== null) next(early)
      early = null
    },
    take(link) {
      if (link === null) return
      if (listener === null) early = link
      else listener(link)
    },
  }
}

/** Before `ready`: macOS sends the link that started the app before that. */
export function followLinks(app: App, links: Links, argv: readonly string[]): void {
  app.on('open-url', (event, url) => {
    event.preventDefault()
    links.take(readDeepLink(url))
  })
  links.take(deepLinkOf(argv))
}

/** What a second start told us; its own argv, because Chromium reorders the other one. */
export function argvOf(additionalData: unknown): readonly unknown[] {
  if (typeof additionalData !== 'object' || additionalData === null) return []
  const argv = 'argv' in additionalData ? additionalData.argv : null
  return Array.isArray(argv) ? argv : []
}

export type EndingDeps = {
  readonly app: Pick<App, 'on' | 'quit'>
  readonly platform: NodeJS.Platform
  /** Whether something besides the window keeps the app in sight. */
  readonly staysWithoutWindow: () => boolean
  readonly stop: () => Promise<void>
}

/** The quit is held back until the core has stopped, and then asked for again. */
export function setupEnding({ app, platform, staysWithoutWindow, stop }: EndingDeps): void {
  let state: 'running' | 'stopping' | 'stopped' = 'running'
  app.on('before-quit', (event) => {
    if (state === 'stopped') return
    event.preventDefault()
    if (state === 'stopping') return
    state = 'stopping'
    void stop().finally(() => {
      state = 'stopped'
      app.quit()
    })
  })
  app.on('window-all-closed', () => {
    if (state === 'stopping') return
    if (platform !== 'darwin' && !staysWithoutWindow()) app.quit()
  })
}
