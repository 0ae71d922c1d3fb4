/** The tray icon, where the desktop shows one: keeps the app at hand while its window is closed. */
import type { ExecFileException } from 'node:child_process'
import type { Menu as MenuType, NativeImage, Tray as TrayType } from 'electron'
import type { Log } from '../lib/log.ts'

/** Runs a program and answers what it printed; rejects where it failed or took too long. */
export type RunProgram = (file: string, args: readonly string[], timeoutMs: number) => Promise<string>

const watcher = 'org.kde.StatusNotifierWatcher'
const askWithinMs = 1000

/** `execFile` as a `RunProgram`. */
export function programRunner(
  execFile: (
    file: string,
    args: readonly string[],
    options: { timeout: number },
    done: (error: ExecFileException | null, stdout: string) => void,
  ) => unknown,
): RunProgram {
  return (file, args, timeoutMs) =>
    new Promise((resolve, reject) => {
      execFile(file, args, { timeout: timeoutMs }, (error, stdout) =>
        error === null ? resolve(stdout) : reject(error),
      )
    })
}

/**
 * Whether an icon in the tray would be seen. On Linux `new Tray` succeeds even where nothing shows it (GNOME as it
 * comes), so the session bus is asked; not knowing counts as no, because a window hidden in no tray is lost.
 */
export async function hasTray(platform: NodeJS.Platform, run: RunProgram): Promise<boolean> {
  if (platform !== 'linux') return true
  const property = ['org.freedesktop.DBus.Properties.Get', watcher, 'IsStatusNotifierHostRegistered']
  try {
    const answer = await run(
      'gdbus',
      [
        'call',
        '--session',
        '--dest',
        watcher,
        '--object-path',
        '/StatusNotifierWatcher',
        '--method',
        ...property,
      ],
      askWithinMs,
    )
    return answer.includes('true')
  } catch {
    return false
  }
}

export type TrayDeps = {
  readonly create: (image: NativeImage) => TrayType
  readonly icon: NativeImage
  readonly buildMenu: (items: { label: string; click: () => void }[]) => MenuType
  readonly show: () => void
  readonly quit: () => void
  readonly log: Log
}

/** The answer must be kept: a tray that is collected disappears. Null where the system refuses an icon. */
export function createTray({ create, icon, buildMenu, show, quit, log }: TrayDeps): TrayType | null {
  try {
    const tray = create(icon)
    tray.setToolTip('Tickerdeck')
    // A click may never come on Linux, so showing is in the menu too.
    tray.setContextMenu(
      buildMenu([
        { label: 'Show Tickerdeck', click: show },
        { label: 'Quit', click: quit },
      ]),
    )
    tray.on('click', show)
    return tray
  } catch (error) {
    log.warn({ reason: String(error) }, 'the tray icon was refused')
    return null
  }
}
