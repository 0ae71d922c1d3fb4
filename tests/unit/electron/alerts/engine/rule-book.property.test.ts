import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../../../../electron/alerts/engine/rule-book.ts'
import { judgedOnLastOf } from '../../../../../electron/alerts/language/quiet.ts'
import { watch } from '../../../../../electron/alerts/language/watch.ts'
import type { AlertMemory } from '../../../../../shared/alerts/memory.ts'
import { tickSize } from '../language/tapes.ts'
import { anyRules, priceRules } from './rules.ts'
import { happen, scripts, type Books } from './scripts.ts'

describe('rule book', () => {
  it('says and remembers of price rules what evaluating each of them on every input does', () => {
    const counts = { fired: 0, expired: 0, folded: 0 }
    fc.assert(
      fc.property(scripts(priceRules, 5, { length: 40, longestWaitMs: 4000, wide: false }), (script) => {
        happen(script, (given, expected) => {
          same(given, expected)
          count(counts, expected)
        })
      }),
      { numRuns: 10_000 },
    )
    expect(counts.fired).toBeGreaterThan(10_000)
    expect(counts.expired).toBeGreaterThan(1000)
  }, 120_000)

  it('says and remembers of rules of every kind what evaluating each of them on every input does', () => {
    const counts = { fired: 0, expired: 0, folded: 0 }
    fc.assert(
      fc.property(scripts(anyRules, 6, { length: 60, longestWaitMs: 8000, wide: true }), (script) => {
        happen(script, (given, expected) => {
          same(given, expected)
          count(counts, expected)
        })
      }),
      { numRuns: 5000 },
    )
    expect(counts.fired).toBeGreaterThan(5000)
    expect(counts.expired).toBeGreaterThan(500)
    expect(counts.folded).toBeGreaterThan(100)
  }, 120_000)

  it('gives to be kept all that changed but the last price of rules that are judged on it alone', () => {
    let compared = 0
    fc.assert(
      fc.property(
        scripts(fc.oneof(priceRules, anyRules), 4, { length: 40, longestWaitMs: 8000, wide: true }),
        (script) => {
          const seen: Books[] = []
          happen(script, (_given, _expected, books) => void seen.push(books))
          for (const books of seen.slice(-1)) compared += compareKept(books)
        },
      ),
      { numRuns: 3000 },
    )
    expect(compared).toBeGreaterThan(3000)
  }, 60_000)
})

/** Much faster than the matcher, which is left to say what differs. */
function same(given: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(given, expected)) expect(given).toEqual(expected)
}

/** Answers how many memories it compared. */
function compareKept({ naive, kept }: Books): number {
  let compared = 0
  for (const { rule, armed } of naive.list()) {
    for (const [subject, memory] of armed) {
      const isOnLast = judgedOnLastOf(watch(rule, subject, () => tickSize)) !== null
      const toKeep = ({ conditions, ...rest }: AlertMemory) => ({
        ...rest,
        conditions: conditions.map(({ last, position, ...more }) =>
          isOnLast ? more : { last, position, ...more },
        ),
      })
      const given = kept.get(rule.id)?.get(subject)
      same(given && toKeep(given), toKeep(memory))
      compared += 1
    }
  }
  return compared
}

function count(counts: Record<'fired' | 'expired' | 'folded', number>, expected: unknown): void {
  for (const { events } of expected as readonly Partial<Outcome>[])
    for (const { kind } of events ?? []) counts[kind] += 1
}
