import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../../../../electron/alerts/language/evaluate.ts'
import { judgedOnLastOf, memoryAfterQuiet, quietOf } from '../../../../../electron/alerts/language/quiet.ts'
import { memoryFor } from '../../../../../electron/alerts/language/watch.ts'
import type { AlertMemory, Sample } from '../../../../../shared/alerts/memory.ts'
import type { ConditionOperator } from '../../../../../shared/alerts/operators.ts'
import { toTicks } from '../../../../../shared/model/numbers.ts'
import { anyRules, priceRules } from '../engine/rules.ts'
import {
  bitcoin,
  condition,
  ether,
  market,
  play,
  rule,
  startAt,
  tapes,
  tick,
  ticks,
  tickSize,
  watched,
} from './tapes.ts'

const after = (changes: Parameters<typeof rule>[0], ...prices: number[]) => {
  const prepared = watched(rule(changes))
  return quietOf(prepared, play(prepared, ticks(...prices)).memory)
}
const on = (operator: ConditionOperator, ...operands: number[]) => ({
  conditions: [condition({ operator, operands })],
})
const range = (fromTicks: number, toTicks: number) => ({ fromTicks, toTicks })

describe('quiet range', () => {
  it('ends where a crossing happens, or where it could begin to', () => {
    expect(after(on('crossing-up', 100), 99)).toEqual(range(-Infinity, 9999))
    expect(after(on('crossing-up', 100), 99, 100)).toEqual(range(10_000, Infinity))
    expect(after(on('crossing-down', 100), 99)).toEqual(range(-Infinity, 10_000))
    expect(after(on('crossing', 100), 100)).toEqual(range(10_000, 10_000))
  })

  it('of a state is where it stays what it was', () => {
    expect(after(on('greater-than', 100), 99)).toEqual(range(-Infinity, 10_000))
    expect(after(on('greater-than', 100), 101)).toEqual(range(10_001, Infinity))
    expect(after(on('inside-channel', 99, 101), 98)).toEqual(range(-Infinity, 9899))
    expect(after(on('outside-channel', 99, 101), 100)).toEqual(range(9900, 10_100))
  })

  it('is none while a state is true that is told again and again', () => {
    const again = {
      ...on('greater-than', 100),
      frequency: { kind: 'once-per-minute' as const, coolDownMs: 0 },
    }
    expect(after(again, 101)).toBeNull()
    expect(after(again, 99)).toEqual(range(-Infinity, 10_000))
  })

  it('ends where what has fired has left by the re-arm band', () => {
    const rearm = { unit: 'value' as const, amount: 0.05 }
    expect(after({ ...on('crossing-up', 100), rearm }, 99, 101)).toEqual(range(10_000, Infinity))
    expect(after({ ...on('crossing-up', 100), rearm }, 99, 101, 99.98)).toEqual(range(9996, 9999))
    expect(after({ ...on('exiting-channel', 99, 101), rearm }, 100, 102, 100.97)).toEqual(
      range(10_096, 10_100),
    )
  })

  it('of several conditions is where none of them happens', () => {
    const both = [condition({ operands: [100] }), condition({ operator: 'crossing-down', operands: [98] })]
    expect(after({ conditions: both, combine: 'any' }, 99)).toEqual(range(9801, 9999))
    expect(after({ conditions: both, combine: 'all' }, 99)).toEqual(range(9801, 9999))
  })

  it('is none where more than the last price of one instrument decides', () => {
    const elsewhere = [condition(), condition({ instrument: ether })]
    expect(after({ conditions: elsewhere, combine: 'any' }, 99)).toBeNull()
    expect(after({ conditions: [condition({ source: { kind: 'bid' } })] }, 99)).toBeNull()
    expect(after({ conditions: [condition({ operands: [{ kind: 'ask' }] })] }, 99)).toBeNull()
    const frequency = { kind: 'once-per-bar-close' as const, interval: '1m' as const, coolDownMs: 0 }
    expect(after({ frequency }, 99)).toBeNull()
    const confirm = {
      kind: 'second-venue' as const,
      instrument: bitcoin,
      withinMs: 1000,
      tolerancePercent: 0,
    }
    expect(after({ confirm }, 99)).toBeNull()
    expect(judgedOnLastOf(watched(rule({ confirm: { ...confirm, instrument: ether } })))).toBe(bitcoin)
  })

  it('is none before a price is known, before the start, and when it is over', () => {
    expect(after(on('crossing-up', 100))).toBeNull()
    expect(after({ frequency: { kind: 'once' } }, 99, 101)).toBeNull()
    expect(after({ confirm: { kind: 'ticks', count: 3 } }, 99, 101)).toBeNull()
    const { memory } = play(rule(), ticks(99))
    const later = watched(rule({ schedule: { startsAt: startAt + 60_000 } }))
    expect(quietOf(later, memory)).toBeNull()
  })

  it('changes nothing but the last value: evaluating every tick within it says and leaves the same', () => {
    let [inside, ranges] = [0, 0]
    const property = fc.property(fc.oneof(priceRules, priceRules, anyRules), tapes(40), (of, tape) => {
      const prepared = watched(of)
      let memory = memoryFor(prepared)
      /** Where a stretch of quiet ticks began, and the last of them. */
      let began: { memory: AlertMemory; last: Sample | null } | null = null
      for (const input of tape) {
        const result = evaluate(prepared, memory, input, market)
        const quiet = began === null ? quietOf(prepared, memory) : quietOf(prepared, began.memory)
        const { startsAt, expiresAt } = of.schedule
        const counts =
          input.kind === 'tick' &&
          input.receivedAt >= (startsAt ?? 0) &&
          input.receivedAt < (expiresAt ?? Infinity) &&
          typeof input.last === 'number' &&
          Number.isFinite(input.last)
        if (quiet !== null && counts && typeof input.last === 'number') {
          began ??= { memory, last: null }
          ranges += began.last === null ? 1 : 0
          const before = memory.conditions[0]?.last?.exchangeAt ?? null
          const isOlder = before !== null && input.exchangeAt !== null && input.exchangeAt < before
          const now = toTicks(input.last, tickSize)
          if (isOlder || (now >= quiet.fromTicks && now <= quiet.toTicks)) {
            inside += 1
            const { last: value, exchangeAt, receivedAt } = input
            if (!isOlder) began.last = { value, exchangeAt, receivedAt }
            const left =
              began.last === null ? began.memory : memoryAfterQuiet(prepared, began.memory, began.last)
            // Much faster than the matcher, which is left to say what differs.
            if (!isDeepStrictEqual([left, []], [result.memory, result.events]))
              expect([left, []]).toEqual([result.memory, result.events])
          } else began = null
        } else began = null
        memory = result.memory
      }
    })
    fc.assert(property, { numRuns: 20_000 })
    expect(inside).toBeGreaterThan(20_000)
    expect(ranges).toBeGreaterThan(5000)
  }, 60_000)

  it('is as wide as it can be for one condition: the next tick beyond it is not quiet', () => {
    let ends = 0
    const property = fc.property(priceRules, tapes(20), (of, tape) => {
      const prepared = watched({ ...of, conditions: of.conditions.slice(0, 1), schedule: rule().schedule })
      const { memory } = play(prepared, tape)
      const quiet = quietOf(prepared, memory)
      if (quiet === null) return
      for (const end of [quiet.fromTicks - 1, quiet.toTicks + 1]) {
        if (!Number.isFinite(end)) continue
        ends += 1
        const next = tick(end * tickSize, 1000)
        const { last: value, exchangeAt, receivedAt } = next
        const result = evaluate(prepared, memory, next, market)
        const sample = { value: value ?? NaN, exchangeAt, receivedAt }
        const left = quietOf(prepared, memoryAfterQuiet(prepared, memory, sample))
        // Either it changes more than the last value, or from there on other ticks would.
        const isNews =
          result.events.length > 0 ||
          JSON.stringify(result.memory) !== JSON.stringify(memoryAfterQuiet(prepared, memory, sample))
        expect(isNews || left?.fromTicks !== quiet.fromTicks || left.toTicks !== quiet.toTicks).toBe(true)
      }
    })
    fc.assert(property, { numRuns: 3000 })
    expect(ends).toBeGreaterThan(1000)
  })
})
