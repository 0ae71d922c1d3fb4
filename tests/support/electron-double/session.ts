/** The double's session and protocol: keeps the handlers that the app sets, so that a test can ask them as Chromium would. */
import type { CustomScheme, Protocol, Session } from 'electron'
import { app } from './app.ts'

type Handlers = {
  check: Parameters<Session['setPermissionCheckHandler']>[0]
  request: Parameters<Session['setPermissionRequestHandler']>[0]
  device: Parameters<Session['setDevicePermissionHandler']>[0]
  displayMedia: Parameters<Session['setDisplayMediaRequestHandler']>[0]
}
type Permission = Parameters<NonNullable<Handlers['check']>>[1]
type BeforeRequest = (details: { url: string }, callback: (answer: { cancel?: boolean }) => void) => void

type Used =
  | 'setPermissionCheckHandler'
  | 'setPermissionRequestHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'setSpellCheckerEnabled'

export class SessionDouble implements Pick<Session, Used> {
  private readonly handlers: Handlers = { check: null, request: null, device: null, displayMedia: null }
  private beforeRequest: BeforeRequest | null = null
  spellChecker = true
  readonly webRequest = { onBeforeRequest: (listener: BeforeRequest) => void (this.beforeRequest = listener) }

  setPermissionCheckHandler(handler: Handlers['check']): void {
    this.handlers.check = handler
  }
  setPermissionRequestHandler(handler: Handlers['request']): void {
    this.handlers.request = handler
  }
  setDevicePermissionHandler(handler: Handlers['device']): void {
    this.handlers.device = handler
  }
  setDisplayMediaRequestHandler(handler: Handlers['displayMedia']): void {
    this.handlers.displayMedia = handler
  }
  setSpellCheckerEnabled(enabled: boolean): void {
    this.spellChecker = enabled
  }

  /** Without a handler Chromium allows everything, so does the double. */
  check(permission: Permission, origin: string): boolean {
    const details = {
      embeddingOrigin: origin,
      isMainFrame: true,
      requestingUrl: `${origin}/`,
      securityOrigin: origin,
    }
    return this.handlers.check?.(null, permission, origin, details) ?? true
  }
  request(permission: Permission, origin: string): boolean {
    let granted = this.handlers.request === null
    const details = { isMainFrame: true, requestingUrl: `${origin}/` }
    // The app's handler does not look at the contents.
    this.handlers.request?.(null as never, permission, (answer) => (granted = answer), details)
    return granted
  }
  device(): boolean {
    return this.handlers.device?.({} as never) ?? true
  }
  displayMedia(): unknown {
    let streams: unknown = 'allowed'
    this.handlers.displayMedia?.({} as never, (answer) => (streams = answer))
    return streams
  }
  /** Whether a request of a page is let through. */
  loads(url: string): boolean {
    let cancelled = false
    this.beforeRequest?.({ url }, ({ cancel }) => (cancelled = cancel === true))
    return !cancelled
  }
}

export const defaultSession = new SessionDouble()

type PageHandler = (request: Request) => Response | Promise<Response>

class ProtocolDouble implements Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'> {
  readonly schemes: CustomScheme[] = []
  private readonly handlers = new Map<string, PageHandler>()

  registerSchemesAsPrivileged(schemes: CustomScheme[]): void {
    if (app.isReady()) throw new Error('registerSchemesAsPrivileged was called after ready')
    if (this.schemes.length > 0) throw new Error('registerSchemesAsPrivileged can be called once')
    this.schemes.push(...schemes)
  }
  handle(scheme: string, handler: PageHandler): void {
    if (!app.isReady()) throw new Error('protocol.handle was called before ready')
    if (this.handlers.has(scheme)) throw new Error(`${scheme} is handled already`)
    this.handlers.set(scheme, handler)
  }
  /** Asks the app's handler for a URL, as written: nothing is normalised on the way, as a hostile page could manage. */
  async answer(url: string, method = 'GET'): Promise<Response> {
    const handler = this.handlers.get(url.slice(0, url.indexOf(':')))
    if (handler === undefined) throw new Error(`ERR_UNKNOWN_URL_SCHEME ${url}`)
    return handler({ url, method } as Request)
  }
}

export const protocol = new ProtocolDouble()
