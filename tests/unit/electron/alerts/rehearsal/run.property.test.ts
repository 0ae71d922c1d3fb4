import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBarSeries } from '../../../../../electron/alerts/series/bar-series.ts'
import { seriesOf } from '../../../../../electron/alerts/rehearsal/needs.ts'
import type { Tape } from '../../../../../electron/alerts/rehearsal/run.ts'
import type { Condition } from '../../../../../shared/alerts/condition.ts'
import type { ConditionOperator } from '../../../../../shared/alerts/operators.ts'
import type { AlertRule, Confirm, Frequency, Rearm } from '../../../../../shared/alerts/rule.ts'
import type { Source } from '../../../../../shared/alerts/sources.ts'
import { bitcoin, condition, ether, rule, startAt } from '../language/tapes.ts'
import { barsFrom, candle, leaningSeries, run, tapeOf, walks, watched } from './tapes.ts'

const operators: ConditionOperator[] = [
  'crossing',
  'crossing-up',
  'crossing-down',
  'greater-than',
  'less-than',
  'entering-channel',
  'exiting-channel',
  'inside-channel',
  'outside-channel',
]
const moves: ConditionOperator[] = ['moving-up', 'moving-down', 'moving-up-percent', 'moving-down-percent']

const frequencies: Frequency[] = [
  { kind: 'once' },
  { kind: 'every-time', coolDownMs: 0 },
  { kind: 'every-time', coolDownMs: 150_000 },
  { kind: 'once-per-minute', coolDownMs: 0 },
  { kind: 'once-per-bar', interval: '5m', coolDownMs: 0 },
  { kind: 'once-per-bar-close', interval: '1m', coolDownMs: 0 },
  { kind: 'once-per-bar-close', interval: '5m', coolDownMs: 0 },
]
const anywhere = frequencies.filter(({ kind }) => kind !== 'once-per-bar-close')
const confirms: Confirm[] = [
  { kind: 'last-tick' },
  { kind: 'last-tick' },
  { kind: 'ticks', count: 3 },
  { kind: 'bar-close', interval: '3m' },
]
const second: Confirm = { kind: 'second-venue', instrument: ether, withinMs: 60_000, tolerancePercent: 0.1 }
const rearms: (Rearm | null)[] = [
  null,
  null,
  { unit: 'value', amount: 0.03 },
  { unit: 'percent', amount: 0.05 },
]
const hours = {
  timeZone: 'UTC',
  windows: [{ days: [0, 1, 2, 3, 4, 5, 6], fromMinute: 0, toMinute: 12 * 60 + 20 }],
}

function levels(operator: ConditionOperator, number: number, around = 100): number[] {
  const level = Math.round(around * 100 + (number % 9) - 4) / 100
  return operator.endsWith('channel') ? [level, level + 0.03] : [level]
}

const price = fc
  .tuple(fc.constantFrom(...operators), fc.nat(1000))
  .map(([operator, number]) =>
    condition({ operator, operands: levels(operator, number), interval: number % 2 === 0 ? '3m' : null }),
  )
const move = fc.tuple(fc.constantFrom(...moves), fc.nat(1000)).map(([operator, number]) => {
  const inBars = number % 2 === 0
  return condition({
    operator,
    operands: [0.01 + (number % 8) / 100],
    within: inBars
      ? { count: 1 + (number % 3), unit: 'bars' }
      : { count: 1 + (number % 90), unit: 'minutes' },
    interval: inBars ? '3m' : null,
  })
})
const volume: Source = { kind: 'volume' }
const computed = fc.tuple(fc.constantFrom(...operators), fc.nat(1000)).map(([operator, number]) => {
  const interval = '3m'
  const fixed = levels(operator, number)
  const last = { kind: 'last' } as const
  const kinds: Condition[] = [
    condition({ operator, source: volume, operands: fixed, interval }),
    condition({
      operator,
      source: last,
      interval,
      operands: operator.endsWith('channel') ? fixed : [volume],
    }),
    condition({ operator, source: { kind: 'ratio', to: ether }, operands: levels(operator, number, 1) }),
    condition({ operator, source: { kind: 'difference', to: ether }, operands: levels(operator, number, 0) }),
    condition({ operator, operands: fixed, instrument: ether, interval }),
    condition({ operator, source: volume, operands: fixed, interval, instrument: ether }),
  ]
  return kinds[number % kinds.length] ?? condition()
})

type Options = Pick<AlertRule, 'combine' | 'frequency' | 'rearm' | 'confirm'> & {
  readonly withHours: boolean
}

function options(frequency: readonly Frequency[], confirm: readonly Confirm[]): fc.Arbitrary<Options> {
  return fc.record({
    combine: fc.constantFrom('all' as const, 'any' as const),
    frequency: fc.constantFrom(...frequency),
    rearm: fc.constantFrom(...rearms),
    confirm: fc.constantFrom(...confirm),
    withHours: fc.boolean(),
  })
}

function ruleOf(conditions: Condition[], { withHours, ...of }: Options): AlertRule {
  return rule({ ...of, conditions, schedule: withHours ? { active: hours } : {} })
}

let fired = 0
const candlesBefore = Array.from({ length: 6 }, (_each, place) => {
  const price = 100 + (place % 3) / 100
  return candle(3 * (place - 6), price, price, price, price)
})
const indicator = fc
  .tuple(
    fc.constantFrom(...operators),
    fc.constantFrom('sma' as const, 'ema' as const, 'wma' as const, 'rsi' as const, 'donchian' as const),
    fc.integer({ min: 1, max: 4 }),
    fc.nat(1000),
  )
  .map(([operator, name, length, number]) => {
    const source: Source = {
      kind: 'indicator',
      name,
      inputs: { length },
      output: name === 'donchian' ? 'upper' : 'value',
    }
    const operands =
      name === 'rsi'
        ? levels(operator, 0, 1).map((level) => level * (20 + (number % 60)))
        : levels(operator, number)
    return condition({ operator, source, operands, interval: number % 3 === 0 ? '1m' : '3m' })
  })

/** The reporting comparison is slow: only what differs is given to it. */
function expectEqual(one: unknown, other: unknown): void {
  if (!isDeepStrictEqual(one, other)) expect(one).toEqual(other)
}

function expectSame(of: AlertRule, tapes: readonly Tape[], withSeries = false): void {
  const ready = watched(of)
  const seed = () => candlesBefore
  const series = () => (withSeries ? createBarSeries({ wanted: seriesOf(ready), seed }) : leaningSeries())
  const fast = run(ready, tapes, { series: series(), fromAt: startAt })
  const plain = run(ready, tapes, { series: series(), fromAt: startAt, isPlain: true })
  expectEqual(fast.part(), plain.part())
  expectEqual(fast.memory(), plain.memory())
  fired += plain.part().count
}

describe('what is skipped changes nothing', { timeout: 60_000 }, () => {
  it('for rules on a price', () => {
    fired = 0
    const some = fc.array(price, { minLength: 1, maxLength: 2 })
    fc.assert(
      fc.property(some, options(anywhere, confirms), walks(40), (conditions, of, walk) => {
        expectSame(ruleOf(conditions, of), [tapeOf(walk.candles, walk.gaps)])
      }),
      { numRuns: 10_000 },
    )
    expect(fired).toBeGreaterThan(10_000)
  })

  it('for moves', () => {
    fired = 0
    fc.assert(
      fc.property(
        fc.array(fc.oneof(move, price), { minLength: 1, maxLength: 2 }),
        options(anywhere, confirms),
        walks(60),
        (conditions, of, walk) => {
          expectSame(ruleOf(conditions, of), [tapeOf(walk.candles, walk.gaps)])
        },
      ),
      { numRuns: 5000 },
    )
    expect(fired).toBeGreaterThan(2000)
  })

  it('for indicators', () => {
    fired = 0
    fc.assert(
      fc.property(
        fc.array(fc.oneof(indicator, indicator, price), { minLength: 1, maxLength: 2 }),
        options(frequencies, confirms),
        walks(60),
        (conditions, of, walk) => {
          expectSame(ruleOf(conditions, of), [tapeOf(walk.candles, walk.gaps)], true)
        },
      ),
      { numRuns: 4000 },
    )
    expect(fired).toBeGreaterThan(2000)
  })

  it('for closes, series and several instruments', () => {
    fired = 0
    fc.assert(
      fc.property(
        fc.array(fc.oneof(computed, price), { minLength: 1, maxLength: 2 }),
        options(frequencies, [...confirms, second]),
        fc.array(fc.nat(0xff_ff_ff), { maxLength: 40, size: 'max' }),
        fc.array(fc.nat(0xff_ff_ff), { maxLength: 40, size: 'max' }),
        (conditions, of, ones, others) => {
          const [one, other] = [barsFrom(ones, 4), barsFrom(others, 3)]
          expectSame(ruleOf(conditions, of), [
            tapeOf(one.candles, one.gaps, bitcoin),
            tapeOf(other.candles, other.gaps, ether),
          ])
        },
      ),
      { numRuns: 5000 },
    )
    expect(fired).toBeGreaterThan(3000)
  })
})
