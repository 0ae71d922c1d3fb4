/** Candles, and the holes between them. A closed candle never changes. */
import { z } from 'zod'
import type { InstrumentId } from './ids.ts'
import type { Interval } from './interval.ts'

/** Where the numbers come from: the venue's REST answer, its candle stream, or our own sum of its trades. */
export const candleSources = ['rest', 'stream', 'trades'] as const
export type CandleSource = (typeof candleSources)[number]

export const candleSchema = z.object({
  /** UTC epoch ms. */
  openAt: z.number(),
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  volume: z.number(),
  closed: z.boolean(),
  source: z.enum(candleSources),
})
export type Candle = z.infer<typeof candleSchema>

/** Time for which nothing is known: from `fromAt` up to and without `toAt`. Drawn as nothing. */
export const gapSchema = z.object({ fromAt: z.number(), toAt: z.number() })
export type Gap = z.infer<typeof gapSchema>

/** A candle of a venue's stream. */
export type CandleUpdate = {
  readonly instrument: InstrumentId
  readonly interval: Interval
  readonly candle: Candle
}
