/** The only door to SQLite: opens a file in WAL mode, checks it, brings its tables up to date, and sets a broken one aside. */
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { codedError } from '../../shared/errors.ts'

export type SqlValue = SQLInputValue
export type Row = Record<string, SQLInputValue>

/** Statements are prepared once per text; `fold(text)` in them is its lower case by Unicode's rules. Rows are unchecked: the table's file turns them into model values. */
export type Database = {
  readonly path: string
  run(sql: string, ...values: SqlValue[]): { changes: number; lastInsertRowid: number }
  get(sql: string, ...values: SqlValue[]): Row | undefined
  all(sql: string, ...values: SqlValue[]): Row[]
  exec(sql: string): void
  /** All or nothing; nested calls join the outer one. */
  transaction<T>(work: () => T): T
  close(): void
}

/** `full`: a commit survives power loss. `normal`: it survives a crash of the app; for what can be fetched again. */
export type Durability = 'full' | 'normal'

/** One step of a file's history, run once, in order, each in a transaction with its version number. */
export type Migration = (database: Database) => void

export type OpenOptions = {
  readonly path: string
  readonly durability: Durability
  readonly migrations: readonly Migration[]
  /** UTC epoch ms, for the name of a file that is set aside. */
  readonly now: number
}

/** `setAside`: where the unreadable file was moved to, or null. */
export type Opened = { readonly database: Database; readonly setAside: string | null }

function wrap(path: string, raw: DatabaseSync): Database {
  const statements = new Map<string, StatementSync>()
  let depth = 0
  const prepare = (sql: string): StatementSync => {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = raw.prepare(sql)
      statements.set(sql, statement)
    }
    return statement
  }
  return {
    path,
    run(sql, ...values) {
      const { changes, lastInsertRowid } = prepare(sql).run(...values)
      return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) }
    },
    get: (sql, ...values) => prepare(sql).get(...values),
    all: (sql, ...values) => prepare(sql).all(...values),
    exec: (sql) => raw.exec(sql),
    transaction(work) {
      if (depth > 0) return work()
      raw.exec('BEGIN IMMEDIATE')
      depth += 1
      try {
        const result = work()
        raw.exec('COMMIT')
        return result
      } catch (error) {
        // A failed COMMIT may have rolled back by itself already.
        if (raw.isTransaction) raw.exec('ROLLBACK')
        throw error
      } finally {
        depth -= 1
      }
    },
    close: () => raw.close(),
  }
}

function firstValue(row: Row | undefined): SqlValue | undefined {
  return row === undefined ? undefined : Object.values(row)[0]
}

function assertSettings(database: Database, durability: Durability): void {
  const journal = firstValue(database.get('PRAGMA journal_mode'))
  const synchronous = Number(firstValue(database.get('PRAGMA synchronous')))
  if (journal !== 'wal' || synchronous < (durability === 'full' ? 2 : 1)) {
    throw codedError('storage', `${database.path}: SQLite refused WAL with ${durability} durability`)
  }
}

function migrate(database: Database, migrations: readonly Migration[]): void {
  const version = Number(firstValue(database.get('PRAGMA user_version')) ?? 0)
  if (version > migrations.length) {
    throw codedError('storage', `${database.path} was written by a newer Tickerdeck (version ${version})`)
  }
  for (const [offset, migration] of migrations.slice(version).entries()) {
    database.transaction(() => {
      migration(database)
      database.exec(`PRAGMA user_version = ${version + offset + 1}`)
    })
  }
}

function openOnce({ path, durability, migrations }: OpenOptions): Database {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const raw = new DatabaseSync(path, { timeout: 5000, enableForeignKeyConstraints: true })
  try {
    raw.function('fold', { deterministic: true }, (text) =>
      typeof text === 'string' ? text.toLowerCase() : text,
    )
    const database = wrap(path, raw)
    raw.exec('PRAGMA journal_mode = WAL')
    raw.exec(`PRAGMA synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}`)
    if (process.platform === 'darwin' && durability === 'full') raw.exec('PRAGMA fullfsync = 1')
    if (firstValue(database.get('PRAGMA quick_check')) !== 'ok')
      throw codedError('storage', `${path} is damaged`)
    assertSettings(database, durability)
    migrate(database, migrations)
    return database
  } catch (error) {
    raw.close()
    throw error
  }
}

/** Names as files with colons are not allowed on Windows: `tickerdeck.db.2026-11-23T19-40-00.broken`. */
function asideName(path: string, now: number): string {
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')
  let name = `${path}.${stamp}.broken`
  for (let count = 2; existsSync(name); count += 1) name = `${path}.${stamp}-${count}.broken`
  return name
}

// SQLITE_BUSY, LOCKED, NOMEM and FULL: the file is sound, the moment is wrong. Moving it away would lose the user's data from view.
const passingErrors = [5, 6, 7, 13]

function isPassing(error: unknown): boolean {
  const errcode: unknown = error instanceof Error && 'errcode' in error ? error.errcode : undefined
  // The low byte is the primary code of an extended one.
  return typeof errcode === 'number' && passingErrors.includes(errcode & 0xff)
}

/**
 * Opens the file, or, where that can't be done, moves it and its journal aside and starts a new one.
 * A file from a newer version is set aside too: its rows can't be trusted to mean what they meant.
 * Throws `storage` where the file is in use by another program, or the disk is full: it stays where it is.
 */
export function openDatabase(options: OpenOptions): Opened {
  try {
    return { database: openOnce(options), setAside: null }
  } catch (error) {
    if (isPassing(error)) {
      const reason = error instanceof Error ? error.message : String(error)
      throw codedError('storage', `${options.path} can't be opened now: ${reason}`, 'later')
    }
    if (!existsSync(options.path)) throw error
    const setAside = asideName(options.path, options.now)
    renameSync(options.path, setAside)
    for (const suffix of ['-wal', '-shm']) {
      if (existsSync(options.path + suffix)) renameSync(options.path + suffix, setAside + suffix)
    }
    return { database: openOnce(options), setAside }
  }
}
