import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Input } from '../../../../../electron/alerts/language/input.ts'
import { openAtOf } from '../../../../../shared/model/interval.ts'
import type { Candle } from '../../../../../shared/model/candle.ts'
import { evaluateBar } from '../../../../../electron/alerts/language/walk-bar.ts'
import { memoryFor } from '../../../../../electron/alerts/language/watch.ts'
import type { Condition } from '../../../../../shared/alerts/condition.ts'
import { operatorSpec, type ConditionOperator } from '../../../../../shared/alerts/operators.ts'
import type { Frequency } from '../../../../../shared/alerts/rule.ts'
import { closesOf } from './by-confirm.ts'
import { stretchesOf, trace } from './by-definition.ts'
import { byRule } from './by-rule.ts'
import { bitcoin, condition, ether, market, play, rule, startAt, tapes, watched } from './tapes.ts'

const minuteMs = 60_000
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
const moves = fc
  .tuple(
    fc.constantFrom<ConditionOperator[]>(
      'moving-up',
      'moving-down',
      'moving-up-percent',
      'moving-down-percent',
    ),
    fc.nat(1000),
  )
  .map(([operator, number]) =>
    condition({
      operator,
      operands: [(1 + (number % 5)) / 100 + (operator.endsWith('percent') ? 0.003 : 0)],
      within: number % 2 === 0 ? { count: 2 + (number % 3), unit: 'bars' } : { count: 3, unit: 'minutes' },
      interval: '1m',
    }),
  )

const conditionOf = (operator: ConditionOperator, number: number, both: boolean): Condition => {
  const level = (9997 + (number % 6)) / 100
  const operands = operator.endsWith('channel') ? [level, (9999 + (number % 6)) / 100] : [level]
  return condition({
    operator,
    operands,
    interval: number % 2 === 0 ? '1m' : null,
    instrument: both && number % 5 === 0 ? ether : null,
  })
}
const conditionOn = (both: boolean, from = operators) =>
  fc
    .tuple(fc.constantFrom(...from), fc.nat(1000))
    .map(([operator, number]) => conditionOf(operator, number, both))

const frequencies: Frequency[] = [
  { kind: 'once' },
  { kind: 'every-time', coolDownMs: 0 },
  { kind: 'every-time', coolDownMs: 30_000 },
  { kind: 'once-per-minute', coolDownMs: 0 },
  { kind: 'once-per-minute', coolDownMs: 90_000 },
  { kind: 'once-per-bar', interval: '1m', coolDownMs: 0 },
  { kind: 'once-per-bar', interval: '1m', coolDownMs: 20_000 },
]

/** Every third tick is of the other instrument; the venues' times stay in order, as bars need it. */
const twoInstruments = tapes(40, 20_000).map((tape) =>
  tape.map((input, place): Input =>
    input.kind === 'tick' && place % 3 === 0 ? { ...input, instrument: ether } : input,
  ),
)

describe('rules', () => {
  it('fire by ALL, ANY and frequency as written a second time', () => {
    const some = fc.array(conditionOn(true), { minLength: 1, maxLength: 3 })
    const options = fc.tuple(fc.constantFrom('all' as const, 'any' as const), fc.constantFrom(...frequencies))
    const expiry = fc.constantFrom(null, null, startAt + 200_000)
    let fired = 0
    fc.assert(
      fc.property(
        some,
        options,
        expiry,
        twoInstruments,
        (conditions, [combine, frequency], expiresAt, tape) => {
          const one = rule({ conditions, combine, frequency, schedule: { expiresAt } })
          const expected = byRule(one, tape)
          expect(play(one, tape).firedAt).toEqual(expected)
          fired += expected.length
        },
      ),
      { numRuns: 10_000 },
    )
    expect(fired).toBeGreaterThan(5000)
  })

  it('judge closes as if they were the only ticks', () => {
    const counts = { edges: 0, states: 0, moves: 0 }
    fc.assert(
      fc.property(fc.oneof(conditionOn(false), moves), tapes(40, 40_000), fc.nat(6), (one, raw, clocked) => {
        // Minutes are told by the venue's time here: local times that differ from it are another question.
        const tape = raw.map((input, place): Input => {
          if (input.kind !== 'tick') return input
          if (place % 7 === clocked) return { kind: 'clock', at: input.receivedAt }
          return { ...input, exchangeAt: input.receivedAt }
        })
        const closing = rule({
          conditions: [one],
          frequency: { kind: 'once-per-bar-close', interval: '1m', coolDownMs: 0 },
        })
        const { closes, placeOf } = closesOf(tape)
        const { kind, shape } = operatorSpec(one.operator)
        const expected = trace(one, closes, null)
          .filter(({ hit, holds }) => (kind === 'state' ? holds : hit))
          .map(({ place }) => placeOf[place])
        expect(play(closing, tape).firedAt).toEqual(expected)
        counts[shape === 'move' ? 'moves' : kind === 'state' ? 'states' : 'edges'] += expected.length
      }),
      { numRuns: 10_000 },
    )
    for (const [kind, count] of Object.entries(counts)) expect(count, kind).toBeGreaterThan(1000)
  })

  it('find in bars nothing that the ticks do not have, and miss only what one bar hides', () => {
    const levels = operators.slice(0, 5)
    let [found, hidden] = [0, 0]
    fc.assert(
      fc.property(conditionOn(false, levels), tapes(60, 20_000), (one, raw) => {
        const tape = raw
          .filter(({ kind }) => kind === 'tick')
          .map((input) => (input.kind === 'tick' ? { ...input, exchangeAt: input.receivedAt } : input))
        const minuteOf = (at: number) => openAtOf('1m', at)
        const live = play(rule({ conditions: [one] }), tape)
        const seen = new Set(
          live.events.flatMap((event) => (event.kind === 'fired' ? [minuteOf(event.at)] : [])),
        )
        const bars = barsOf(tape)
        const prepared = watched(rule({ conditions: [one] }))
        let memory = memoryFor(prepared)
        const inferred = new Set<number>()
        for (const candle of bars) {
          const input = { kind: 'bar', instrument: bitcoin, interval: '1m', candle } as const
          const result = evaluateBar(prepared, memory, input, market)
          memory = result.memory
          for (const event of result.events) {
            if (event.kind !== 'fired') continue
            expect(event.inferred).toMatchObject({
              openAt: candle.openAt,
              low: candle.low,
              high: candle.high,
            })
            inferred.add(candle.openAt)
          }
        }
        for (const openAt of inferred) expect(seen).toContain(openAt)
        found += inferred.size
        for (const openAt of seen) {
          if (inferred.has(openAt)) continue
          hidden += 1
          // The level lies within the bar, so that it is known where to look.
          const bar = bars.find((each) => each.openAt === openAt)
          const level = Number(one.operands[0])
          expect(bar?.low).toBeLessThanOrEqual(level + 0.01)
          expect(bar?.high).toBeGreaterThanOrEqual(level - 0.01)
        }
      }),
      { numRuns: 2000 },
    )
    expect(found).toBeGreaterThan(10 * hidden)
  })
})

function barsOf(tape: readonly Input[]): Candle[] {
  const bars: Candle[] = []
  for (const { cents, at } of stretchesOf(tape).flat()) {
    const openAt = Math.floor(at / minuteMs) * minuteMs
    const price = cents / 100
    const bar = bars.at(-1)
    if (bar?.openAt !== openAt) {
      const prices = { open: price, high: price, low: price, close: price }
      bars.push({ openAt, ...prices, volume: 1, closed: true, source: 'rest' })
    } else {
      const range = { high: Math.max(bar.high, price), low: Math.min(bar.low, price) }
      bars[bars.length - 1] = { ...bar, ...range, close: price }
    }
  }
  return bars
}
