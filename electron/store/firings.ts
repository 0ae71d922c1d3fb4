/** The permanent log of firings. A firing is written once; only its acknowledgement is added later. */
import { codedError } from '../../shared/errors.ts'
import { firingSchema, type Firing, type FiringFilter } from '../../shared/alerts/firing.ts'
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

/** To search by rule, and firings of no instrument ('' in its column). */
export const addFiringRule: Migration = (database) => {
  database.exec(`
    ALTER TABLE firings ADD COLUMN rule TEXT;
    UPDATE firings SET rule = json_extract(firing, '$.rule') WHERE json_valid(firing);
    CREATE INDEX firings_by_rule ON firings (rule, fired_at, sequence);
    CREATE INDEX firings_unseen ON firings (sequence) WHERE acknowledged_at IS NULL;
  `)
}

export type FiringTable = {
  /** False where a firing with this id is on record already: nothing is written then. */
  insert(firing: Firing): boolean
  /** Newest first; `before` is the id of the firing to go on from. Throws `not-found` for an unknown one. */
  list(query: FiringFilter & { readonly limit: number; readonly before?: string | undefined }): Firing[]
  /** Oldest first, all of them, one by one. */
  each(filter: FiringFilter): Iterable<Firing>
  /** Those that nobody has seen and that count on the app's icon. */
  unseenCount(): number
  get(id: string): Firing | null
  /** Answers the firings that changed: one that was acknowledged before keeps its time. */
  acknowledge(ids: readonly string[], at: number): Firing[]
}

const selected = 'SELECT id, acknowledged_at, firing FROM firings'

/** Of a row that is damaged nothing is known; asking it must not fail for the others. */
const fieldSql = (path: string): string =>
  `CASE WHEN json_valid(firing) THEN json_extract(firing, '$.${path}') END`

const pageRows = 500
const joined = (conditions: readonly string[]): string =>
  conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`

function whereOf(filter: FiringFilter): { conditions: string[]; values: SqlValue[] } {
  const conditions: string[] = []
  const values: SqlValue[] = []
  const add = (condition: string, ...given: SqlValue[]): void => {
    conditions.push(condition)
    values.push(...given)
  }
  const { instrument, rule, text, fromAt, toAt, late, unseen } = filter
  if (instrument !== undefined) add('instrument = ?', instrument)
  if (rule !== undefined) add('rule = ?', rule)
  if (fromAt !== undefined) add('fired_at >= ?', fromAt)
  if (toAt !== undefined) add('fired_at < ?', toAt)
  if (late !== undefined) add(`${fieldSql('late')} = ?`, late ? 1 : 0)
  if (unseen !== undefined) add(`acknowledged_at IS ${unseen ? '' : 'NOT '}NULL`)
  if (text !== undefined && text.trim() !== '') {
    const fields = ['sentence', 'ruleName', 'note', 'message'].map(
      (name) => `coalesce(${fieldSql(name)}, '')`,
    )
    // SQLite's own lower() and LIKE fold ASCII only; LIKE would take % and _ for wildcards besides.
    add(`instr(fold(${fields.join(' || char(10) || ')}), fold(?)) > 0`, text.trim())
  }
  return { conditions, values }
}

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
        `INSERT INTO firings (id, instrument, rule, fired_at, acknowledged_at, firing) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO NOTHING`,
        firing.id,
        firing.instrument ?? '',
        firing.rule,
        Math.trunc(firing.firedAt),
        firing.acknowledgedAt === null ? null : Math.trunc(firing.acknowledgedAt),
        JSON.stringify(firing),
      ).changes > 0,
    list({ limit, before, ...filter }) {
      const { conditions, values } = whereOf(filter)
      if (before !== undefined) {
        const from = database.get('SELECT fired_at, sequence FROM firings WHERE id = ?', before)
        if (from === undefined) throw codedError('not-found', `no firing ${before} to page on from`)
        conditions.push('(fired_at, sequence) < (?, ?)')
        values.push(from['fired_at'] ?? 0, from['sequence'] ?? 0)
      }
      const rows = database.all(
        `${selected} ${joined(conditions)} ORDER BY fired_at DESC, sequence DESC LIMIT ?`,
        ...values,
        limit,
      )
      return present(rows.map(read))
    },
    *each(filter) {
      let from: SqlValue[] = [-1e15, -1]
      for (;;) {
        const { conditions, values } = whereOf(filter)
        conditions.push('(fired_at, sequence) > (?, ?)')
        const rows = database.all(
          `SELECT fired_at, sequence, id, acknowledged_at, firing FROM firings ${joined(conditions)}
           ORDER BY fired_at, sequence LIMIT ?`,
          ...values,
          ...from,
          pageRows,
        )
        for (const row of rows) {
          const firing = read(row)
          if (firing !== null) yield firing
        }
        const last = rows.at(-1)
        if (last === undefined) return
        from = [last['fired_at'] ?? 0, last['sequence'] ?? 0]
      }
    },
    unseenCount: () =>
      Number(
        database.get(
          `SELECT count(*) AS n FROM firings
           WHERE acknowledged_at IS NULL AND coalesce(${fieldSql('show.badge')}, 1) = 1`,
        )?.['n'] ?? 0,
      ),
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
