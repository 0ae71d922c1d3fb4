/** A rule as it is shown: with its sentence, how it stands on each instrument, and whether it can be watched at all. */
import { z } from 'zod'
import { instrumentIdSchema } from '../model/ids.ts'
import { heldBackReasons } from './memory.ts'
import { alertRuleSchema } from './rule.ts'
import { simpleOperators } from './simple.ts'

/** How a rule stands on one of its instruments; null for a rule that is armed on none. */
export const standingSchema = z.object({
  instrument: instrumentIdSchema.nullable(),
  state: z.enum(['armed', 'fired', 'expired']),
  /** Why it is not being watched there now; null when it is, or is not armed. */
  unwatched: z.string().nullable(),
  lastFiredAt: z.number().nullable(),
  firedCount: z.number().int(),
  /** Waits for the value to go back by the re-arm band. */
  disarmed: z.boolean(),
  /** Became true then and waits for its confirmation, UTC epoch ms. */
  pendingSince: z.number().nullable(),
  heldBack: z.object({ at: z.number(), reason: z.enum(heldBackReasons) }).nullable(),
})
export type Standing = z.infer<typeof standingSchema>

export const alertViewSchema = alertRuleSchema.safeExtend({
  sentence: z.string(),
  /** The three of a rule that is one fixed level of one instrument's last price; null for any other rule. */
  instrument: instrumentIdSchema.nullable(),
  operator: z.enum(simpleOperators).nullable(),
  level: z.number().nullable(),
  /** That of the schedule. */
  expiresAt: z.number().nullable(),
  standings: z.array(standingSchema),
  /** The latest of all its instruments. */
  lastFiredAt: z.number().nullable(),
  firedCount: z.number().int(),
  /** Why it is not being watched now, on the first instrument that is not; null when it is everywhere. */
  unwatched: z.string().nullable(),
})
export type AlertView = z.infer<typeof alertViewSchema>
