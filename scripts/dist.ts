/** `npm run dist`: builds, then makes the installers of this system, where Electron can be downloaded; further arguments go to electron-builder. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuilt, root } from './build.ts'
import { electronBinary } from './electron-binary.ts'

const { path, why } = await electronBinary()
if (path === null) {
  console.error(`No installers were made: ${why}.`)
  process.exit(1)
}
await ensureBuilt()
const cli = join(root, 'node_modules/electron-builder/cli.js')
const { status } = spawnSync(process.execPath, [cli, '--publish', 'never', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
process.exitCode = status ?? 1
