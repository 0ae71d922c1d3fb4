/** Type-checks every layer with the types that it is allowed to see. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const projects = ['shared', 'electron', 'electron/providers', 'electron/desktop', 'renderer', 'tests']

let failed = false
for (const project of projects) {
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { status, stdout } = spawnSync(
    process.execPath,
    [compiler, '-p', join(root, project, 'tsconfig.json')],
    {
      encoding: 'utf8',
    },
  )
  if (status !== 0) {
    failed = true
    console.log(`${project}:\n${stdout}`)
  }
}
process.exitCode = failed ? 1 : 0
