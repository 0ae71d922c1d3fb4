/** The desktop shell's main process: a list of set-up calls, in the order that Electron demands. */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { app, crashReporter, dialog, protocol } from 'electron'
import { lockDataDir } from '../lib/instance-lock.ts'
import { createLog } from '../lib/log.ts'
import { usualDataDir } from '../lib/usual-data-dir.ts'
import { boot } from './boot.ts'
import { readFlags } from './flags.ts'
import { argvOf, createLinks, followLinks } from './lifecycle.ts'
import { deepLinkOf } from './deep-link.ts'
import { appId } from './names.ts'
import { setupNavigation } from './navigation.ts'
import { setupPermissions } from './permissions.ts'
import { registerScheme } from './protocol.ts'

// `ready` is held back until this module has run, so nothing here may wait for it.

const log = createLog(process.env['TICKERDECK_LOG'] ?? 'info').child({ part: 'main' })
// Without a listener Electron shows a dialog; the windows and the core live on.
process.on('uncaughtException', (error) => log.error({ reason: error.stack ?? error.message }, 'main failed'))
process.on('unhandledRejection', (reason) => log.error({ reason: String(reason) }, 'main failed'))

const flags = readFlags(process.argv)
// The switch survives where another program has put its own arguments before ours.
const given =
  app.commandLine.getSwitchValue('data-dir') || flags.dataDir || process.env['TICKERDECK_DATA_DIR']
const dataDir = resolve(given || usualDataDir(process.env, process.platform))
mkdirSync(dataDir, { recursive: true, mode: 0o700 })
// The lock of the single instance is by folder, so the folder comes first.
app.setPath('userData', dataDir)
app.setPath('sessionData', join(dataDir, 'chromium'))

app.setAppUserModelId(appId)
app.setDesktopName(appId)
// Enabling the sandbox takes `--no-sandbox` away again, which only root is given, and without which root's core would not start.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
registerScheme(protocol)
crashReporter.start({ uploadToServer: false })

const links = createLinks()
followLinks(app, links, process.argv)
setupNavigation(app, log)
app.on('session-created', setupPermissions)

if (!app.requestSingleInstanceLock({ argv: process.argv, cwd: process.cwd() })) {
  app.exit(0)
} else {
  const starting = app.whenReady().then(() => {
    // The web shell may hold the folder; the core is started again after a crash, so the lock is main's, not the core's.
    app.on('will-quit', lockDataDir(dataDir))
    return boot({ flags, dataDir, links, log })
  })
  app.on('second-instance', (_event, _argv, _cwd, additionalData) => {
    links.take(deepLinkOf(argvOf(additionalData)))
    void starting.then(({ show }) => show())
  })
  starting.catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error)
    log.error({ reason }, 'the app could not start')
    dialog.showErrorBox('Tickerdeck cannot start', reason)
    app.exit(1)
  })
}
