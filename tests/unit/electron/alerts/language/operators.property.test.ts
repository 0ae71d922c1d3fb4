import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Condition, Within } from '../../../../../shared/alerts/condition.ts'
import { conditionOperators, operatorSpec } from '../../../../../shared/alerts/operators.ts'
import { conditionSchema } from '../../../../../shared/alerts/condition.ts'
import type { Rearm } from '../../../../../shared/alerts/rule.ts'
import { byDefinition } from './by-definition.ts'
import { condition, play, rule, tapes, tick } from './tapes.ts'

const numRuns = 10_000
const numeric = conditionOperators.filter((operator) => operator !== 'happens')

/** Conditions of one operator, close around the prices of the tapes; made from one number each. */
function conditions(operator: Condition['operator']): fc.Arbitrary<Condition> {
  return fc.nat(0xff_ff).map((number) => {
    const level = (9997 + (number % 6)) / 100
    const rest = Math.floor(number / 6)
    const { shape, percent } = operatorSpec(operator)
    if (shape === 'level') return condition({ operator, operands: [level] })
    if (shape === 'channel')
      return condition({ operator, operands: [level, Math.round(level * 100 + 1 + (rest % 5)) / 100] })
    const within: Within =
      rest % 2 === 0 ? { count: 1 + (Math.floor(rest / 2) % 3), unit: 'bars' } : { count: 1, unit: 'minutes' }
    const amount = 1 + (Math.floor(rest / 6) % 6)
    return condition({
      operator,
      operands: [amount / 100],
      within,
      interval: '1m',
      ...(percent === true ? { operands: [amount / 100 + 0.003] } : {}),
    })
  })
}

describe('operators', () => {
  it.each(numeric)(
    '%s fires exactly where its definition says',
    (operator) => {
      const isMove = operatorSpec(operator).shape === 'move'
      const rearms = fc.constantFrom<(Rearm | null)[]>(
        null,
        ...[0.01, 0.02, 0.03].map((amount) => ({ unit: 'value' as const, amount })),
        ...(isMove ? [20, 35] : [0.01, 0.02]).map((amount) => ({ unit: 'percent' as const, amount })),
      )
      const fired = { free: 0, value: 0, percent: 0 }
      fc.assert(
        fc.property(conditions(operator), tapes(24, isMove ? 60_000 : 4000), rearms, (one, tape, rearm) => {
          const expected = byDefinition(one, tape, rearm)
          expect(play(rule({ conditions: [one], rearm }), tape).firedAt).toEqual(expected)
          fired[rearm?.unit ?? 'free'] += Math.max(0, expected.length - (rearm === null ? 0 : 1))
        }),
        { numRuns },
      )
      // Of those with a band, the ones that fired again.
      for (const kind of ['free', 'value', 'percent'] as const) expect(fired[kind], kind).toBeGreaterThan(100)
    },
    60_000,
  )

  it('has conditions in these tests that the language allows, and tapes in which they fire', () => {
    for (const operator of numeric) {
      const sampled = fc.sample(fc.tuple(conditions(operator), tapes(24, 60_000)), { numRuns: 200, seed: 7 })
      let fired = 0
      for (const [one, tape] of sampled) {
        expect(conditionSchema.safeParse(one).error).toBeUndefined()
        fired += play(rule({ conditions: [one] }), tape).firedAt.length
      }
      expect(fired, operator).toBeGreaterThan(50)
    }
  })

  it('keeps a memory that does not grow with the tape', () => {
    for (const operator of numeric) {
      const [one] = fc.sample(conditions(operator), { numRuns: 1, seed: 3 }) as [Condition]
      const tape = Array.from({ length: 5000 }, (_, place) => tick(100 + (place % 7) / 100, place * 3))
      const { memory } = play(rule({ conditions: [one] }), tape)
      expect(JSON.stringify(memory).length, operator).toBeLessThan(4000)
    }
    const rising = condition({
      operator: 'moving-up',
      operands: [1e6],
      within: { count: 10, unit: 'minutes' },
    })
    const climb = Array.from({ length: 20_000 }, (_, place) => tick(100 + place, place / 10))
    expect(play(rule({ conditions: [rising] }), climb).memory.conditions[0]?.window.length).toBeLessThan(62)
  })
})
