/** Wires the parts once Electron is ready: page, core, windows, tray, and how they end. */
import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  shell,
  Tray,
  utilityProcess,
} from 'electron'
import type { AppError } from '../../shared/errors.ts'
import { writeFileAtomic } from '../lib/atomic-file.ts'
import { systemClock as clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { createCoreProcess } from './core-process.ts'
import type { Flags } from './flags.ts'
import { capabilitiesOf, createHostServices } from './host-services.ts'
import { badge, trayColour, trayTemplate } from './icon-data.ts'
import { setupEnding, type Links } from './lifecycle.ts'
import { menuTemplate } from './menu.ts'
import { linkScheme } from './names.ts'
import { createNotifications } from './notifications.ts'
import { createPorts } from './ports.ts'
import { setupPower } from './power.ts'
import { setupProtocol } from './protocol.ts'
import { canKeepSecrets, createSecrets } from './secrets.ts'
import { createTray, hasTray, programRunner } from './tray.ts'
import { createMainWindow } from './window.ts'

export type BootDeps = {
  readonly flags: Flags
  readonly dataDir: string
  readonly links: Links
  readonly log: Log
}

const { platform } = process
const out = (path: string) => join(import.meta.dirname, '..', path)
const picture = (base64: string, scaleFactor = 1) =>
  nativeImage.createFromBuffer(Buffer.from(base64, 'base64'), { scaleFactor })

function trayIcon() {
  const { x1, x2 } = platform === 'darwin' ? trayTemplate : trayColour
  const image = picture(x1)
  image.addRepresentation({ scaleFactor: 2, dataURL: `data:image/png;base64,${x2}` })
  image.setTemplateImage(platform === 'darwin')
  return image
}

/** Given whole, it replaces the parent's; what would change how our own code runs stays out. */
function coreEnvironment(): Record<string, string> {
  const own: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^(NODE_|ELECTRON_)/.test(name)) own[name] = value
  }
  return own
}

function forkCore() {
  return utilityProcess.fork(out('core/index.mjs'), [], {
    serviceName: 'tickerdeck-core',
    env: coreEnvironment(),
  })
}

/** Asks what to do about a core that does not come up. */
async function askAfterFailure(error: AppError | null, retry: () => void): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'Tickerdeck',
    message: 'Prices, alerts and webhooks have stopped',
    detail: error?.message ?? 'Their process ended several times in a row and was not started again.',
    buttons: ['Try again', 'Quit'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  })
  if (response === 0) retry()
  else app.quit()
}

/** `show` brings the window to the front, making it where there is none. */
export async function boot({ flags, dataDir, links, log }: BootDeps): Promise<{ show: () => void }> {
  setupProtocol(protocol, out('renderer'), log)

  const window = createMainWindow({
    create: (options) => new BrowserWindow(options),
    preload: out('preload/index.cjs'),
    packaged: app.isPackaged,
    isDark: () => nativeTheme.shouldUseDarkColors,
    clock,
    log,
    onCreated: (contents) => ports.follow(contents),
    onSessionEnd: () => void core.stop(),
  })
  const notifications = createNotifications({
    create: (options) => new Notification(options),
    isSupported: () => Notification.isSupported(),
    platform,
    clock,
    log,
    onClick: window.show,
  })
  const services = createHostServices({
    app,
    shell,
    platform,
    notifications,
    secrets: createSecrets({
      safeStorage,
      platform,
      file: join(dataDir, 'secrets.json'),
      writeFile: writeFileAtomic,
      log,
    }),
    loginItem: {
      app,
      platform,
      appImage: process.env['APPIMAGE'],
      execPath: process.execPath,
      writeFile: writeFileAtomic,
    },
    window: window.current,
    badgeImage: picture(badge),
  })
  const core = createCoreProcess({
    fork: forkCore,
    start: {
      dataDir,
      version: app.getVersion(),
      capabilities: capabilitiesOf({
        notifications: Notification.isSupported(),
        secrets: canKeepSecrets({ safeStorage, platform }),
        packaged: app.isPackaged,
      }),
      hooksPort: flags.hooksPort,
      replay: flags.replay === null ? null : { path: resolve(flags.replay), speed: flags.speed },
    },
    services,
    clock,
    log,
    onReady: () => ports.coreReady(),
    onGivenUp: (error) => void askAfterFailure(error, () => core.start()),
  })

  const ports = createPorts({
    ipcMain,
    createChannel: () => new MessageChannelMain(),
    core,
    isOurWindow: (id) => window.current()?.webContents.id === id,
    log,
  })

  core.start()
  setupPower(powerMonitor, core.wake)
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate({ platform, packaged: app.isPackaged, openWindow: window.show })),
  )
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme)
  app.on('activate', window.show)

  links.onLink(({ symbol }) => {
    ports.open(symbol)
    window.show()
  })

  // The tray is kept in a variable: one that is collected disappears.
  let tray: Tray | null = null
  setupEnding({ app, platform, staysWithoutWindow: () => tray !== null, stop: core.stop })
  if (!flags.hidden) window.open('shown')
  if (await hasTray(platform, programRunner(execFile))) {
    tray = createTray({
      create: (image) => new Tray(image),
      icon: trayIcon(),
      buildMenu: (items) => Menu.buildFromTemplate(items),
      show: window.show,
      quit: () => app.quit(),
      log,
    })
  }
  // Hidden without a tray would be lost; in the tray, the page starts when it is asked for.
  if (tray === null && platform !== 'darwin') window.open('shown')
  return { show: window.show }
}
