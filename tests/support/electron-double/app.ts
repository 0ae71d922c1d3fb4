/** The double's `app`: paths, switches, the single instance, and a quit that asks every listener first, in Electron's order. */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { App, CommandLine } from 'electron'
import { root, setup } from './setup.ts'

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }

function switches(argv: readonly string[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const argument of argv) {
    const match = /^--([^=]+)(?:=(.*))?$/.exec(argument)
    if (match?.[1] !== undefined) found.set(match[1], match[2] ?? '')
  }
  return found
}

/** What was done to the app, for a test to read. */
export const appRecord = {
  appUserModelId: '',
  desktopName: '',
  sandboxed: false,
  badge: 0,
  protocolClient: '',
  loginItems: [] as { openAtLogin?: boolean }[],
  single: null as unknown,
  quitSteps: [] as string[],
}

type Used =
  | 'setPath'
  | 'getPath'
  | 'getVersion'
  | 'isPackaged'
  | 'setAppUserModelId'
  | 'setDesktopName'
  | 'enableSandbox'
  | 'requestSingleInstanceLock'
  | 'whenReady'
  | 'isReady'
  | 'quit'
  | 'exit'
  | 'setBadgeCount'
  | 'setAsDefaultProtocolClient'
  | 'setLoginItemSettings'

/** A window as far as quitting is concerned. */
type Closable = { close(): void; isDestroyed(): boolean }

export class AppDouble extends EventEmitter implements Pick<App, Used> {
  readonly isPackaged = setup.packaged
  readonly windows = new Set<Closable>()
  private readonly given = switches(process.argv)
  private readonly paths = new Map<string, string>([['appData', setup.appData]])
  quitting = false
  private ready = false
  private readonly readyPromise = Promise.withResolvers<void>()

  readonly commandLine: Pick<CommandLine, 'getSwitchValue' | 'hasSwitch'> = {
    getSwitchValue: (name) => this.given.get(name) ?? '',
    hasSwitch: (name) => this.given.has(name),
  }

  /** As Electron does once the main module has been evaluated. */
  becomeReady(): void {
    this.ready = true
    this.emit('ready')
    this.readyPromise.resolve()
  }

  private beforeReady(what: string): void {
    if (this.ready) throw new Error(`${what} was called after ready`)
  }

  isReady = () => this.ready
  whenReady = () => this.readyPromise.promise
  getVersion = () => manifest.version

  setPath(name: string, path: string): void {
    this.beforeReady(`setPath ${name}`)
    if (!isAbsolute(path)) throw new Error(`Path must be absolute: ${path}`)
    this.paths.set(name, path)
  }
  getPath(name: string): string {
    const path = this.paths.get(name)
    if (path === undefined) throw new Error(`Failed to get '${name}' path`)
    return path
  }

  setAppUserModelId(id: string): void {
    appRecord.appUserModelId = id
  }
  setDesktopName(name: string): void {
    appRecord.desktopName = name
  }
  enableSandbox(): void {
    this.beforeReady('enableSandbox')
    appRecord.sandboxed = true
    this.given.delete('no-sandbox')
  }
  requestSingleInstanceLock(data?: Record<string, unknown>): boolean {
    if (!this.paths.has('userData')) throw new Error('the lock is by userData, which is not set yet')
    appRecord.single = structuredClone(data)
    return !setup.otherInstance
  }
  setBadgeCount(count = 0): boolean {
    appRecord.badge = count
    return true
  }
  setAsDefaultProtocolClient(scheme: string): boolean {
    appRecord.protocolClient = scheme
    return true
  }
  setLoginItemSettings(settings: { openAtLogin?: boolean }): void {
    appRecord.loginItems.push(settings)
  }

  exit(code = 0): void {
    process.exit(code)
  }

  quit(): void {
    appRecord.quitSteps.push('before-quit')
    let held = false
    this.emit('before-quit', { preventDefault: () => (held = true) })
    if (held) return void appRecord.quitSteps.push('held back')
    // From here on, closing the last window is no event of its own.
    this.quitting = true
    for (const window of this.windows) window.close()
    appRecord.quitSteps.push('will-quit')
    this.emit('will-quit', { preventDefault: () => undefined })
    this.emit('quit', {}, 0)
    setup.report({ t: 'quit', steps: appRecord.quitSteps })
    // The report leaves before the process does.
    setImmediate(() => process.exit(0))
  }
}

export const app = new AppDouble()
