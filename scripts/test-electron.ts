/** `npm run test:electron`: runs the suite in the real Electron where its binary is, and says so where it is not. Downloads nothing. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuilt, root } from './build.ts'
import { presentElectron } from './electron-binary.ts'

if (presentElectron() === null) {
  console.log('not run: no Electron binary')
  process.exit(0)
}
await ensureBuilt()
const cli = join(root, 'node_modules/@playwright/test/cli.js')
const test = [
  process.execPath,
  cli,
  'test',
  '--config',
  'tests/electron/playwright.config.ts',
  ...process.argv.slice(2),
]
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
// A window needs a display: on a machine without one, a virtual one.
const [command = '', ...args] = hasDisplay ? test : ['xvfb-run', '-a', ...test]
const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
if (error !== undefined)
  console.error(`${command} can't be started: ${error.message}. Install xvfb, or set DISPLAY.`)
process.exitCode = status ?? 1
