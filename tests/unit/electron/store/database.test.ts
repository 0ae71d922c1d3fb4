/** Opening files: history, settings of SQLite, and what happens to a broken one. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDatabase, type Migration } from '../../../../electron/store/database.ts'
import { newFolder, now } from './with-folder.ts'

const createNotes: Migration = (database) => database.exec('CREATE TABLE notes (text TEXT)')
const addColumn: Migration = (database) =>
  database.exec("ALTER TABLE notes ADD COLUMN colour TEXT DEFAULT 'red'")
const open = (path: string, migrations = [createNotes], durability: 'full' | 'normal' = 'full') =>
  openDatabase({ path, durability, migrations, now })

describe('opening', () => {
  it('uses a write-ahead log with the durability that was asked for', () => {
    const folder = newFolder()
    for (const [durability, synchronous] of [
      ['full', 2],
      ['normal', 1],
    ] as const) {
      const { database } = open(join(folder, `${durability}.db`), [], durability)
      expect(database.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' })
      expect(database.get('PRAGMA synchronous')).toEqual({ synchronous })
      expect(database.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1 })
      database.close()
    }
  })

  it('brings an older file up to date, running each step once', () => {
    const path = join(newFolder(), 'a.db')
    const first = open(path)
    first.database.run('INSERT INTO notes VALUES (?)', 'kept')
    first.database.close()
    for (let time = 0; time < 2; time += 1) {
      const { database, setAside } = open(path, [createNotes, addColumn])
      expect([database.all('SELECT * FROM notes'), setAside]).toEqual([
        [{ text: 'kept', colour: 'red' }],
        null,
      ])
      database.close()
    }
  })

  it('leaves no half of a step that fails', () => {
    const path = join(newFolder(), 'a.db')
    open(path).database.close()
    const failing: Migration = (database) => {
      database.exec('CREATE TABLE half (a)')
      throw new Error('no')
    }
    const { database, setAside } = openOr(path, [createNotes, failing], [createNotes])
    expect([database.all("SELECT name FROM sqlite_schema WHERE name = 'half'"), setAside]).toEqual([[], null])
    database.close()
  })
})

/** The first list is expected to fail for good, even on a new file; the second opens what is left. */
function openOr(path: string, failing: Migration[], migrations: Migration[]) {
  expect(() => open(path, failing)).toThrow('no')
  // The sound file was moved aside before the new one failed as well: it is looked into where it is now.
  const aside = `${path}.2026-11-23T19-40-07.broken`
  return open(aside, migrations)
}

describe('a file that cannot be used', () => {
  it.each([
    [
      'text',
      (path: string) =>
        writeFileSync(path, 'this is not a database, but long enough to be read as one'.repeat(40)),
    ],
    ['a folder', (path: string) => mkdirSync(path)],
    [
      'cut in the middle',
      (path: string) => {
        const { database } = open(path)
        for (let row = 0; row < 2000; row += 1) database.run('INSERT INTO notes VALUES (?)', 'x'.repeat(100))
        database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
        database.close()
        writeFileSync(path, readFileSync(path).subarray(0, 20_000))
      },
    ],
    ['from a newer version', (path: string) => open(path, [createNotes, addColumn]).database.close()],
  ])('%s: is set aside under a dated name, and a new one is made', (_name, make) => {
    const folder = newFolder()
    mkdirSync(folder)
    const path = join(folder, 'a.db')
    make(path)
    const { database, setAside } = open(path)
    expect(setAside).toBe(join(folder, 'a.db.2026-11-23T19-40-07.broken'))
    expect(existsSync(setAside ?? '')).toBe(true)
    expect(database.all('SELECT * FROM notes')).toEqual([])
    database.close()
  })

  it('gets a name of its own when two are set aside in one second', () => {
    const path = join(newFolder(), 'a.db')
    open(path).database.close()
    writeFileSync(path, 'broken '.repeat(300))
    open(path).database.close()
    writeFileSync(path, 'broken '.repeat(300))
    const { database, setAside } = open(path)
    expect(setAside).toMatch(/07-2\.broken$/)
    database.close()
  })

  it('stays where it is when it is only in use', { timeout: 20_000 }, () => {
    const path = join(newFolder(), 'a.db')
    const { database } = open(path)
    database.run('INSERT INTO notes VALUES (?)', 'kept')
    database.exec('BEGIN IMMEDIATE')
    // A second program with a step to run needs to write, and may not.
    expect(() => open(path, [createNotes, addColumn])).toThrow(/can't be opened now/)
    database.exec('COMMIT')
    expect(database.all('SELECT text FROM notes')).toEqual([{ text: 'kept' }])
    database.close()
  })
})

describe('transactions', () => {
  it('are all or nothing, and nested ones belong to the outer one', () => {
    const { database } = open(join(newFolder(), 'a.db'))
    const add = (text: string) => database.run('INSERT INTO notes VALUES (?)', text)
    expect(() =>
      database.transaction(() => {
        add('a')
        database.transaction(() => add('b'))
        throw new Error('stop')
      }),
    ).toThrow('stop')
    expect(database.all('SELECT * FROM notes')).toEqual([])
    expect(database.transaction(() => add('c')).changes).toBe(1)
    expect(database.all('SELECT text FROM notes')).toEqual([{ text: 'c' }])
    database.close()
  })
})
