/** The permanent record of a firing, with all that shows why it fired and what came of it. */
import { z } from 'zod'
import { feedStates } from '../model/feed-status.ts'
import { instrumentIdSchema } from '../model/ids.ts'
import { quoteStates, tickSchema } from '../model/quote.ts'
import { soundSchema } from './actions.ts'
import { conditionEvidenceSchema, inferredSchema } from './memory.ts'

export const firingSchema = z.object({
  /** Made of rule, version, instrument and number: the same firing never has two. */
  id: z.string(),
  rule: z.string(),
  ruleVersion: z.number().int(),
  /** '' where the sentence is name enough. */
  ruleName: z.string().default(''),
  /** Null for a rule that is armed on no instrument. */
  instrument: instrumentIdSchema.nullable(),
  sentence: z.string(),
  note: z.string(),
  /** The rule's message with its placeholders filled in, or the sentence. */
  message: z.string().default(''),
  /** Value and level of the condition that made it fire; null where it is no number. */
  price: z.number().nullable().default(null),
  level: z.number().nullable(),
  /** When it fired; of a late one when it would have, by the bars. UTC epoch ms. */
  firedAt: z.number(),
  /** Our clock when it was decided; null in records from before this was kept. */
  decidedAt: z.number().nullable().default(null),
  /** When it happened: by the venue's clock, or the close of the bar; null in records from before this was kept. */
  happenedAt: z.number().nullable().default(null),
  /** The two values of the condition that made it fire, where it is about a number. */
  evidence: z.object({ before: tickSchema.nullable(), at: tickSchema.nullable() }),
  /** All conditions in the rule's order, each as a sentence with its values. */
  conditions: z.array(conditionEvidenceSchema.extend({ text: z.string() })).default([]),
  /** The bar that it was inferred from; null where it was seen live. */
  inferred: inferredSchema.nullable().default(null),
  /** Found afterwards in candles, not seen live. */
  late: z.boolean(),
  /** Past the storm budget: told together with others. */
  folded: z.boolean().default(false),
  /** The how manieth firing of this rule on this instrument. */
  number: z.number().int().default(1),
  /** What was known of the price's source then. */
  feed: z
    .object({ quote: z.enum(quoteStates).nullable(), stream: z.enum(feedStates).nullable() })
    .default({ quote: null, stream: null }),
  /** What a window is to do with it. */
  show: z
    .object({ toast: z.boolean(), badge: z.boolean(), sound: soundSchema.nullable() })
    .default({ toast: true, badge: true, sound: null }),
  /** Came in quiet hours that last until then: shown in the digest. UTC epoch ms. */
  quietUntil: z.number().nullable().default(null),
  simulated: z.boolean(),
  acknowledgedAt: z.number().nullable(),
})
export type Firing = z.infer<typeof firingSchema>

/** What a window did with a firing, told by the window. */
export const firingReportSchema = z.object({
  firing: z.string().min(1).max(64),
  channel: z.enum(['toast', 'sound', 'badge', 'browser-notification']),
  /** `shown`, `played`, or why not. */
  outcome: z.string().min(1).max(300),
  /** When it was on the screen or in the ear, UTC epoch ms. */
  at: z.number(),
})
export type FiringReport = z.infer<typeof firingReportSchema>

/** Which firings; all that are given must hold. */
export const firingFilterSchema = z.object({
  instrument: instrumentIdSchema.optional(),
  rule: z.string().min(1).max(64).optional(),
  /** Somewhere in sentence, name, note or message, whatever the case. */
  text: z.string().max(200).optional(),
  /** UTC epoch ms; from the first up to and without the second. */
  fromAt: z.number().optional(),
  toAt: z.number().optional(),
  late: z.boolean().optional(),
  unseen: z.boolean().optional(),
})
export type FiringFilter = z.infer<typeof firingFilterSchema>
