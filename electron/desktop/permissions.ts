/** What a page may ask of the machine: copy text and fill the screen, on our own origin. Everything else is refused. */
import type { Session } from 'electron'
import { pageOrigin, pageScheme } from './names.ts'

const allowed: readonly string[] = ['clipboard-sanitized-write', 'fullscreen']
const localSchemes: readonly string[] = [`${pageScheme}:`, 'devtools:', 'data:', 'blob:']

const isOurs = (address: string): boolean => address === pageOrigin || address.startsWith(`${pageOrigin}/`)

/** `address` is an origin or a URL, as Chromium gives it. */
export function mayUse(permission: string, address: string, isMainFrame: boolean): boolean {
  return isMainFrame && isOurs(address) && allowed.includes(permission)
}

/** The page needs no network at all: the core fetches, and talks to the page over a port. */
export function mayLoad(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host } = new URL(url)
  return protocol === `${pageScheme}:` ? isOurs(`${protocol}//${host}`) : localSchemes.includes(protocol)
}

/** For every session, whichever window or part of Chromium made it. */
export function setupPermissions(session: Session): void {
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin, details) =>
    // The origin of a custom scheme may come with a closing slash.
    mayUse(permission, details.requestingUrl ?? requestingOrigin, details.isMainFrame),
  )
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    callback(mayUse(permission, details.requestingUrl, details.isMainFrame))
  })
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null))
  session.webRequest.onBeforeRequest((details, callback) => callback({ cancel: !mayLoad(details.url) }))
  // The spell checker would download dictionaries.
  session.setSpellCheckerEnabled(false)
}
