/** Writes `docs/bridge.md` from the contract; `--check` says whether it is current. Another file may be named. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bridgeDocument } from './docs-bridge-text.ts'

const args = process.argv.slice(2)
const named = args.find((arg) => !arg.startsWith('--'))
const file = named ?? fileURLToPath(new URL('../docs/bridge.md', import.meta.url))
const wanted = bridgeDocument()

if (!args.includes('--check')) {
  writeFileSync(file, wanted)
} else if (!existsSync(file) || readFileSync(file, 'utf8') !== wanted) {
  console.error(`${file} does not say what the contract says: run node scripts/docs-bridge.ts`)
  process.exitCode = 1
}
