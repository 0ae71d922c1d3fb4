/** Random valid rules of the whole language, and what the import is told of the rules that are there. */
import fc from 'fast-check'
import type { Actions } from '../../../../../shared/alerts/actions.ts'
import type { Condition, Operand } from '../../../../../shared/alerts/condition.ts'
import { indicatorInfo, indicatorNames } from '../../../../../shared/alerts/indicator-names.ts'
import { conditionOperators, operatorSpec } from '../../../../../shared/alerts/operators.ts'
import type { AlertRule } from '../../../../../shared/alerts/rule.ts'
import type { Schedule } from '../../../../../shared/alerts/schedule.ts'
import { plainSources, systemEvents, type Source } from '../../../../../shared/alerts/sources.ts'
import type { ImportContext } from '../../../../../electron/alerts/rule-file/plan.ts'
import { instrumentId } from '../../../../../shared/model/ids.ts'
import { intervals } from '../../../../../shared/model/interval.ts'
import type { Instrument } from '../../../../../shared/model/instrument.ts'
import { bitcoin, ether, names } from '../../../shared/alerts/samples.ts'

export const instrument: Instrument = {
  id: bitcoin,
  provider: 'simulated',
  symbol: 'BTCUSDT',
  name: 'Bitcoin',
  kind: 'crypto',
  currency: 'USDT',
  tickSize: 0.01,
  session: { kind: 'always' },
  intervals: ['1m'],
  simulated: true,
}

export const context = (rules: readonly AlertRule[]): ImportContext => ({
  rules,
  instrument: (id) => (id === bitcoin ? instrument : id === ether ? { ...instrument, id: ether } : undefined),
  names,
})

const ids = fc.constantFrom(bitcoin, ether, instrumentId('file', 'ẞ "quoted" 株'))
const interval = fc.constantFrom(...intervals)
const text = fc.string({ unit: 'binary', maxLength: 12 })
const id = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 })
const time = fc.option(fc.nat(2_000_000_000_000))
// Tiny, huge, negative, and with as many digits as a double has.
const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)

const numberSource: fc.Arbitrary<Source> = fc.oneof(
  fc.constantFrom(...plainSources).map((kind): Source => ({ kind })),
  fc
    .constantFrom('24h', 'utc-day', 'previous-close')
    .map((basis): Source => ({ kind: 'change-percent', basis })),
  fc.tuple(fc.constantFrom('ratio', 'difference'), ids).map(([kind, to]): Source => ({ kind, to })),
  fc.constantFrom(...indicatorNames).chain((name) => {
    const { inputs, outputs } = indicatorInfo(name)
    return fc
      .constantFrom(...outputs)
      .map((output): Source => ({ kind: 'indicator', name, inputs: { ...inputs }, output }))
  }),
  fc.constant<Source>({ kind: 'webhook', hook: 'tv', path: 'a.b[0]' }),
)

const moment: fc.Arbitrary<Source> = fc.oneof(
  fc.constantFrom(...systemEvents).map((event): Source => ({ kind: 'event', event })),
  id.map((hook): Source => ({ kind: 'webhook', hook, path: null })),
)

const condition: fc.Arbitrary<Condition> = fc.constantFrom(...conditionOperators).chain((operator) => {
  const { shape } = operatorSpec(operator)
  const operand: fc.Arbitrary<Operand> = fc.oneof(anyNumber, numberSource)
  const bounds = fc
    .tuple(anyNumber, anyNumber)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)])
  const operands: Record<typeof shape, fc.Arbitrary<Operand[]>> = {
    moment: fc.constant([]),
    move: fc.double({ min: 1e-9, max: 1e9, noNaN: true }).map((value) => [value]),
    level: operand.map((value) => [value]),
    channel: fc.oneof(bounds, fc.tuple(numberSource, numberSource)),
  }
  return fc.record({
    source: shape === 'moment' ? moment : numberSource,
    operator: fc.constant(operator),
    operands: operands[shape],
    within:
      shape === 'move'
        ? fc.record({ count: fc.integer({ min: 1, max: 200 }), unit: fc.constantFrom('bars', 'minutes') })
        : fc.constant(null),
    interval,
    instrument: ids,
  })
})

const frequency: fc.Arbitrary<AlertRule['frequency']> = fc.oneof(
  fc.constant<AlertRule['frequency']>({ kind: 'once' }),
  fc.record({
    kind: fc.constantFrom('every-time', 'once-per-minute'),
    coolDownMs: fc.nat(7 * 86_400_000),
  }),
  fc.record({
    kind: fc.constantFrom('once-per-bar', 'once-per-bar-close'),
    interval,
    coolDownMs: fc.nat(86_400_000),
  }),
)

const schedule: fc.Arbitrary<Schedule> = fc.record({
  startsAt: time,
  expiresAt: time,
  snoozeUntil: time,
  active: fc.option(
    fc.record({
      timeZone: fc.constantFrom('UTC', 'America/New_York', 'Asia/Kolkata'),
      windows: fc.array(
        fc.record({
          days: fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 7 }),
          fromMinute: fc.nat(1439),
          toMinute: fc.nat(1439),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  ),
})

const actions: fc.Arbitrary<Actions> = fc.record({
  toast: fc.boolean(),
  notification: fc.boolean(),
  badge: fc.boolean(),
  sound: fc.option(
    fc.record({
      name: fc.constantFrom('bell' as const, 'own:ab12' as const),
      volume: fc.double({ min: 0, max: 1, noNaN: true }),
      untilAcknowledged: fc.boolean(),
    }),
  ),
  targets: fc.array(id, { maxLength: 3 }),
  escalation: fc.option(
    fc.record({
      afterMinutes: fc.integer({ min: 1, max: 1440 }),
      targets: fc.array(id, { minLength: 1, maxLength: 2 }),
    }),
  ),
  urgent: fc.boolean(),
})

const randomRule: fc.Arbitrary<AlertRule> = fc.record({
  language: fc.constant(2 as const),
  id,
  name: text,
  note: text,
  message: fc.constantFrom(null, '{{ticker}} at {{price}}', '{"text": "{{rule}}"}'),
  scope: fc.oneof(
    fc.array(ids, { minLength: 1, maxLength: 3 }).map((instruments) => ({
      kind: 'instruments' as const,
      instruments,
    })),
    id.map((watchlist) => ({ kind: 'watchlist' as const, watchlist })),
    fc.constant({ kind: 'app' as const }),
  ),
  combine: fc.constantFrom('all', 'any'),
  conditions: fc.array(condition, { minLength: 1, maxLength: 4 }),
  frequency,
  rearm: fc.option(
    fc.record({
      unit: fc.constantFrom('value', 'percent'),
      amount: fc.double({ min: 1e-9, max: 100, noNaN: true }),
    }),
  ),
  confirm: fc.oneof(
    fc.constant<AlertRule['confirm']>({ kind: 'last-tick' }),
    fc.integer({ min: 2, max: 1000 }).map((count) => ({ kind: 'ticks' as const, count })),
    interval.map((each) => ({ kind: 'bar-close' as const, interval: each })),
  ),
  schedule,
  actions,
  state: fc.constantFrom('armed', 'paused', 'fired', 'expired'),
  createdAt: fc.nat(),
  armedAt: fc.nat(),
  version: fc.integer({ min: 1, max: 9 }),
})

export const randomRules: fc.Arbitrary<AlertRule[]> = fc.uniqueArray(randomRule, {
  maxLength: 6,
  selector: ({ id: each }) => each,
})
