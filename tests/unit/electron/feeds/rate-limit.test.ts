/** No window ever holds more than any of its rules allows, whoever asks and when. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { burstRules, createRateLimit, jitterMs, jitterRules } from '../../../../electron/feeds/rate-limit.ts'
import type { RateRule } from '../../../../electron/feeds/rate-limit.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

describe('rate limit', () => {
  it('holds in every window of every rule, and waits no longer than it must', () => {
    const rule = fc.record({
      max: fc.integer({ min: 1, max: 20 }),
      windowMs: fc.integer({ min: 1, max: 5_000 }),
    })
    const ask = fc.record({ pauseMs: fc.nat(2_000), weight: fc.integer({ min: 1, max: 20 }) })
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 1, maxLength: 3 }),
        fc.array(ask, { maxLength: 60 }),
        (rules, asks) => {
          const clock = createManualClock()
          const limit = createRateLimit(clock, rules)
          const taken: { atMs: number; weight: number }[] = []
          const usedAt = ({ windowMs }: RateRule, atMs: number) =>
            taken.reduce(
              (sum, each) => sum + (each.atMs > atMs - windowMs && each.atMs <= atMs ? each.weight : 0),
              0,
            )
          for (const { pauseMs, weight: asked } of asks) {
            const weight = Math.min(asked, ...rules.map(({ max }) => max))
            clock.advance(pauseMs)
            const waitMs = limit.waitMs(weight)
            const before = clock.monotonicMs() + waitMs - 1
            if (waitMs > 0) expect(rules.some((each) => usedAt(each, before) + weight > each.max)).toBe(true)
            clock.advance(waitMs)
            expect(limit.waitMs(weight)).toBe(0)
            limit.take(weight)
            taken.push({ atMs: clock.monotonicMs(), weight })
            for (const each of rules) expect(usedAt(each, clock.monotonicMs())).toBeLessThanOrEqual(each.max)
          }
        },
      ),
    )
  })

  it('lets a weight above the maximum through when nothing else is in the window', () => {
    const clock = createManualClock()
    const limit = createRateLimit(clock, [{ max: 10, windowMs: 1_000 }])
    expect(limit.waitMs(80)).toBe(0)
    limit.take(80)
    expect(limit.waitMs(1)).toBe(1_000)
    clock.advance(1_000)
    expect(limit.waitMs(1)).toBe(0)
  })

  it('keeps three connects a second apart from a fourth', () => {
    const clock = createManualClock()
    const limit = createRateLimit(clock, [{ max: 3, windowMs: 1_000 }])
    for (let connect = 0; connect < 3; connect += 1) {
      expect(limit.waitMs()).toBe(0)
      limit.take()
      clock.advance(10)
    }
    expect(limit.waitMs()).toBe(970)
  })

  it('holds a small allowance a minute and a large one a day at once', () => {
    const clock = createManualClock()
    const limit = createRateLimit(clock, [
      { max: 8, windowMs: 60_000 },
      { max: 800, windowMs: 86_400_000 },
    ])
    const takenAt: number[] = []
    for (let request = 0; request < 801; request += 1) {
      clock.advance(limit.waitMs())
      limit.take()
      takenAt.push(clock.monotonicMs())
    }
    expect(takenAt.slice(0, 9)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 60_000])
    expect(takenAt[799]).toBe(99 * 60_000)
    expect(takenAt[800]).toBe(86_400_000)
  })

  it('tells of the rule that is nearest to its maximum', () => {
    const clock = createManualClock()
    const limit = createRateLimit(
      clock,
      [
        { max: 8, windowMs: 60_000 },
        { max: 800, windowMs: 86_400_000 },
      ],
      [{ max: 1, windowMs: 1 }],
    )
    expect(createRateLimit(clock, []).usage()).toBeNull()
    limit.take(4)
    expect(limit.usage()).toEqual({ used: 4, max: 8, windowMs: 60_000 })
    clock.advance(60_000)
    expect(limit.usage()).toEqual({ used: 4, max: 800, windowMs: 86_400_000 })
  })
})

describe('a burst', () => {
  it('takes a quarter of a large allowance at most; small and long ones are left as they are', () => {
    expect(
      burstRules([
        { max: 6_000, windowMs: 60_000 },
        { max: 8, windowMs: 60_000 },
        { max: 800, windowMs: 86_400_000 },
        { max: 40, windowMs: 2_000 },
      ]),
    ).toEqual([{ max: 1_500, windowMs: 6_000 }])
  })

  it('does not make the whole slower than the venue allows', () => {
    const rules = [{ max: 6_000, windowMs: 60_000 }]
    const clock = createManualClock()
    const limit = createRateLimit(clock, rules, burstRules(rules))
    let taken = 0
    while (clock.monotonicMs() < 60_000) {
      const waitMs = limit.waitMs(10)
      if (waitMs > 0) clock.advance(waitMs)
      else {
        limit.take(10)
        taken += 10
      }
    }
    // The window's end lets the next minute's first burst in.
    expect(taken).toBe(6_000)
  })
})

describe('rules for what the network does', () => {
  it('stretch short windows, since requests arrive closer together than they were sent', () => {
    expect(
      jitterRules([
        { max: 20, windowMs: 2_000 },
        { max: 6_000, windowMs: 60_000 },
      ]),
    ).toEqual([{ max: 20, windowMs: 2_000 + jitterMs }])
  })
})
