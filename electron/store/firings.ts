/** The permanent log of firings. A firing is written once; only its acknowledgement is added later. */
import { codedError } from '../../shared/errors.ts'
import { firingSchema, type Firing } from '../../shared/model/alert.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Database, Migration, Row, SqlValue } from './database.ts'
import { createRowReader, createSkips, fromJson, present, type Skips } from './rows.ts'

export const createFirings: Migration = (database) => {
  database.exec(`
    CREATE TABLE firings (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      instrument TEXT NOT NULL,
      fired_at INTEGER NOT NULL,
      acknowledged_at INTEGER,
      firing TEXT NOT NULL
    ) STRICT;
    CREATE INDEX firings_by_time ON firings (fired_at, sequence);
    CREATE INDEX firings_by_instrument ON firings (instrument, fired_at, sequence);
  `)
}

export type FiringTable = {
  /** False where a firing with this id is on record already: nothing is written then. */
  insert(firing: Firing): boolean
  /** Newest first; `before` is the id of the firing to go on from. Throws `not-found` for an unknown one. */
  list(query: {
    readonly limit: number
    readonly before?: string | undefined
    readonly instrument?: InstrumentId | undefined
  }): Firing[]
  get(id: string): Firing | null
  /** Answers the firings that changed: one that was acknowledged before keeps its time. */
  acknowledge(ids: readonly string[], at: number): Firing[]
}

const selected = 'SELECT id, acknowledged_at, firing FROM firings'

export function createFiringTable(database: Database, skips: Skips = createSkips()): FiringTable {
  const check = createRowReader('firings', firingSchema, skips)
  const read = (row: Row): Firing | null => {
    const firing = check(row['id'], fromJson(row['firing']))
    const acknowledgedAt = row['acknowledged_at']
    return firing && { ...firing, acknowledgedAt: typeof acknowledgedAt === 'number' ? acknowledgedAt : null }
  }
  const get = (id: string): Firing | null => {
    const row = database.get(`${selected} WHERE id = ?`, id)
    return row === undefined ? null : read(row)
  }
  return {
    insert: (firing) =>
      database.run(
        `INSERT INTO firings (id, instrument, fired_at, acknowledged_at, firing) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO NOTHING`,
        firing.id,
        firing.instrument,
        Math.trunc(firing.firedAt),
        firing.acknowledgedAt === null ? null : Math.trunc(firing.acknowledgedAt),
        JSON.stringify(firing),
      ).changes > 0,
    list({ limit, before, instrument }) {
      const conditions: string[] = []
      const values: SqlValue[] = []
      if (instrument !== undefined) {
        conditions.push('instrument = ?')
        values.push(instrument)
      }
      if (before !== undefined) {
        const from = database.get('SELECT fired_at, sequence FROM firings WHERE id = ?', before)
        if (from === undefined) throw codedError('not-found', `no firing ${before} to page on from`)
        conditions.push('(fired_at, sequence) < (?, ?)')
        values.push(from['fired_at'] ?? 0, from['sequence'] ?? 0)
      }
      const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
      const rows = database.all(
        `${selected} ${where} ORDER BY fired_at DESC, sequence DESC LIMIT ?`,
        ...values,
        limit,
      )
      return present(rows.map(read))
    },
    get,
    acknowledge: (ids, at) =>
      database.transaction(() => {
        const changed = ids.filter(
          (id) =>
            database.run(
              'UPDATE firings SET acknowledged_at = ? WHERE id = ? AND acknowledged_at IS NULL',
              Math.trunc(at),
              id,
            ).changes > 0,
        )
        return present(changed.map(get))
      }),
  }
}
