/** Rules of every kind for the tests of the editor, made by chance and checked by the language's own schema. */
import fc from 'fast-check'
import { builtInSounds } from '../../../../../shared/alerts/actions.ts'
import { indicatorInfo, indicatorNames } from '../../../../../shared/alerts/indicator-names.ts'
import { conditionOperators, operandCount, operatorSpec } from '../../../../../shared/alerts/operators.ts'
import { alertDraftSchema, type AlertDraft } from '../../../../../shared/alerts/rule.ts'
import { isMoment, plainSources, systemEvents, type Source } from '../../../../../shared/alerts/sources.ts'
import { instrumentId } from '../../../../../shared/model/ids.ts'
import { intervals } from '../../../../../shared/model/interval.ts'
import { changeBases } from '../../../../../shared/model/quote.ts'
import type { FieldContext } from '../../../../../renderer/views/alert-editor/to-fields.ts'

export const bitcoin = instrumentId('simulated', 'BTCUSDT')
export const ether = instrumentId('kraken', 'ETH/USD')
export const tiny = instrumentId('binance', '1000000SHIBUSDT')

export const nowAt = Date.UTC(2026, 10, 23, 12)

export const context: FieldContext = {
  tickSizeOf: (id) => (id === bitcoin ? 0.01 : id === tiny ? 1e-10 : null),
  timeZone: 'UTC',
  nowAt,
  interval: '15m',
}

/** No grid is known, and no moment has passed: whatever is valid may be written. */
export const anything: FieldContext = { ...context, tickSizeOf: () => null, nowAt: -Infinity }

const instrument = fc.constantFrom(bitcoin, ether, tiny)
const interval = fc.constantFrom(...intervals)
const number = fc
  .oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(1e-10, 1_234_567.89, 0.1 + 0.2, 5e-324, 1.5e300, -12.5),
    fc.integer(),
  )
  .map((value) => (Object.is(value, -0) ? 0 : value))
const above = number.map((value) => Math.abs(value)).filter((value) => value > 0)
const id = fc.string({ minLength: 1, maxLength: 64 })
const moment = fc.option(
  fc.oneof(
    fc.integer({ min: nowAt, max: nowAt * 4 }),
    number.filter((at) => Math.abs(at) > 8.64e15),
  ),
)

const indicator: fc.Arbitrary<Source> = fc.constantFrom(...indicatorNames).chain((name) => {
  const { inputs, outputs } = indicatorInfo(name)
  const value = fc.double({ min: 0.001, max: 5000, noNaN: true })
  return fc.record({
    kind: fc.constant('indicator' as const),
    name: fc.constant(name),
    inputs: fc.record(Object.fromEntries(Object.keys(inputs).map((input) => [input, value]))),
    output: fc.constantFrom(...outputs),
  })
})

const source: fc.Arbitrary<Source> = fc.oneof(
  fc.record({ kind: fc.constantFrom(...plainSources) }),
  fc.record({ kind: fc.constant('change-percent' as const), basis: fc.constantFrom(...changeBases) }),
  fc.record({ kind: fc.constantFrom('ratio' as const, 'difference' as const), to: instrument }),
  indicator,
  fc.record({ kind: fc.constant('event' as const), event: fc.constantFrom(...systemEvents) }),
  fc.record({
    kind: fc.constant('webhook' as const),
    hook: id,
    path: fc.option(fc.constantFrom('', 'order.price', '$.legs[0].price', '["odd key"].x')),
  }),
)

const condition = fc.tuple(source, fc.constantFrom(...conditionOperators)).chain(([watched, operator]) => {
  const { shape } = operatorSpec(operator)
  const operand =
    shape === 'move'
      ? above
      : fc.oneof(
          number,
          source.filter((each) => !isMoment(each)),
        )
  const within = fc.record({
    count: fc.integer({ min: 1, max: 1440 }),
    unit: fc.constantFrom('bars' as const, 'minutes' as const),
  })
  return fc.record({
    source: fc.constant(watched),
    operator: fc.constant(operator),
    operands: fc.array(operand, { minLength: operandCount(operator), maxLength: operandCount(operator) }),
    within: shape === 'move' ? within : fc.constant(null),
    interval: fc.option(interval),
    instrument: fc.option(instrument),
  })
})

const coolDownMs = fc.oneof(fc.integer({ min: 0, max: 604_800_000 }), fc.constantFrom(0, 300_000, 7_200_000))
const targets = fc.array(id, { maxLength: 10 })

const window = fc.record({
  days: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 7 }),
  fromMinute: fc.integer({ min: 0, max: 1439 }),
  toMinute: fc.integer({ min: 0, max: 1439 }),
})

const candidate = fc.record(
  {
    id,
    name: fc.string({ maxLength: 300 }),
    note: fc.string({ maxLength: 400 }),
    message: fc.option(
      fc.oneof(fc.string(), fc.constantFrom('', '{{close}} at {{timenow}}', '{"a":{{price}}}')),
    ),
    scope: fc.oneof(
      fc.record({
        kind: fc.constant('instruments' as const),
        instruments: fc.array(instrument, { minLength: 1, maxLength: 5 }),
      }),
      fc.record({ kind: fc.constant('watchlist' as const), watchlist: id }),
      fc.constant({ kind: 'app' as const }),
    ),
    combine: fc.constantFrom('all' as const, 'any' as const),
    conditions: fc.array(condition, { minLength: 1, maxLength: 8 }),
    frequency: fc.oneof(
      fc.constant({ kind: 'once' as const }),
      fc.record({ kind: fc.constantFrom('every-time' as const, 'once-per-minute' as const), coolDownMs }),
      fc.record({
        kind: fc.constantFrom('once-per-bar' as const, 'once-per-bar-close' as const),
        interval,
        coolDownMs,
      }),
    ),
    rearm: fc.option(
      fc.record({ unit: fc.constantFrom('value' as const, 'percent' as const), amount: above }),
    ),
    confirm: fc.oneof(
      fc.constant({ kind: 'last-tick' as const }),
      fc.record({ kind: fc.constant('ticks' as const), count: fc.integer({ min: 2, max: 1000 }) }),
      fc.record({ kind: fc.constant('bar-close' as const), interval }),
      fc.record({
        kind: fc.constant('second-venue' as const),
        instrument,
        withinMs: fc.integer({ min: 1000, max: 3_600_000 }),
        tolerancePercent: fc.double({ min: 0, max: 10, noNaN: true }),
      }),
    ),
    schedule: fc.record({
      startsAt: moment,
      expiresAt: moment,
      snoozeUntil: moment,
      active: fc.option(
        fc.record({
          timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
          windows: fc.array(window, { minLength: 1, maxLength: 14 }),
        }),
      ),
    }),
    actions: fc.record({
      toast: fc.boolean(),
      notification: fc.boolean(),
      badge: fc.boolean(),
      sound: fc.option(
        fc.record({
          name: fc.oneof(
            fc.constantFrom(...builtInSounds),
            id.map((each) => `own:${each}` as const),
          ),
          volume: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => (value === 0 ? 0 : value)),
          untilAcknowledged: fc.boolean(),
        }),
      ),
      targets,
      escalation: fc.option(
        fc.record({
          afterMinutes: fc.integer({ min: 1, max: 1440 }),
          targets: fc.array(id, { minLength: 1, maxLength: 10 }),
        }),
      ),
      urgent: fc.boolean(),
    }),
  },
  {
    requiredKeys: [
      'name',
      'note',
      'message',
      'scope',
      'combine',
      'conditions',
      'frequency',
      'rearm',
      'confirm',
      'schedule',
      'actions',
    ],
  },
)

/** Any rule that the language takes. */
export const anyDraft: fc.Arbitrary<AlertDraft> = candidate
  .map((rule) => alertDraftSchema.safeParse(rule))
  .filter(({ success }) => success)
  .map(({ data }) => data as AlertDraft)
