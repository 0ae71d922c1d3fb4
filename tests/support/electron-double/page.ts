/** A page of the double: two worlds over one window, the preload in its sandbox, and the page's own as Chromium keeps them apart. */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { MessagePort } from 'node:worker_threads'
import vm from 'node:vm'
import type { ContextBridge, IpcRenderer } from 'electron'

/** As a window message reaches a page. */
class WindowMessage extends Event {
  readonly data: unknown
  readonly origin: string
  readonly source: EventTarget
  readonly ports: readonly MessagePort[]

  constructor(source: EventTarget, origin: string, data: unknown, ports: readonly MessagePort[]) {
    super('message')
    this.source = source
    this.origin = origin
    this.data = data
    this.ports = ports
  }
}

/** The page's window, as far as the bridge uses it. */
export class PageWindow extends EventTarget {
  readonly location: { readonly origin: string; readonly href: string }
  declare readonly tickerdeck?: { requestPort(): void; platform: string }

  constructor(location: { readonly origin: string; readonly href: string }) {
    super()
    this.location = location
  }

  onMessage(listener: (message: { data: unknown; source: EventTarget }) => void): void {
    // Only window messages are dispatched here.
    this.addEventListener('message', (event) => listener(event as WindowMessage))
  }
}

/** Clones what crosses between the worlds; functions become proxies that clone their arguments. */
function crossBridge(value: unknown): unknown {
  if (typeof value === 'function') {
    const inner = value as (...values: unknown[]) => unknown
    return (...values: unknown[]) => structuredClone(inner(...structuredClone(values)))
  }
  if (typeof value !== 'object' || value === null) return value
  const copies = Object.entries(value).map(([key, each]) => [key, crossBridge(each)] as const)
  return Object.freeze(Object.fromEntries(copies))
}

export class Page {
  readonly url: string
  readonly origin: string
  readonly window: PageWindow
  /** What the main world can see on its window besides the DOM. */
  readonly exposed: string[] = []
  private readonly ports = new Set<MessagePort>()
  private readonly ipc = new EventEmitter()
  private readonly send: (channel: string, args: unknown[]) => void
  private gone = false

  constructor(url: string, origin: string, send: (channel: string, args: unknown[]) => void) {
    this.url = url
    this.origin = origin
    this.send = send
    this.window = new PageWindow({ origin, href: url })
  }

  /** Throws what the preload throws. */
  runPreload(path: string): void {
    const contextBridge: Pick<ContextBridge, 'exposeInMainWorld'> = {
      exposeInMainWorld: (key, api: unknown) => {
        if (this.exposed.includes(key))
          throw new Error(`Cannot bind an API on top of an existing property: ${key}`)
        this.exposed.push(key)
        Object.defineProperty(this.window, key, { value: crossBridge(api), enumerable: true })
      },
    }
    const ipcRenderer: Pick<IpcRenderer, 'send'> & {
      on(channel: string, listener: (...args: never[]) => void): void
    } = {
      send: (channel, ...args: unknown[]) => this.send(channel, structuredClone(args)),
      on: (channel, listener) => void this.ipc.on(channel, listener as (...args: unknown[]) => void),
    }
    const require = (name: string) => {
      if (name !== 'electron') throw new Error(`module not found: ${name}`)
      return { contextBridge, ipcRenderer }
    }
    const location = { origin: this.origin, href: this.url }
    // Nothing of Node is in here: the sandbox has no Buffer, no setImmediate and no module but one.
    const isolated = vm.createContext({
      location,
      window: { location, postMessage: this.postMessage },
      process: { platform: process.platform, type: 'renderer', sandboxed: true, contextIsolated: true },
    })
    const source = readFileSync(path, 'utf8')
    const run = vm.compileFunction(source, ['require', 'module', 'exports'], {
      filename: path,
      parsingContext: isolated,
    })
    run(require, { exports: {} }, {})
  }

  /** `window.postMessage`: later, and only to the origin that was named. */
  private readonly postMessage = (data: unknown, targetOrigin: string, ports: Iterable<MessagePort> = []) => {
    const copy: unknown = structuredClone(data)
    const carried = [...ports]
    setImmediate(() => {
      if (this.gone || targetOrigin !== this.origin) return
      this.window.dispatchEvent(new WindowMessage(this.window, this.origin, copy, carried))
    })
  }

  /** A message from main. */
  receive(channel: string, args: unknown[], ports: MessagePort[]): void {
    for (const port of ports) this.ports.add(port)
    const copy: unknown[] = structuredClone(args)
    setImmediate(() => {
      if (!this.gone) this.ipc.emit(channel, { ports }, ...copy)
    })
  }

  /** Reload, navigation, crash or close: everything that the page held goes with it. */
  destroy(): void {
    this.gone = true
    for (const port of this.ports) port.close()
  }
}
