/** What a rule remembers for one instrument: small, plain JSON, enough to go on after a restart. */
import { z } from 'zod'

/** A value of a condition's source, at a moment. */
export const sampleSchema = z.object({
  value: z.number(),
  /** The venue's clock, UTC epoch ms. */
  exchangeAt: z.number().nullable(),
  /** Our clock, UTC epoch ms. */
  receivedAt: z.number(),
})
export type Sample = z.infer<typeof sampleSchema>

const position = z.union([z.literal(-1), z.literal(0), z.literal(1)])

export const conditionMemorySchema = z.object({
  /** The last value on this side of the last gap; null right after arming, a restart or a gap. */
  last: sampleSchema.nullable(),
  /** Where `last` lay. */
  position: position.nullable(),
  /** States: whether it was true when last judged, kept over gaps; null until it was judged once. */
  met: z.boolean().nullable(),
  /** Sources and operands of several parts (bid and ask, two instruments): the latest of each. */
  parts: z.array(sampleSchema.nullable()),
  /** Moves: per piece of the window its start and its lowest (moving up) or highest value, in whole ticks. */
  window: z.array(z.tuple([z.number(), z.number()])),
  /** Edges: until when it counts as true, UTC epoch ms. */
  trueUntil: z.number().nullable(),
  /** States: it became true while the rule was off duty and has not been reported. */
  owed: z.boolean(),
  /** It has fired and waits for the value to leave by the re-arm band. */
  disarmed: z.boolean(),
  /** Judged on closes: the latest value in the bar that opened at `openAt`. */
  bar: z.object({ openAt: z.number(), sample: sampleSchema, bounds: z.array(z.number()) }).nullable(),
})
export type ConditionMemory = z.infer<typeof conditionMemorySchema>

/** What a firing keeps of each condition. */
export const conditionEvidenceSchema = z.object({
  /** Whether this condition made it happen, or was true besides. */
  hit: z.boolean(),
  before: sampleSchema.nullable(),
  at: sampleSchema.nullable(),
  /** What it was compared with at that moment. */
  bounds: z.array(z.number()),
})
export type ConditionEvidence = z.infer<typeof conditionEvidenceSchema>

/** The bar that a value was inferred from. */
export const inferredSchema = z.object({
  openAt: z.number(),
  /** The end of the bar, UTC epoch ms. */
  closeAt: z.number(),
  low: z.number(),
  high: z.number(),
})
export type Inferred = z.infer<typeof inferredSchema>

export const heldBackReasons = [
  'cool-down',
  'same-bar',
  'off-hours',
  'snoozed',
  're-arm-band',
  'not-confirmed',
] as const
export type HeldBackReason = (typeof heldBackReasons)[number]

export const alertMemorySchema = z.object({
  state: z.enum(['armed', 'fired', 'expired']),
  conditions: z.array(conditionMemorySchema),
  lastFiredAt: z.number().nullable(),
  firedCount: z.number().int(),
  /** Opening of the bar in which it fired last, for frequencies that count bars. */
  firedInBar: z.number().nullable(),
  /** What has happened and is not confirmed yet. */
  pending: z
    .object({
      at: z.number(),
      receivedAt: z.number(),
      /** Values in a row that agree. */
      count: z.number().int(),
      /** Where each condition that hit came from; null for the others. */
      from: z.array(position.nullable()),
      evidence: z.array(conditionEvidenceSchema),
      inferred: inferredSchema.nullable(),
    })
    .nullable(),
  /** Last price of the second venue. */
  second: sampleSchema.nullable(),
  storm: z.object({
    /** When the latest firings were reported one by one, UTC epoch ms. */
    singles: z.array(z.number()),
    /** Firings that wait to be reported as one. */
    folded: z.object({ fromAt: z.number(), toAt: z.number(), count: z.number().int() }).nullable(),
  }),
  /** The last time that the conditions were true and it did not fire, and why. */
  heldBack: z.object({ at: z.number(), reason: z.enum(heldBackReasons) }).nullable(),
})
export type AlertMemory = z.infer<typeof alertMemorySchema>

const unseen: ConditionMemory = Object.freeze({
  last: null,
  position: null,
  met: null,
  parts: [],
  window: [],
  trueUntil: null,
  owed: false,
  disarmed: false,
  bar: null,
})

/** Memory of a rule that has just been armed. What it did before (count, last time, storm) is kept. */
export function armedMemory(conditionCount: number, before?: AlertMemory): AlertMemory {
  return {
    state: 'armed',
    conditions: Array.from({ length: conditionCount }, () => unseen),
    lastFiredAt: before?.lastFiredAt ?? null,
    firedCount: before?.firedCount ?? 0,
    firedInBar: null,
    pending: null,
    second: null,
    storm: before?.storm ?? { singles: [], folded: null },
    heldBack: null,
  }
}
