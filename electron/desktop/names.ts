/** Names that the desktop shell's parts share: the app's id, its own scheme, and the messages between main and page. */

/** Equal to `appId` in electron-builder.yml: Windows ties notifications and shortcuts to it, Linux the window to its .desktop file. */
export const appId = 'com.tickerdeck.app'

/** The page's own scheme and host: an origin that no web page can have. */
export const pageScheme = 'app'
export const pageHost = 'bundle'
export const pageOrigin = `${pageScheme}://${pageHost}`
export const pageUrl = `${pageOrigin}/index.html`

export const linkScheme = 'tickerdeck'

/** Page to main: give me a port to the core. */
export const wantPortMessage = 'tickerdeck:want-port'
/** Main to page, with the port. */
export const portMessage = 'tickerdeck:port'
/** Main to page: show this instrument. */
export const openMessage = 'tickerdeck:open'
