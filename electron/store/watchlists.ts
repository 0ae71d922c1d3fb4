/** The user's watchlists on disk. */
import { watchlistSchema, type Watchlist } from '../../shared/model/watchlist.ts'
import type { Database, Migration, Row } from './database.ts'
import { createRowReader, createSkips, fromJson, present, type Skips } from './rows.ts'

export const createWatchlists: Migration = (database) => {
  database.exec(
    'CREATE TABLE watchlists (id TEXT PRIMARY KEY, name TEXT NOT NULL, position INTEGER NOT NULL, items TEXT NOT NULL) STRICT',
  )
}

export type WatchlistTable = {
  /** In the user's order. */
  list(): Watchlist[]
  get(id: string): Watchlist | null
  /** Makes or replaces. */
  save(watchlist: Watchlist): void
  /** Answers whether there was one. */
  delete(id: string): boolean
}

const selected = 'SELECT id, name, position, items FROM watchlists'

export function createWatchlistTable(database: Database, skips: Skips = createSkips()): WatchlistTable {
  const check = createRowReader('watchlists', watchlistSchema, skips)
  const read = (row: Row) => check(row['id'], { ...row, items: fromJson(row['items']) })
  return {
    list: () => present(database.all(`${selected} ORDER BY position, rowid`).map(read)),
    get(id) {
      const row = database.get(`${selected} WHERE id = ?`, id)
      return row === undefined ? null : read(row)
    },
    save({ id, name, position, items }) {
      database.run(
        `INSERT INTO watchlists (id, name, position, items) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, position = excluded.position, items = excluded.items`,
        id,
        name,
        position,
        JSON.stringify(items),
      )
    },
    delete: (id) => database.run('DELETE FROM watchlists WHERE id = ?', id).changes > 0,
  }
}
