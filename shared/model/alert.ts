/** Alert rules, what a rule remembers between ticks, and the permanent record of a firing with its evidence. */
import { z } from 'zod'
import { candleSchema } from './candle.ts'
import { instrumentIdSchema } from './ids.ts'
import { tickSchema } from './quote.ts'

/** TradingView's words for the five price conditions. */
export const operators = ['crossing', 'crossing-up', 'crossing-down', 'greater-than', 'less-than'] as const
export type Operator = (typeof operators)[number]

export const ruleSchema = z.object({
  id: z.string().min(1).max(64),
  instrument: instrumentIdSchema,
  operator: z.enum(operators),
  /** Price level, on the instrument's tick grid. */
  level: z.number().positive(),
  frequency: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('once') }),
    /** Not again before `coolDownMs` after the last firing. */
    z.object({
      kind: z.literal('every-time'),
      coolDownMs: z
        .number()
        .int()
        .min(0)
        .max(7 * 86_400_000),
    }),
  ]),
  note: z.string().max(4000),
  /** UTC epoch ms; null never expires. */
  expiresAt: z.number().nullable(),
  /** `fired`: a once-only rule that has done its work; `expired`: past `expiresAt`. */
  state: z.enum(['armed', 'paused', 'fired', 'expired']),
  createdAt: z.number(),
  armedAt: z.number(),
  /** Counts up with each edit; a firing names the version that fired. */
  version: z.number().int().min(1),
})
export type Rule = z.infer<typeof ruleSchema>

/** What a user gives to make or change a rule. */
export const ruleDraftSchema = ruleSchema
  .pick({ instrument: true, operator: true, level: true, frequency: true, note: true, expiresAt: true })
  .extend({ id: z.string().min(1).max(64).optional() })
export type RuleDraft = z.infer<typeof ruleDraftSchema>

/** A rule's memory: enough to go on after a restart as if nothing had happened. */
export const ruleMemorySchema = z.object({
  /** Last tick seen on this side of the last gap; null right after arming, a restart or a gap. */
  lastTick: tickSchema.nullable(),
  lastFiredAt: z.number().nullable(),
  firedCount: z.number().int(),
  /** Greater than, less than: whether the condition held at the last tick, kept over gaps; absent until the first tick after arming. */
  met: z.boolean().optional(),
})
export type RuleMemory = z.infer<typeof ruleMemorySchema>

/** A rule as it is shown: with its sentence, its memory and whether it can be watched at all. */
export const ruleViewSchema = ruleSchema.extend({
  sentence: z.string(),
  memory: ruleMemorySchema,
  /** Why the rule is not being watched now; null when it is. */
  unwatched: z.string().nullable(),
})
export type RuleView = z.infer<typeof ruleViewSchema>

export const firingSchema = z.object({
  id: z.string(),
  rule: z.string(),
  ruleVersion: z.number().int(),
  instrument: instrumentIdSchema,
  sentence: z.string(),
  note: z.string(),
  level: z.number(),
  firedAt: z.number(),
  /** The tick before (null where the condition is not a crossing and the first tick met it) and the tick that made it fire. */
  evidence: z.object({ before: tickSchema.nullable(), at: tickSchema }),
  /** Found afterwards in candles, not seen live. */
  late: z.boolean(),
  simulated: z.boolean(),
  acknowledgedAt: z.number().nullable(),
})
export type Firing = z.infer<typeof firingSchema>

/** One firing that a dry run over history found: the bar it lies in. */
export const rehearsedFiringSchema = z.object({ at: z.number(), bar: candleSchema })
export type RehearsedFiring = z.infer<typeof rehearsedFiringSchema>
