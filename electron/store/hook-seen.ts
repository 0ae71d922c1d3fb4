/** The ids of received webhooks, each with the entry that it first made: kept with the row, so that a restart forgets none. */
import type { Database, Migration } from './database.ts'

export const createHookSeen: Migration = (database) => {
  database.exec(`
    CREATE TABLE hook_seen (
      source TEXT NOT NULL,
      message TEXT NOT NULL,
      entry INTEGER NOT NULL,
      seen_at INTEGER NOT NULL,
      PRIMARY KEY (source, message)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX hook_seen_by_age ON hook_seen (seen_at);
  `)
}

export type HookSeenTable = {
  /** The entry that the id made since then, or null. */
  find(source: string, message: string, sinceAt: number): number | null
  add(source: string, message: string, entry: number, at: number): void
  /** Forgets what is older; answers how many. */
  prune(beforeAt: number): number
}

export function createHookSeenTable(database: Database): HookSeenTable {
  return {
    find(source, message, sinceAt) {
      const row = database.get(
        'SELECT entry FROM hook_seen WHERE source = ? AND message = ? AND seen_at >= ?',
        source,
        message,
        Math.trunc(sinceAt),
      )
      return typeof row?.['entry'] === 'number' ? row['entry'] : null
    },
    add(source, message, entry, at) {
      database.run(
        `INSERT INTO hook_seen (source, message, entry, seen_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (source, message) DO UPDATE SET entry = excluded.entry, seen_at = excluded.seen_at`,
        source,
        message,
        entry,
        Math.trunc(at),
      )
    },
    prune: (beforeAt) =>
      database.run('DELETE FROM hook_seen WHERE seen_at < ?', Math.trunc(beforeAt)).changes,
  }
}
