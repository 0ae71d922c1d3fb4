/** The command line: what is taken, and what is refused with a sentence. */
import { join, resolve } from 'node:path'
import { homedir } from 'node:os'
import { expect, it } from 'vitest'
import { FlagError, readFlags } from '../../../../electron/web/flags.ts'

it('has defaults that need nothing', () => {
  expect(readFlags([], {}, 'linux')).toEqual({
    port: null,
    hooksPort: null,
    dataDir: join(homedir(), '.local/share/tickerdeck'),
    json: false,
    replay: null,
  })
})

it('reads every flag', () => {
  const args = [
    '--port',
    '0',
    '--hooks-port=9000',
    '--data-dir',
    '/tmp/x',
    '--no-open',
    '--json',
    '--replay',
    'a.csv',
    '--speed',
    '12.5',
  ]
  expect(readFlags(args, {}, 'linux')).toEqual({
    port: 0,
    hooksPort: 9000,
    dataDir: resolve('/tmp/x'),
    json: true,
    replay: { file: resolve('a.csv'), speed: 12.5 },
  })
})

it("takes the data folder from the flag, then the environment, then the platform's habit", () => {
  const env = { TICKERDECK_DATA_DIR: '/env', XDG_DATA_HOME: '/xdg', APPDATA: '/roaming' }
  expect(readFlags(['--data-dir', '/flag'], env, 'linux').dataDir).toBe(resolve('/flag'))
  expect(readFlags([], env, 'linux').dataDir).toBe(resolve('/env'))
  expect(readFlags([], { XDG_DATA_HOME: '/xdg' }, 'linux').dataDir).toBe(resolve('/xdg/tickerdeck'))
  expect(readFlags([], {}, 'darwin').dataDir).toBe(join(homedir(), 'Library/Application Support/Tickerdeck'))
  expect(readFlags([], { APPDATA: '/roaming' }, 'win32').dataDir).toBe(resolve('/roaming/Tickerdeck'))
})

it.each([
  [['--prot', '1'], '--prot'],
  [['extra'], 'extra'],
  [['--port', '65536'], '--port must be 0 to 65535'],
  [['--port', '1e3'], '--port must be'],
  [['--port=-1'], '--port must be'],
  [['--hooks-port', 'x'], '--hooks-port must be'],
  [['--replay', 'a.csv', '--speed', 'fast'], '--speed must be'],
  [['--replay', 'a.csv', '--speed', '0'], '--speed must be'],
  [['--speed', '5'], '--speed needs --replay'],
  [['--replay', ''], '--replay needs a file'],
])('refuses %j', (args, words) => {
  const read = () => readFlags(args, {}, 'linux')
  expect(read).toThrow(FlagError)
  expect(read).toThrow(words)
})
