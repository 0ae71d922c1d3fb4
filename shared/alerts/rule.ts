/** A rule of the full alert language: conditions, how often, how sure, when, what it says and what it does. */
import { z } from 'zod'
import { instrumentIdSchema } from '../model/ids.ts'
import { intervalSchema } from '../model/interval.ts'
import { actionsSchema, defaultActions } from './actions.ts'
import { conditionSchema, type Condition } from './condition.ts'
import { operatorSpec } from './operators.ts'
import { scheduleSchema } from './schedule.ts'
import { isMoment, type Source } from './sources.ts'
import { parseTemplate } from './template.ts'

const coolDownMs = z
  .number()
  .int()
  .min(0)
  .max(7 * 86_400_000)

/**
 * `every-time` fires whenever the conditions become true. The others also fire again while they stay true, once in each
 * bar, at each bar's close (judged on closing values only), or a minute after the last.
 */
export const frequencySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('once') }),
  z.object({ kind: z.enum(['every-time', 'once-per-minute']), coolDownMs }),
  z.object({ kind: z.enum(['once-per-bar', 'once-per-bar-close']), interval: intervalSchema, coolDownMs }),
])
export type Frequency = z.infer<typeof frequencySchema>

/** After a firing, how far the value must go back over the level before it may fire again; percent of the level. */
export const rearmSchema = z.object({ unit: z.enum(['value', 'percent']), amount: z.number().positive() })
export type Rearm = z.infer<typeof rearmSchema>

export const confirmSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('last-tick') }),
  /** So many values in a row, the first included, on the new side. */
  z.object({ kind: z.literal('ticks'), count: z.number().int().min(2).max(1000) }),
  /** Still true at the end of the bar in which it happened. */
  z.object({ kind: z.literal('bar-close'), interval: intervalSchema }),
  /** The last price of `instrument` is on the new side too, within `withinMs` and up to `tolerancePercent` of the price. */
  z.object({
    kind: z.literal('second-venue'),
    instrument: instrumentIdSchema,
    withinMs: z.number().int().min(1000).max(3_600_000),
    tolerancePercent: z.number().min(0).max(10),
  }),
])
export type Confirm = z.infer<typeof confirmSchema>

export const scopeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('instruments'), instruments: z.array(instrumentIdSchema).min(1).max(1000) }),
  /** Every instrument that is on the list at the time, each on its own. */
  z.object({ kind: z.literal('watchlist'), watchlist: z.string().min(1).max(64) }),
  /** Armed once, on no instrument: for events, webhooks and conditions that name theirs. */
  z.object({ kind: z.literal('app') }),
])
export type Scope = z.infer<typeof scopeSchema>

const messageSchema = z
  .string()
  .max(4000)
  .superRefine((text, context) => {
    for (const { from, message } of parseTemplate(text).problems)
      context.addIssue({ code: 'custom', message: `character ${from + 1}: ${message}` })
  })

const venuePrices: readonly Source['kind'][] = ['last', 'bid', 'ask', 'mid']

type Whole = {
  readonly conditions: readonly Condition[]
  readonly scope: Scope
  readonly confirm: Confirm
}

function mistakesIn({ conditions, scope, confirm }: Whole): [(string | number)[], string][] {
  const found: [(string | number)[], string][] = []
  conditions.forEach((condition, place) => {
    const { source, operator, operands, instrument } = condition
    if (scope.kind === 'app' && instrument === null && !isMoment(source) && source.kind !== 'webhook')
      found.push([['conditions', place, 'instrument'], 'a rule that is armed on no instrument must name one'])
    if (confirm.kind !== 'second-venue') return
    const plain =
      venuePrices.includes(source.kind) && operands.every((operand) => typeof operand === 'number')
    if (!plain || operatorSpec(operator).shape === 'move' || instrument !== null)
      found.push([
        ['conditions', place],
        "a second venue can confirm a fixed level or channel of the instrument's own price only",
      ])
  })
  if (confirm.kind === 'second-venue' && scope.kind !== 'instruments')
    found.push([['scope'], 'a second venue confirms rules on named instruments only'])
  return found
}

const fields = {
  id: z.string().min(1).max(64),
  /** '' where the sentence is name enough. */
  name: z.string().max(300),
  note: z.string().max(4000),
  /** Template of the message; null says the sentence. */
  message: messageSchema.nullable(),
  scope: scopeSchema,
  combine: z.enum(['all', 'any']),
  conditions: z.array(conditionSchema).min(1).max(8),
  frequency: frequencySchema,
  rearm: rearmSchema.nullable(),
  confirm: confirmSchema,
  schedule: scheduleSchema,
  actions: actionsSchema,
}

/** What a user gives to make or change a rule; all but scope, conditions and frequency have their usual values. */
export const alertDraftSchema = z
  .object({
    ...fields,
    id: fields.id.optional(),
    name: fields.name.default(''),
    note: fields.note.default(''),
    message: fields.message.default(null),
    combine: fields.combine.default('all'),
    rearm: fields.rearm.default(null),
    confirm: fields.confirm.default({ kind: 'last-tick' }),
    schedule: fields.schedule.default({ startsAt: null, expiresAt: null, snoozeUntil: null, active: null }),
    actions: fields.actions.default(defaultActions),
  })
  .strict()
  .superRefine((rule, context) => {
    for (const [path, message] of mistakesIn(rule)) context.addIssue({ code: 'custom', path, message })
  })
export type AlertDraft = z.infer<typeof alertDraftSchema>

export const alertRuleSchema = z
  .object({
    language: z.literal(2),
    ...fields,
    /** `fired` and `expired` are for rules on one instrument; on several each has its own state in its memory. */
    state: z.enum(['armed', 'paused', 'fired', 'expired']),
    createdAt: z.number(),
    armedAt: z.number(),
    /** Counts up with each edit; a firing names the version that fired. */
    version: z.number().int().min(1),
  })
  .superRefine((rule, context) => {
    for (const [path, message] of mistakesIn(rule)) context.addIssue({ code: 'custom', path, message })
  })
export type AlertRule = z.infer<typeof alertRuleSchema>
