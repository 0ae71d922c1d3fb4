/** A file is replaced whole or not at all. */
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeFileAtomic } from '../../../../electron/lib/atomic-file.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atomic-file-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('writeFileAtomic', () => {
  it('writes text and bytes, readable by the owner alone, and leaves nothing else behind', async () => {
    const path = join(folder, 'settings.json')
    await writeFileAtomic(path, 'old')
    await chmod(path, 0o644)
    await writeFileAtomic(path, new Uint8Array([110, 101, 119]))
    expect(await readFile(path, 'utf8')).toBe('new')
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toEqual(['settings.json'])
  })

  it('leaves the old content when the write fails half-way', async () => {
    const path = join(folder, 'settings.json')
    await writeFileAtomic(path, 'old')
    // Fails inside the write, after the temporary file was opened.
    const broken = { length: 3 } as unknown as Uint8Array
    await expect(writeFileAtomic(path, broken)).rejects.toThrow()
    expect(await readFile(path, 'utf8')).toBe('old')
    expect(await readdir(folder)).toEqual(['settings.json'])
  })

  it('leaves what is there when it cannot be replaced', async () => {
    const path = join(folder, 'taken')
    await mkdir(path)
    await writeFile(join(path, 'inside'), 'kept')
    await expect(writeFileAtomic(path, 'new')).rejects.toThrow()
    expect(await readFile(join(path, 'inside'), 'utf8')).toBe('kept')
    expect(await readdir(folder)).toEqual(['taken'])
  })

  it('says so when the folder is not there', async () => {
    await expect(writeFileAtomic(join(folder, 'no', 'file'), 'x')).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('lands saves in the order they were asked for, also after one that failed', async () => {
    const path = join(folder, 'settings.json')
    const writes = [
      writeFileAtomic(path, 'x'.repeat(1_000_000)),
      writeFileAtomic(path, { length: 1 } as unknown as Uint8Array),
      ...Array.from({ length: 20 }, (_, turn) => writeFileAtomic(path, `turn ${turn}`)),
    ]
    const results = await Promise.allSettled(writes)
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1)
    expect(await readFile(path, 'utf8')).toBe('turn 19')
    expect(await readdir(folder)).toEqual(['settings.json'])
  })
})
