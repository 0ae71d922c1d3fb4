/** Writes `docs/alert-rules.schema.json` from the schema of rule files; `--check` says whether it is current. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format } from 'prettier'
import { alertSchemaDocument } from './alert-schema-text.ts'

const file = fileURLToPath(new URL('../docs/alert-rules.schema.json', import.meta.url))
const wanted = await format(alertSchemaDocument(), { parser: 'json', printWidth: 110 })

if (!process.argv.includes('--check')) {
  writeFileSync(file, wanted)
} else if (!existsSync(file) || readFileSync(file, 'utf8') !== wanted) {
  console.error(`${file} does not say what the schema says: run node scripts/alert-schema.ts`)
  process.exitCode = 1
}
