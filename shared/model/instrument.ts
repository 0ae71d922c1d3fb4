/** What can be watched: one instrument of one venue, with the grid its prices live on. */
import { z } from 'zod'
import { instrumentIdSchema, providerIdSchema } from './ids.ts'
import { divides, intervalSchema, type Interval } from './interval.ts'
import { sessionSchema } from './session.ts'

export const instrumentSchema = z.object({
  id: instrumentIdSchema,
  provider: providerIdSchema,
  /** The venue's own spelling. */
  symbol: z.string(),
  name: z.string(),
  kind: z.enum(['crypto', 'fx', 'stock', 'index']),
  /** Currency that prices are in. */
  currency: z.string(),
  /** Smallest price step. */
  tickSize: z.number().positive(),
  session: sessionSchema,
  /** Intervals that the venue itself has history for; others are made of these. */
  intervals: z.array(intervalSchema),
  /** True for everything that is not a real market's present price (simulated, or recorded and replayed). */
  simulated: z.boolean(),
})

export type Instrument = z.infer<typeof instrumentSchema>

/** Whether there are candles of `interval`: the venue's own, or made of shorter ones that it has. */
export function offersInterval({ intervals }: Pick<Instrument, 'intervals'>, interval: Interval): boolean {
  return intervals.includes(interval) || intervals.some((own) => divides(own, interval))
}
