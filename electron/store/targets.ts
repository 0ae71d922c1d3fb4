/** Where firings are sent besides this computer. Secrets are not here: they live with the host. */
import { targetSchema, type Target } from '../../shared/model/delivery.ts'
import type { Database, Migration, Row } from './database.ts'
import { createRowReader, createSkips, fromJson, present, type Skips } from './rows.ts'

export const createTargets: Migration = (database) => {
  database.exec(`
    CREATE TABLE targets (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      enabled INTEGER NOT NULL,
      url TEXT NOT NULL,
      has_secret INTEGER NOT NULL,
      allow_private INTEGER NOT NULL,
      disabled_reason TEXT
    ) STRICT;
  `)
}

/** Before, all were webhooks. An address of '' is none: the column takes no null. */
export const addTargetKinds: Migration = (database) => {
  database.exec(`
    ALTER TABLE targets ADD COLUMN kind TEXT NOT NULL DEFAULT 'webhook';
    ALTER TABLE targets ADD COLUMN options TEXT;
  `)
}

/** A target that this table can hold. */
export type OutboundTarget = Target & { readonly kind: Exclude<Target['kind'], 'desktop'> }

export type TargetTable = {
  /** In the order they were made. */
  list(): Target[]
  get(id: string): Target | null
  /** Makes or replaces. */
  save(target: OutboundTarget): void
  /** Answers whether there was one. */
  delete(id: string): boolean
}

const selected =
  'SELECT id, kind, name, enabled, url, has_secret, allow_private, disabled_reason, options FROM targets'

export function createTargetTable(database: Database, skips: Skips = createSkips()): TargetTable {
  const check = createRowReader('targets', targetSchema, skips)
  const read = (row: Row) =>
    check(row['id'], {
      id: row['id'],
      kind: row['kind'],
      name: row['name'],
      enabled: row['enabled'] === 1,
      url: row['url'] === '' ? null : row['url'],
      hasSecret: row['has_secret'] === 1,
      allowPrivate: row['allow_private'] === 1,
      disabledReason: row['disabled_reason'],
      ...(row['options'] === null ? {} : { options: fromJson(row['options']) ?? {} }),
    })
  return {
    list: () => present(database.all(`${selected} ORDER BY sequence`).map(read)),
    get(id) {
      const row = database.get(`${selected} WHERE id = ?`, id)
      return row === undefined ? null : read(row)
    },
    save({ id, kind, name, enabled, url, hasSecret, allowPrivate, disabledReason, options }) {
      database.run(
        `INSERT INTO targets (id, kind, name, enabled, url, has_secret, allow_private, disabled_reason, options)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, enabled = excluded.enabled, url = excluded.url,
           has_secret = excluded.has_secret, allow_private = excluded.allow_private,
           disabled_reason = excluded.disabled_reason, kind = excluded.kind, options = excluded.options`,
        id,
        kind,
        name,
        Number(enabled),
        url ?? '',
        Number(hasSecret),
        Number(allowPrivate),
        disabledReason,
        options === undefined ? null : JSON.stringify(options),
      )
    },
    delete: (id) => database.run('DELETE FROM targets WHERE id = ?', id).changes > 0,
  }
}
