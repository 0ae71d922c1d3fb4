/** The main window: made on demand, shown when it has something to show, hardened, remembered where it was. */
import type {
  BrowserWindow as BrowserWindowType,
  BrowserWindowConstructorOptions,
  WebContents,
} from 'electron'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { pageUrl } from './names.ts'

const reloadsAtMost = 3
const reloadWindowMs = 60_000

export type MainWindowDeps = {
  readonly create: (options: BrowserWindowConstructorOptions) => BrowserWindowType
  readonly preload: string
  readonly packaged: boolean
  readonly isDark: () => boolean
  readonly clock: Clock
  readonly log: Log
  readonly onCreated: (contents: WebContents) => void
  /** The session of the user ends now (Windows): there is no time for an orderly quit. */
  readonly onSessionEnd: () => void
}

export type MainWindow = {
  /** Makes the window if there is none. */
  open(how: 'shown' | 'hidden'): void
  /** Brings it to the front. */
  show(): void
  current(): BrowserWindowType | null
}

// The window's ground before the page paints, so that nothing flashes.
const ground = { dark: '#0a0d12', light: '#eef1f5' }

function options({ preload, packaged, isDark }: MainWindowDeps): BrowserWindowConstructorOptions {
  return {
    name: 'main',
    windowStatePersistence: true,
    title: 'Tickerdeck',
    width: 1440,
    height: 900,
    minWidth: 900,
    minHeight: 560,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: isDark() ? ground.dark : ground.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      disableWakeLocks: true,
      // The alert sound plays without a click before it.
      autoplayPolicy: 'no-user-gesture-required',
      devTools: !packaged,
    },
  }
}

export function createMainWindow(deps: MainWindowDeps): MainWindow {
  const { clock, log } = deps
  let window: BrowserWindowType | null = null
  let reloadedAt: number[] = []

  const load = (target: BrowserWindowType) => {
    target
      .loadURL(pageUrl)
      .catch((error: unknown) => log.error({ reason: String(error) }, 'the page did not load'))
  }
  const reloadAfterCrash = (target: BrowserWindowType, reason: string) => {
    log.error({ reason }, "the page's process has ended")
    if (reason === 'clean-exit' || target.isDestroyed()) return
    reloadedAt = [
      ...reloadedAt.filter((at) => clock.monotonicMs() - at < reloadWindowMs),
      clock.monotonicMs(),
    ]
    if (reloadedAt.length <= reloadsAtMost) load(target)
  }

  const open = (how: 'shown' | 'hidden') => {
    if (window !== null) return
    const made = deps.create(options(deps))
    window = made
    const { webContents } = made
    made.once('ready-to-show', () => {
      if (how === 'shown') made.show()
    })
    made.on('closed', () => {
      if (window === made) window = null
    })
    made.on('query-session-end', deps.onSessionEnd)
    made.on('session-end', deps.onSessionEnd)
    webContents.on('preload-error', (_event, path, error) =>
      log.error({ path, reason: error.message }, 'the preload failed'),
    )
    webContents.on('render-process-gone', (_event, { reason }) => reloadAfterCrash(made, reason))
    deps.onCreated(webContents)
    load(made)
  }

  return {
    open,
    show() {
      if (window === null) return open('shown')
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    current: () => window,
  }
}
