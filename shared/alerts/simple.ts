/** The short way to say the commonest rule: one price level on one instrument. The same firings as its long form. */
import { z } from 'zod'
import { instrumentIdSchema } from '../model/ids.ts'
import { alertDraftSchema, type AlertDraft, type AlertRule } from './rule.ts'

/** TradingView's words for the five price conditions. */
export const simpleOperators = [
  'crossing',
  'crossing-up',
  'crossing-down',
  'greater-than',
  'less-than',
] as const
export type SimpleOperator = (typeof simpleOperators)[number]

export const simpleDraftSchema = z
  .object({
    id: z.string().min(1).max(64).optional(),
    instrument: instrumentIdSchema,
    operator: z.enum(simpleOperators),
    /** Price level, on the instrument's tick grid. */
    level: z.number().positive(),
    frequency: alertDraftSchema.shape.frequency,
    note: z.string().max(4000).default(''),
    /** UTC epoch ms; null never expires. */
    expiresAt: z.number().nullable().default(null),
  })
  .strict()
export type SimpleDraft = z.infer<typeof simpleDraftSchema>

export function fromSimple(draft: SimpleDraft): AlertDraft {
  const { id, instrument, operator, level, frequency, note, expiresAt } = draft
  return alertDraftSchema.parse({
    ...(id === undefined ? {} : { id }),
    note,
    scope: { kind: 'instruments', instruments: [instrument] },
    conditions: [
      {
        source: { kind: 'last' },
        operator,
        operands: [level],
        within: null,
        interval: null,
        instrument: null,
      },
    ],
    frequency,
    schedule: { startsAt: null, expiresAt, snoozeUntil: null, active: null },
  })
}

/** Instrument, operator and level of a rule that is one fixed level of one instrument's last price; null for any other. */
export function simplePartsOf({
  scope,
  conditions,
}: Pick<AlertRule, 'scope' | 'conditions'>): Pick<SimpleDraft, 'instrument' | 'operator' | 'level'> | null {
  const [condition, another] = conditions
  if (condition === undefined || another !== undefined || scope.kind !== 'instruments') return null
  const [only, ...others] = scope.instruments
  const [level] = condition.operands
  const operator = simpleOperators.find((each) => each === condition.operator)
  const instrument = condition.instrument ?? only
  if (others.length > 0 || instrument === undefined || operator === undefined) return null
  return condition.source.kind === 'last' && typeof level === 'number'
    ? { instrument, operator, level }
    : null
}
