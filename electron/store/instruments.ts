/** Each venue's list of instruments as it last answered, so that a start without network still knows the names. */
import { z } from 'zod'
import type { ProviderId } from '../../shared/model/ids.ts'
import { sessionSchema, type Session } from '../../shared/model/session.ts'
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

// Thousands of stocks share one session, whose holidays alone are longer than all else about them: each is written once.
const listSchema = z.object({
  sessions: z.array(sessionSchema),
  instruments: z.array(instrumentSchema.extend({ session: z.number().int().min(0) })),
})
type Packed = z.infer<typeof listSchema>

function pack(instruments: readonly Instrument[]): Packed {
  const indexes = new Map<Session | string, number>()
  const sessions: Session[] = []
  const indexOf = (session: Session): number => {
    // Most share the very object: the text is made once for each.
    const known = indexes.get(session)
    if (known !== undefined) return known
    const text = JSON.stringify(session)
    const index = indexes.get(text) ?? sessions.push(session) - 1
    indexes.set(session, index).set(text, index)
    return index
  }
  return {
    instruments: instruments.map((instrument) => ({ ...instrument, session: indexOf(instrument.session) })),
    sessions,
  }
}

function unpack({ sessions, instruments }: Packed): Instrument[] {
  return instruments.flatMap((packed) => {
    const session = sessions[packed.session]
    return session === undefined ? [] : [{ ...packed, session }]
  })
}

export function createInstrumentTable(database: Database, skips: Skips = createSkips()): InstrumentTable {
  const check = createRowReader('instruments', listSchema, skips)
  return {
    load(provider) {
      const row = database.get('SELECT list FROM instruments WHERE provider = ?', provider)
      const list = row === undefined ? null : fromJson(row['list'])
      // An earlier version wrote a bare list; the venue is asked again.
      if (list === null || Array.isArray(list)) return []
      const packed = check(provider, list)
      return packed === null ? [] : unpack(packed)
    },
    save(provider, instruments) {
      database.run(
        'INSERT INTO instruments (provider, list) VALUES (?, ?) ON CONFLICT (provider) DO UPDATE SET list = excluded.list',
        provider,
        JSON.stringify(pack(instruments)),
      )
    },
  }
}
