/** Confirmation and duty against what they mean, over the same tapes as the operators. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Input } from '../../../../../electron/alerts/language/input.ts'
import type { ConditionOperator } from '../../../../../shared/alerts/operators.ts'
import type { Confirm } from '../../../../../shared/alerts/rule.ts'
import type { Schedule } from '../../../../../shared/alerts/schedule.ts'
import { byBarClose, byDuty, bySecondVenue, byTicks } from './by-confirm.ts'
import { condition, ether, play, rule, startAt, tapes } from './tapes.ts'

const numRuns = 10_000
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
const conditions = fc.tuple(fc.constantFrom(...operators), fc.nat(5)).map(([operator, number]) => {
  const level = (9997 + number) / 100
  return condition({
    operator,
    operands: operator.endsWith('channel') ? [level, (9999 + number) / 100] : [level],
  })
})

/** Some ticks are the clock instead, some the second venue's. */
const mixed = (length: number, longestWaitMs: number, withSecond: boolean) =>
  fc.tuple(tapes(length, longestWaitMs), fc.nat(0xff_ff_ff)).map(([tape, seed]) =>
    tape.map((input, place): Input => {
      const kind = (seed >> (place % 20)) % 8
      if (input.kind !== 'tick' || kind > 2) return input
      if (kind === 0) return { kind: 'clock', at: input.receivedAt }
      return withSecond ? { ...input, instrument: ether } : input
    }),
  )

/** Counts by operator: none may go without. */
function counter() {
  const counts = new Map<ConditionOperator, number>(operators.map((operator) => [operator, 0]))
  return {
    add: (operator: ConditionOperator, count: number) =>
      void counts.set(operator, (counts.get(operator) ?? 0) + count),
    expectEach(most: number) {
      for (const [operator, count] of counts) expect(count, operator).toBeGreaterThan(most)
    },
  }
}

describe('confirmation', () => {
  it('by N ticks fires where N in a row stay on the new side', () => {
    const fired = counter()
    const property = fc.property(
      conditions,
      fc.integer({ min: 2, max: 4 }),
      tapes(30),
      (one, count, tape) => {
        const expected = byTicks(one, count, tape)
        expect(play(rule({ conditions: [one], confirm: { kind: 'ticks', count } }), tape).firedAt).toEqual(
          expected,
        )
        fired.add(one.operator, expected.length)
      },
    )
    fc.assert(property, { numRuns })
    fired.expectEach(100)
  })

  it('by bar close fires where it is still so at the end of its minute', () => {
    const fired = counter()
    const confirm: Confirm = { kind: 'bar-close', interval: '1m' }
    const property = fc.property(conditions, mixed(30, 30_000, false), (one, tape) => {
      const expected = byBarClose(one, tape)
      expect(play(rule({ conditions: [one], confirm }), tape).firedAt).toEqual(expected)
      fired.add(one.operator, expected.length)
    })
    fc.assert(property, { numRuns })
    fired.expectEach(100)
  })

  it('by a second venue fires where its price agrees in time', () => {
    const fired = counter()
    const confirms = fc
      .tuple(fc.constantFrom(1000, 5000, 20_000), fc.constantFrom(0, 0.01, 0.02))
      .map(([withinMs, tolerancePercent]) => ({
        kind: 'second-venue' as const,
        ...{ instrument: ether, withinMs, tolerancePercent },
      }))
    const property = fc.property(conditions, confirms, mixed(30, 4000, true), (one, confirm, tape) => {
      const expected = bySecondVenue(one, confirm, tape)
      expect(play(rule({ conditions: [one], confirm }), tape).firedAt).toEqual(expected)
      fired.add(one.operator, expected.length)
    })
    fc.assert(property, { numRuns })
    fired.expectEach(100)
  })
})

describe('duty', () => {
  const second = fc.nat(150).map((count) => startAt + count * 1000)
  const schedules: fc.Arbitrary<Schedule> = fc.record({
    startsAt: fc.option(second, { freq: 2 }),
    expiresAt: fc.option(second, { freq: 2 }),
    snoozeUntil: fc.option(second, { freq: 2 }),
    active: fc.option(
      fc.constantFrom('UTC', 'Asia/Kolkata').map((timeZone) => ({
        timeZone,
        windows: [
          { days: [1], fromMinute: 721, toMinute: 722 },
          // 12:00 and 12:02 UTC are 17:30 and 17:32 in India.
          { days: [1], fromMinute: 1050, toMinute: 1051 },
          { days: [1], fromMinute: 1052, toMinute: 1053 },
        ],
      })),
      { freq: 2 },
    ),
  })

  it('fires what happens on duty, and what began before it and lasts', () => {
    const fired = counter()
    let late = 0
    const property = fc.property(conditions, schedules, mixed(30, 20_000, false), (one, schedule, tape) => {
      const expected = byDuty(one, schedule, tape)
      expect(play(rule({ conditions: [one], schedule }), tape).firedAt).toEqual(expected)
      fired.add(one.operator, expected.length)
      if (expected.some((place) => tape[place]?.kind === 'clock')) late += 1
    })
    fc.assert(property, { numRuns })
    fired.expectEach(100)
    expect(late).toBeGreaterThan(50)
  })
})
