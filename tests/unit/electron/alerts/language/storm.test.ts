import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Input } from '../../../../../electron/alerts/language/input.ts'
import { clockAt, play, rule, startAt, tick } from './tapes.ts'

const swings = (count: number, everySeconds: number, from = 0): Input[] =>
  Array.from({ length: count }, (_, place) => [
    tick(99, from + place * everySeconds),
    tick(101, from + place * everySeconds + 0.5),
  ]).flat()

describe('storm budget', () => {
  it('tells 15 in three minutes one by one, and folds the rest into one', () => {
    const { events } = play(rule(), [...swings(40, 1), clockAt(190), clockAt(195), clockAt(400)])
    const fired = events.filter((event) => event.kind === 'fired')
    expect(fired).toHaveLength(40)
    expect(fired.filter(({ folded }) => !folded)).toHaveLength(15)
    expect(events.filter((event) => event.kind === 'folded')).toEqual([
      { kind: 'folded', fromAt: startAt + 15_500, toAt: startAt + 39_500, count: 25 },
    ])
  })

  it('tells the sixteenth by itself again exactly three minutes after the first', () => {
    const late = (second: number) =>
      play(rule(), [...swings(15, 1), tick(99, 100), tick(101, second)]).events.at(-1)
    expect(late(180.4)).toMatchObject({ number: 16, folded: true })
    expect(late(180.5)).toMatchObject({ number: 16, folded: false })
  })

  it('leaves rules alone that fire as often but slower', () => {
    const { events } = play(rule(), swings(100, 12.1))
    expect(events.filter((event) => event.kind === 'fired' && event.folded)).toEqual([])
  })

  it('never folds one rule with another: each has its own budget', () => {
    const storm = swings(20, 1)
    const { memory } = play(rule({ id: 'loud' }), storm)
    expect(memory.storm.folded?.count).toBe(5)
    const { events } = play(rule({ id: 'quiet' }), swings(1, 1, 20))
    expect(events).toMatchObject([{ kind: 'fired', folded: false }])
  })

  it('loses none when the rule expires first', () => {
    const { events } = play(rule({ schedule: { expiresAt: startAt + 30_000 } }), [
      ...swings(20, 1),
      clockAt(30),
    ])
    expect(events.slice(-2)).toMatchObject([{ kind: 'folded', count: 5 }, { kind: 'expired' }])
  })

  it('tells every firing, by itself or in a fold, and never more than 15 in any three minutes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 30, maxLength: 120, size: 'max' }), (waits) => {
        let second = 0
        const tape = waits.flatMap((wait) => swings(1, 1, (second += 1 + wait)))
        const { events, memory } = play(rule(), [...tape, clockAt(second + 1000)])
        const fired = events.filter((event) => event.kind === 'fired')
        const folds = events.filter((event) => event.kind === 'folded')
        expect(fired).toHaveLength(waits.length)
        const folded = folds.reduce((sum, { count }) => sum + count, 0)
        expect(fired.filter((event) => event.folded)).toHaveLength(folded)
        expect(memory.storm.folded).toBeNull()
        const singles = fired.filter((event) => !event.folded).map(({ firedAt }) => firedAt)
        singles.forEach((at, place) => {
          expect(at - (singles[place - 15] ?? -Infinity)).toBeGreaterThanOrEqual(180_000)
        })
      }),
      { numRuns: 300 },
    )
  })
})
