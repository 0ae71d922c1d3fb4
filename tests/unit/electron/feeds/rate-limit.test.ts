/** No window ever holds more than the rule allows, whoever asks and when. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRateLimit, perMinuteRules } from '../../../../electron/feeds/rate-limit.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

describe('rate limit', () => {
  it('holds in every window, and waits no longer than it must', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.record({ pauseMs: fc.nat(2_000), weight: fc.integer({ min: 1, max: 20 }) }), {
          maxLength: 60,
        }),
        (max, asks) => {
          const clock = createManualClock()
          const limit = createRateLimit(clock, [{ max, windowMs: 1_000 }])
          const taken: { atMs: number; weight: number }[] = []
          const usedAt = (atMs: number) =>
            taken.reduce(
              (sum, each) => sum + (each.atMs > atMs - 1_000 && each.atMs <= atMs ? each.weight : 0),
              0,
            )
          for (const { pauseMs, weight: asked } of asks) {
            const weight = Math.min(asked, max)
            clock.advance(pauseMs)
            const waitMs = limit.waitMs(weight)
            if (waitMs > 0) expect(usedAt(clock.monotonicMs() + waitMs - 1) + weight).toBeGreaterThan(max)
            clock.advance(waitMs)
            expect(limit.waitMs(weight)).toBe(0)
            limit.take(weight)
            taken.push({ atMs: clock.monotonicMs(), weight })
            expect(usedAt(clock.monotonicMs())).toBeLessThanOrEqual(max)
          }
        },
      ),
    )
  })

  it('lets a weight above the maximum through when nothing else is in the window', () => {
    const clock = createManualClock()
    const limit = createRateLimit(clock, perMinuteRules(600))
    expect(limit.waitMs(80)).toBe(0)
    limit.take(80)
    expect(limit.waitMs(1)).toBe(1_000)
    clock.advance(1_000)
    expect(limit.waitMs(1)).toBe(0)
  })

  it('keeps three connects a second apart from a fourth', () => {
    const clock = createManualClock()
    const limit = createRateLimit(clock, perMinuteRules(180))
    for (let connect = 0; connect < 3; connect += 1) {
      expect(limit.waitMs()).toBe(0)
      limit.take()
      clock.advance(10)
    }
    expect(limit.waitMs()).toBe(970)
  })
})
