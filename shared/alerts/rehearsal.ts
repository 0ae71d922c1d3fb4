/** A dry run: what a rule would have done in the past, and what a re-arm band would have spared. */
import { z } from 'zod'
import { candleSchema, gapSchema } from '../model/candle.ts'
import { instrumentIdSchema } from '../model/ids.ts'
import { rearmSchema } from './rule.ts'

/** One firing of a dry run: when, at which value, and the one-minute bar that it lies in. */
export const rehearsedFiringSchema = z.object({
  at: z.number(),
  /** Value of the condition that made it fire; null where it is no number. */
  value: z.number().nullable(),
  bar: candleSchema,
  /** Past the storm budget. */
  folded: z.boolean(),
})
export type RehearsedFiring = z.infer<typeof rehearsedFiringSchema>

/** Two firings no further apart than this count as one flurry. */
export const flurryMs = 120_000

export const rehearsalPartSchema = z.object({
  instrument: instrumentIdSchema,
  /** The first 2,000, ascending. */
  firings: z.array(rehearsedFiringSchema),
  count: z.number().int(),
  /** Those that came within two minutes of the one before. */
  clustered: z.number().int(),
  /** One-minute bars that it ran over, and the time that they cover. */
  bars: z.number().int(),
  fromAt: z.number(),
  toAt: z.number(),
  gaps: z.array(gapSchema),
})
export type RehearsalPart = z.infer<typeof rehearsalPartSchema>

export const rehearsalSchema = z.object({
  days: z.number().int(),
  parts: z.array(rehearsalPartSchema),
  /** Over all instruments. */
  count: z.number().int(),
  clustered: z.number().int(),
  /** The smallest of the usual bands with far fewer firings; null where none helps or the rule has one. */
  suggestion: z.object({ rearm: rearmSchema, count: z.number().int() }).nullable(),
  /** What bars do not tell, so that it was not judged: whole sentences. */
  untold: z.array(z.string()),
  /** One sentence: `In the last 30 days this would have fired 47 times, 31 of them within two minutes of each other.` */
  sentence: z.string(),
  tookMs: z.number(),
})
export type Rehearsal = z.infer<typeof rehearsalSchema>
