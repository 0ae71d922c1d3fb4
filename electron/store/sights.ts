/** What was last seen of instruments that rules are armed on, and the times after it that are still to be made up for. */
import { z } from 'zod'
import { alertMemorySchema } from '../../shared/alerts/memory.ts'
import { sightSchema, type Sight } from '../../shared/alerts/sight.ts'
import { instrumentIdSchema, isInstrumentId, type InstrumentId } from '../../shared/model/ids.ts'
import type { Database, Migration } from './database.ts'
import { createRowReader, createSkips, fromJson, present, type Skips } from './rows.ts'

export const createSights: Migration = (database) => {
  database.exec(`
    CREATE TABLE alert_sights (instrument TEXT PRIMARY KEY, sight TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE alert_holes (id TEXT PRIMARY KEY, hole TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `)
}

/** A time that was not seen and could not be fetched yet, with what the rules remembered before it. */
export const holeSchema = z.object({
  id: z.string(),
  instrument: instrumentIdSchema,
  /** Where it begins; null where the instrument was never seen before, then `fromAt` says. */
  before: sightSchema.nullable(),
  fromAt: z.number(),
  /** What was seen first after it, and how far the price went until the end of that minute. */
  after: sightSchema,
  /** That minute was seen to its end; else how far the price went in it is not known. */
  isWhole: z.boolean(),
  rules: z.array(z.object({ rule: z.string(), version: z.number(), memory: alertMemorySchema })),
})
export type Hole = z.infer<typeof holeSchema>

export type SightTable = {
  list(): ReadonlyMap<InstrumentId, Sight>
  save(instrument: InstrumentId, sight: Sight): void
  delete(instrument: InstrumentId): void
  holes(): Hole[]
  saveHole(hole: Hole): void
  deleteHole(id: string): void
}

export function createSightTable(database: Database, skips: Skips = createSkips()): SightTable {
  const check = createRowReader('sights', sightSchema, skips)
  const checkHole = createRowReader('holes', holeSchema, skips)
  return {
    list() {
      const sights = new Map<InstrumentId, Sight>()
      for (const row of database.all('SELECT instrument, sight FROM alert_sights')) {
        const instrument = row['instrument']
        const sight = check(instrument, fromJson(row['sight']))
        if (sight !== null && isInstrumentId(instrument)) sights.set(instrument, sight)
      }
      return sights
    },
    save(instrument, sight) {
      database.run(
        `INSERT INTO alert_sights (instrument, sight) VALUES (?, ?)
         ON CONFLICT (instrument) DO UPDATE SET sight = excluded.sight`,
        instrument,
        JSON.stringify(sight),
      )
    },
    delete: (instrument) => void database.run('DELETE FROM alert_sights WHERE instrument = ?', instrument),
    holes: () =>
      present(
        database
          .all('SELECT id, hole FROM alert_holes ORDER BY id')
          .map((row) => checkHole(row['id'], fromJson(row['hole']))),
      ),
    saveHole(hole) {
      database.run(
        `INSERT INTO alert_holes (id, hole) VALUES (?, ?)
         ON CONFLICT (id) DO UPDATE SET hole = excluded.hole`,
        hole.id,
        JSON.stringify(hole),
      )
    },
    deleteHole: (id) => void database.run('DELETE FROM alert_holes WHERE id = ?', id),
  }
}
