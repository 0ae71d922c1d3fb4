import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Input } from '../../../../../electron/alerts/language/input.ts'
import { openAtOf } from '../../../../../shared/model/interval.ts'
import type { Candle } from '../../../../../shared/model/candle.ts'
import { evaluateBar } from '../../../../../electron/alerts/language/walk-bar.ts'
import { memoryFor } from '../../../../../electron/alerts/language/watch.ts'
import type { Condition } from '../../../../../shared/alerts/condition.ts'
import type { ConditionOperator } from '../../../../../shared/alerts/operators.ts'
import type { Frequency } from '../../../../../shared/alerts/rule.ts'
import { byDefinition, stretchesOf, trace } from './by-definition.ts'
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
const edges = operators.filter((operator) => !/than|side/.test(operator))

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

  it('confirm by N ticks where N in a row stay on the new side', () => {
    const property = fc.property(
      conditionOn(false, edges),
      fc.integer({ min: 2, max: 4 }),
      tapes(30),
      (one, count, tape) => {
        expect(play(rule({ conditions: [one], confirm: { kind: 'ticks', count } }), tape).firedAt).toEqual(
          confirmedBy(one, count, tape),
        )
      },
    )
    fc.assert(property, { numRuns: 10_000 })
  })

  it('judge closes as if they were the only ticks', () => {
    fc.assert(
      fc.property(conditionOn(false, edges), tapes(40, 40_000), (one, raw) => {
        // Minutes are told by the venue's time here: local times that differ from it are another question.
        const tape = raw.map((input) =>
          input.kind === 'tick' ? { ...input, exchangeAt: input.receivedAt } : input,
        )
        const closing = rule({
          conditions: [one],
          frequency: { kind: 'once-per-bar-close', interval: '1m', coolDownMs: 0 },
        })
        const { closes, placeOf } = closesOf(tape)
        const expected = byDefinition(one, closes, null).map((place) => placeOf[place])
        expect(play(closing, tape).firedAt).toEqual(expected)
      }),
      { numRuns: 10_000 },
    )
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

function confirmedBy(one: Condition, count: number, tape: readonly Input[]): number[] {
  const level = Math.round(Number(one.operands[0]) * 100)
  const upper = Math.round(Number(one.operands[1] ?? NaN) * 100)
  const hits = new Set(
    trace(one, tape, 0)
      .filter(({ hit }) => hit)
      .map(({ place }) => place),
  )
  const stays = (from: number, cents: number): boolean => {
    const inside = cents >= level && cents <= upper
    if (one.operator === 'entering-channel') return inside
    if (one.operator === 'exiting-channel') return !inside
    return from < level ? cents >= level : cents <= level
  }
  const fired: number[] = []
  for (const stretch of stretchesOf(tape)) {
    let waiting: { from: number; agreed: number } | null = null
    stretch.forEach((value, index) => {
      const before = stretch[index - 1]
      const same = before?.cents === value.cents && before.exchangeAt === value.exchangeAt
      const isDuplicate = same && value.exchangeAt !== null
      if (waiting !== null && !stays(waiting.from, value.cents)) waiting = null
      else if (waiting !== null && !isDuplicate) waiting.agreed += 1
      if (waiting?.agreed === count) {
        fired.push(value.place)
        waiting = null
      }
      if (waiting === null && hits.has(value.place)) waiting = { from: before?.cents ?? NaN, agreed: 1 }
    })
  }
  return fired
}

/** A tape of the closing values only, and where in the whole tape each is known to be one: at the next value of a later minute. */
function closesOf(tape: readonly Input[]): { closes: Input[]; placeOf: number[] } {
  const closes: Input[] = []
  const placeOf: number[] = []
  for (const stretch of stretchesOf(tape)) {
    stretch.forEach(({ place, at }, index) => {
      const before = stretch[index - 1]
      if (before === undefined || openAtOf('1m', before.at) === openAtOf('1m', at)) return
      closes.push(tape[before.place] as Input)
      placeOf.push(place)
    })
    closes.push({ kind: 'gap', instruments: 'all', cause: 'feed' })
    placeOf.push(-1)
  }
  return { closes, placeOf }
}

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
