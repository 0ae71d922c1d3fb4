/** Each venue's list of instruments as it last answered, so that a start without network still knows the names. */
import { z } from 'zod'
import type { ProviderId } from '../../shared/model/ids.ts'
import { instrumentSchema, type Instrument } from '../../shared/model/instrument.ts'
import type { Database, Migration } from './database.ts'
import { createRowReader, createSkips, fromJson, type Skips } from './rows.ts'

export const createInstruments: Migration = (database) => {
  database.exec('CREATE TABLE instruments (provider TEXT PRIMARY KEY, list TEXT NOT NULL) STRICT')
}

export type InstrumentTable = {
  /** Empty where nothing was saved. */
  load(provider: ProviderId): Instrument[]
  save(provider: ProviderId, instruments: readonly Instrument[]): void
}

export function createInstrumentTable(database: Database, skips: Skips = createSkips()): InstrumentTable {
  const check = createRowReader('instruments', z.array(instrumentSchema), skips)
  return {
    load(provider) {
      const row = database.get('SELECT list FROM instruments WHERE provider = ?', provider)
      return row === undefined ? [] : (check(provider, fromJson(row['list'])) ?? [])
    },
    save(provider, instruments) {
      database.run(
        'INSERT INTO instruments (provider, list) VALUES (?, ?) ON CONFLICT (provider) DO UPDATE SET list = excluded.list',
        provider,
        JSON.stringify(instruments),
      )
    },
  }
}
