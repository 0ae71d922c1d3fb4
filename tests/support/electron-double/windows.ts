/** The double's windows: a page that is served by the app's own protocol handler, its frames, and the guards around it. */
import { EventEmitter } from 'node:events'
import type {
  BrowserWindow,
  BrowserWindowConstructorOptions,
  HandlerDetails,
  WebContents,
  WebFrameMain,
  WindowOpenHandlerResponse,
} from 'electron'
import { app } from './app.ts'
import { Page } from './page.ts'
import { rawPorts } from './ports.ts'
import { protocol } from './session.ts'
import { ipcMain } from './system.ts'

export const openWindows: BrowserWindowDouble[] = []
let lastId = 0

/** Chromium's idea of an origin, which Node's URL does not share for schemes of one's own. */
const originOf = (url: string): string => {
  const { protocol: scheme, host } = new URL(url)
  return `${scheme}//${host}`
}

export class FrameDouble implements Pick<WebFrameMain, 'origin' | 'isDestroyed' | 'postMessage' | 'send'> {
  readonly origin: string
  readonly parent: FrameDouble | null
  readonly page: Page
  private destroyed = false

  constructor(contents: WebContentsDouble, url: string, parent: FrameDouble | null) {
    this.origin = originOf(url)
    this.parent = parent
    this.page = new Page(url, this.origin, (channel, args) => contents.deliver(this, channel, args))
  }

  isDestroyed = () => this.destroyed

  postMessage(channel: string, message: unknown, transfer: readonly unknown[] = []): void {
    this.assertAlive()
    this.page.receive(channel, [message], rawPorts(transfer))
  }
  send(channel: string, ...args: unknown[]): void {
    this.assertAlive()
    this.page.receive(channel, args, [])
  }
  destroy(): void {
    this.destroyed = true
    this.page.destroy()
  }
  private assertAlive(): void {
    if (this.destroyed) throw new Error('Render frame was disposed before WebFrameMain could be accessed')
  }
}

type Contents = Pick<WebContents, 'id' | 'isDestroyed' | 'setWindowOpenHandler'>

export class WebContentsDouble extends EventEmitter implements Contents {
  readonly id: number
  readonly options: BrowserWindowConstructorOptions
  private readonly onLoaded: () => void
  mainFrame: FrameDouble | null = null
  /** What the last load was answered with. */
  response: Response | null = null
  private openHandler: ((details: HandlerDetails) => WindowOpenHandlerResponse) | null = null

  constructor(options: BrowserWindowConstructorOptions, onLoaded: () => void) {
    super()
    this.options = options
    this.onLoaded = onLoaded
    lastId += 1
    this.id = lastId
    app.emit('web-contents-created', {}, this)
  }

  isDestroyed = () => this.mainFrame?.isDestroyed() ?? false

  deliver(frame: FrameDouble, channel: string, args: unknown[]): void {
    setImmediate(() => {
      // Null where the page has gone on meanwhile.
      const senderFrame = frame.isDestroyed() ? null : frame
      ipcMain.emit(channel, { sender: this, senderFrame, ports: [] }, ...args)
    })
  }

  async load(url: string): Promise<void> {
    this.emit('did-start-navigation', { url, isMainFrame: true, isSameDocument: false })
    this.mainFrame?.destroy()
    this.response = await protocol.answer(url)
    const frame = new FrameDouble(this, url, null)
    this.mainFrame = frame
    const { preload } = this.options.webPreferences ?? {}
    if (preload !== undefined) {
      try {
        frame.page.runPreload(preload)
      } catch (error) {
        this.emit('preload-error', {}, preload, error)
      }
    }
    this.emit('dom-ready')
    this.emit('did-finish-load')
    this.onLoaded()
  }

  setWindowOpenHandler(handler: (details: HandlerDetails) => WindowOpenHandlerResponse): void {
    this.openHandler = handler
  }
  /** What `window.open` of this page would get. */
  open(url: string): WindowOpenHandlerResponse['action'] {
    const referrer = { policy: 'no-referrer' as const, url: '' }
    const details = { url, frameName: '', features: '', disposition: 'foreground-tab' as const, referrer }
    return this.openHandler?.(details).action ?? 'allow'
  }
  /** Whether the app stops this navigation. */
  isStopped(
    event: 'will-navigate' | 'will-frame-navigate' | 'will-redirect' | 'will-attach-webview',
    url: string,
    isMainFrame = true,
  ): boolean {
    let stopped = false
    this.emit(event, { url, isMainFrame, isSameDocument: false, preventDefault: () => (stopped = true) })
    return stopped
  }
  destroy(): void {
    this.mainFrame?.destroy()
    this.emit('destroyed')
  }
}

type Window = Pick<
  BrowserWindow,
  | 'loadURL'
  | 'show'
  | 'focus'
  | 'isMinimized'
  | 'restore'
  | 'isDestroyed'
  | 'close'
  | 'isVisible'
  | 'setOverlayIcon'
>

export class BrowserWindowDouble extends EventEmitter implements Window {
  readonly webContents: WebContentsDouble
  readonly options: BrowserWindowConstructorOptions
  private visible = false
  private readied = false
  private destroyed = false

  constructor(options: BrowserWindowConstructorOptions) {
    super()
    this.options = options
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
    if (openWindows.some((other) => other.options.name === options.name))
      throw new Error(`the name ${options.name} is taken`)
    this.webContents = new WebContentsDouble(options, () => {
      if (this.readied) return
      this.readied = true
      this.emit('ready-to-show')
    })
    openWindows.push(this)
    app.windows.add(this)
  }

  loadURL = (url: string) => this.webContents.load(url)
  show(): void {
    this.visible = true
  }
  focus(): void {
    this.emit('focus')
  }
  restore(): void {
    this.visible = true
  }
  setOverlayIcon(): void {}
  isVisible = () => this.visible
  isMinimized = () => false
  isDestroyed = () => this.destroyed

  close(): void {
    if (this.destroyed) return
    this.destroyed = true
    this.webContents.destroy()
    openWindows.splice(openWindows.indexOf(this), 1)
    app.windows.delete(this)
    this.emit('closed')
    if (openWindows.length === 0 && !app.quitting) app.emit('window-all-closed')
  }
}
