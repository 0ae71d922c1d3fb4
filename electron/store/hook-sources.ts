/** The addresses that webhooks may be sent to. Tokens are kept readable, because the user is shown the address again. */
import { codedError } from '../../shared/errors.ts'
import { hookSourceSchema, tokenAlone, type HookSource } from '../../shared/model/webhook.ts'
import type { Database, Migration, Row } from './database.ts'
import { createRowReader, createSkips, fromJson, present, type Skips } from './rows.ts'

export const createHookSources: Migration = (database) => {
  database.exec(`
    CREATE TABLE hook_sources (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      token TEXT NOT NULL UNIQUE,
      created_at INTEGER NOT NULL,
      enabled INTEGER NOT NULL
    ) STRICT;
  `)
}

/** Addresses from before are known by their token alone, as they were. */
export const addHookVerification: Migration = (database) => {
  database.exec('ALTER TABLE hook_sources ADD COLUMN verification TEXT')
}

export type HookSourceTable = {
  /** In the order they were made. */
  list(): HookSource[]
  get(id: string): HookSource | null
  byToken(token: string): HookSource | null
  /** Makes or replaces. Throws `conflict` where another source has the token. */
  save(source: HookSource): void
  /** Answers whether there was one. */
  delete(id: string): boolean
}

const selected = 'SELECT id, name, token, created_at, enabled, verification FROM hook_sources'

export function createHookSourceTable(database: Database, skips: Skips = createSkips()): HookSourceTable {
  const check = createRowReader('hook_sources', hookSourceSchema, skips)
  const read = ({ created_at: createdAt, enabled, verification, ...row }: Row) =>
    check(row['id'], {
      ...row,
      createdAt,
      enabled: enabled === 1,
      verification: verification === null ? tokenAlone : fromJson(verification),
    })
  const first = (row: Row | undefined) => (row === undefined ? null : read(row))
  return {
    list: () => present(database.all(`${selected} ORDER BY rowid`).map(read)),
    get: (id) => first(database.get(`${selected} WHERE id = ?`, id)),
    byToken: (token) => first(database.get(`${selected} WHERE token = ?`, token)),
    save({ id, name, token, createdAt, enabled, verification }) {
      const owner = database.get('SELECT id FROM hook_sources WHERE token = ?', token)
      if (owner !== undefined && owner['id'] !== id) {
        throw codedError('conflict', `hook source ${id} has the same token as another one`)
      }
      database.run(
        `INSERT INTO hook_sources (id, name, token, created_at, enabled, verification) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, token = excluded.token, enabled = excluded.enabled,
           verification = excluded.verification`,
        id,
        name,
        token,
        Math.trunc(createdAt),
        Number(enabled),
        JSON.stringify(verification),
      )
    },
    delete: (id) => database.run('DELETE FROM hook_sources WHERE id = ?', id).changes > 0,
  }
}
