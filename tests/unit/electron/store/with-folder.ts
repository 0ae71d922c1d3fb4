/** A folder for one test file's databases, removed at its end. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { openDatabase, type Database } from '../../../../electron/store/database.ts'
import { tickerdeckMigrations } from '../../../../electron/store/migrations/tickerdeck.ts'
import { openStore, type Store } from '../../../../electron/store/store.ts'

const root = mkdtempSync(join(tmpdir(), 'tickerdeck-store-'))
const opened = new Set<Store>()
let count = 0

afterAll(() => {
  for (const store of opened) store.close()
  rmSync(root, { recursive: true, force: true })
})

export function newFolder(): string {
  count += 1
  return join(root, String(count))
}

export const now = Date.UTC(2026, 10, 23, 19, 40, 7)

/** Closes it with `closeStore`, or at the end. */
export function newStore(dataDir = newFolder()): Store {
  const { store } = openStore({ dataDir, now })
  opened.add(store)
  return store
}

/** A store and a second connection that can spoil what is on disk. */
export function newSpoilable(): { store: Store; spoil(sql: string): void } {
  const dataDir = newFolder()
  const store = newStore(dataDir)
  return {
    store,
    spoil(sql) {
      const { database } = openDatabase({
        path: join(dataDir, 'tickerdeck.db'),
        durability: 'full',
        migrations: tickerdeckMigrations,
        now,
      })
      database.exec(sql)
      database.close()
    },
  }
}

/** A folder as an earlier version left it: its database has had these steps alone, and was filled by `write`. */
export function folderOf(
  migrations: typeof tickerdeckMigrations,
  write: (database: Database) => void,
): string {
  const dataDir = newFolder()
  const { database } = openDatabase({
    path: join(dataDir, 'tickerdeck.db'),
    durability: 'full',
    migrations,
    now,
  })
  write(database)
  database.close()
  return dataDir
}

export function closeStore(store: Store): void {
  opened.delete(store)
  store.close()
}
