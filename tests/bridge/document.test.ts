/** The page on the bridge says what the contract says, and notices when it does not. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { eventNames } from '../../shared/contract/events.ts'
import { methodNames } from '../../shared/contract/methods.ts'
import { bridgeDocument } from '../../scripts/docs-bridge-text.ts'

const script = fileURLToPath(new URL('../../scripts/docs-bridge.ts', import.meta.url))
const page = fileURLToPath(new URL('../../docs/bridge.md', import.meta.url))
const check = (file: string) => spawnSync(process.execPath, [script, '--check', file], { encoding: 'utf8' })

it('is current', () => {
  expect(readFileSync(page, 'utf8')).toBe(bridgeDocument())
})

it('names every method and every event', () => {
  const text = bridgeDocument()
  expect([...methodNames, ...eventNames].filter((name) => !text.includes(`| \`${name}\` |`))).toEqual([])
})

it('is checked by a script that fails for another text and for none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tickerdeck-docs-'))
  try {
    const file = join(folder, 'bridge.md')
    expect(check(file).status).toBe(1)
    writeFileSync(file, bridgeDocument())
    expect(check(file).status).toBe(0)
    writeFileSync(file, bridgeDocument().replace('feeds.status', 'feeds.state'))
    const { status, stderr } = check(file)
    expect(status).toBe(1)
    expect(stderr).toContain('run node scripts/docs-bridge.ts')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
