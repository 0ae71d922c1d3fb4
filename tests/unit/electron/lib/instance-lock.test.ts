/** One program per data folder; a dead one holds nothing. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lockDataDir } from '../../../../electron/lib/instance-lock.ts'

let dataDir: string
beforeEach(() => void (dataDir = mkdtempSync(join(tmpdir(), 'tickerdeck-lock-'))))
afterEach(() => rmSync(dataDir, { recursive: true }))
const file = () => join(dataDir, 'tickerdeck.lock')

it('refuses a second holder by name until the first lets go', () => {
  const release = lockDataDir(dataDir)
  expect(() => lockDataDir(dataDir)).toThrow(`runs already on ${dataDir} (process ${process.pid})`)
  release()
  expect(readdirSync(dataDir)).toEqual([])
  lockDataDir(dataDir)()
})

it('takes over from a process that is gone', () => {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  writeFileSync(file(), JSON.stringify({ pid, startedAs: '1', nonce: 'dead' }))
  const release = lockDataDir(dataDir)
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({ pid: process.pid })
  release()
})

it.runIf(process.platform === 'linux')('is not fooled by a new process with an old number', () => {
  writeFileSync(
    file(),
    JSON.stringify({ pid: process.pid, startedAs: '1', nonce: 'before a restart of the machine' }),
  )
  lockDataDir(dataDir)()
  expect(existsSync(file())).toBe(false)
})

it.each(['', 'text', 'null', '{"pid":-1,"nonce":"x"}', '{"pid":1}'])(
  'takes over from a file that names nobody: %s',
  (text) => {
    writeFileSync(file(), text)
    lockDataDir(dataDir)()
    expect(readdirSync(dataDir)).toEqual([])
  },
)

it('does not remove the lock of a successor', () => {
  const release = lockDataDir(dataDir)
  const successor = JSON.stringify({ pid: process.pid, startedAs: null, nonce: 'successor' })
  writeFileSync(file(), successor)
  release()
  expect(readFileSync(file(), 'utf8')).toBe(successor)
})
