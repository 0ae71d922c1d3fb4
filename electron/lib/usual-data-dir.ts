/** The platform's own place for data of programs: the same for both shells, so that lists and alerts are. */
import { homedir } from 'node:os'
import { join } from 'node:path'

export function usualDataDir(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string {
  const home = homedir()
  if (platform === 'win32') return join(env['APPDATA'] || join(home, 'AppData', 'Roaming'), 'Tickerdeck')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Tickerdeck')
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'tickerdeck')
}
