/** What was missed is judged by the book as by each rule alone: the same firings, and the same memories. */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AlertRule } from '../../../../../shared/alerts/rule.ts'
import { playScene, sceneOf, type Did } from './backfill-scenes.ts'
import { barRules, Dice, priceRules } from './rules.ts'

const scenes = (rule: fc.Arbitrary<AlertRule>, most: number, wide: boolean) =>
  fc
    .tuple(fc.array(rule, { minLength: 1, maxLength: most, size: 'max' }), fc.nat(0x7f_ff_ff_ff))
    .map(([rules, seed]) => sceneOf(new Dice(seed), rules, wide))

type Counts = { missed: number; live: number; late: number; atClose: number }

/** Much faster than the matcher, which is left to say what differs. */
function same(given: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(given, expected)) expect(given).toEqual(expected)
}

function check(rule: fc.Arbitrary<AlertRule>, most: number, wide: boolean, numRuns: number): Counts {
  const counts: Counts = { missed: 0, live: 0, late: 0, atClose: 0 }
  fc.assert(
    fc.property(scenes(rule, most, wide), (scene) => {
      const armedAt = new Map(scene.rules.map((each) => [each.id, each.armedAt]))
      const count = (did: readonly Did[], part: 'missed' | 'live') => {
        for (const { rule: id, events } of did)
          for (const event of events) {
            if (event.kind !== 'fired') continue
            counts[part] += 1
            const from = armedAt.get(id) ?? Infinity
            if (from > scene.holeAt) counts.late += part === 'missed' ? 1 : 0
            expect(Math.min(event.at, event.firedAt)).toBeGreaterThanOrEqual(from)
            const { inferred } = event
            // Of the bar that was open at the arming, only the close certainly came after it.
            if (inferred !== null && inferred.openAt < from) {
              counts.atClose += 1
              expect(event.at).toBeGreaterThanOrEqual(inferred.closeAt - 1)
            }
          }
      }
      playScene(scene, (given, expected, part) => {
        same(given, expected)
        if (part !== 'memory') count(expected, part)
      })
    }),
    { numRuns },
  )
  return counts
}

describe('backfill', () => {
  it('says and remembers of price rules what evaluating each of them on every step does', () => {
    const counts = check(priceRules, 5, false, 10_000)
    expect(counts.missed).toBeGreaterThan(10_000)
    expect(counts.late).toBeGreaterThan(1000)
    expect(counts.atClose).toBeGreaterThan(100)
  }, 120_000)

  it('says and remembers of every rule that bars can judge what evaluating it on every step does', () => {
    const counts = check(barRules, 5, true, 2000)
    expect(counts.missed).toBeGreaterThan(2000)
    expect(counts.late).toBeGreaterThan(200)
  }, 120_000)
})
