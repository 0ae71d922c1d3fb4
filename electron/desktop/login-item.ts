/** Starting with the user's session: the system's setting on macOS and Windows, a file of our own on Linux. */
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { App } from 'electron'
import { codedError } from '../../shared/errors.ts'
import { appId } from './names.ts'

export type LoginItemDeps = {
  readonly app: Pick<App, 'setLoginItemSettings' | 'isPackaged' | 'getPath'>
  readonly platform: NodeJS.Platform
  /** `APPIMAGE` where the app runs from one: the mounted binary is gone at the next start. */
  readonly appImage: string | undefined
  readonly execPath: string
  readonly writeFile: (path: string, data: string) => Promise<void>
}

/** An argument of an `Exec` line, quoted as the desktop entry specification asks: for the line, then for the file. */
export function quoteExec(path: string): string {
  const quoted = path.replace(/["`$\\]/g, (character) => `\\${character}`).replaceAll('%', '%%')
  return `"${quoted.replaceAll('\\', '\\\\')}"`
}

export function autostartEntry(command: string): string {
  const lines = [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Tickerdeck',
    `Exec=${quoteExec(command)} --hidden`,
    'X-GNOME-Autostart-enabled=true',
  ]
  return `${lines.join('\n')}\n`
}

/** Rejects with `unsupported` where the app is not installed: the entry would start a build folder. */
export async function setOpenAtLogin(deps: LoginItemDeps, enabled: boolean): Promise<void> {
  const { app, platform } = deps
  if (!app.isPackaged) throw codedError('unsupported', 'only the installed app can start with the session')
  if (platform !== 'linux') {
    return app.setLoginItemSettings({
      openAtLogin: enabled,
      ...(platform === 'win32' ? { args: ['--hidden'] } : {}),
    })
  }
  const file = join(app.getPath('appData'), 'autostart', `${appId}.desktop`)
  if (!enabled) return rm(file, { force: true })
  await mkdir(dirname(file), { recursive: true })
  await deps.writeFile(file, autostartEntry(deps.appImage ?? deps.execPath))
}
