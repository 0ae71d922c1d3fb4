/** What the user changed about a venue: on or off, the origins it is reached at, whose candles stand in. Keys are not kept here. */
import { z } from 'zod'
import { providerIdSchema } from '../../shared/model/ids.ts'
import type { Database, Migration, Row } from './database.ts'
import { createRowReader, createSkips, present, type Skips } from './rows.ts'

export const createProviders: Migration = (database) => {
  database.exec(
    'CREATE TABLE providers (id TEXT PRIMARY KEY, enabled INTEGER, rest_url TEXT, ws_url TEXT) STRICT, WITHOUT ROWID',
  )
}

export const addHistoryFrom: Migration = (database) => {
  database.exec('ALTER TABLE providers ADD COLUMN history_from TEXT')
}

const providerSettingSchema = z.object({
  id: providerIdSchema,
  /** Null: as the venue comes. */
  enabled: z.boolean().nullable(),
  /** Origins that replace the venue's own; null: the venue's own. */
  restUrl: z.url().nullable(),
  wsUrl: z.url().nullable(),
  /** The venue whose candles stand in where this one's plan has none; null: none. */
  historyFrom: providerIdSchema.nullable(),
})
export type ProviderSetting = z.infer<typeof providerSettingSchema>

export type ProviderTable = {
  list(): ProviderSetting[]
  /** Makes or replaces. */
  save(setting: ProviderSetting): void
}

export function createProviderTable(database: Database, skips: Skips = createSkips()): ProviderTable {
  const check = createRowReader('providers', providerSettingSchema, skips)
  const read = (row: Row) =>
    check(row['id'], {
      id: row['id'],
      enabled: row['enabled'] === null ? null : row['enabled'] === 1,
      restUrl: row['rest_url'],
      wsUrl: row['ws_url'],
      historyFrom: row['history_from'],
    })
  return {
    list: () => present(database.all('SELECT * FROM providers ORDER BY id').map(read)),
    save({ id, enabled, restUrl, wsUrl, historyFrom }) {
      database.run(
        `INSERT INTO providers (id, enabled, rest_url, ws_url, history_from) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET enabled = excluded.enabled, rest_url = excluded.rest_url, ws_url = excluded.ws_url,
           history_from = excluded.history_from`,
        id,
        enabled === null ? null : Number(enabled),
        restUrl,
        wsUrl,
        historyFrom,
      )
    },
  }
}
