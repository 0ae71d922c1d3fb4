/** Waits grow, stay within their bounds, and stay spread once they have reached the cap. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backoffMs, longestWaitMs, shortestWaitMs } from '../../../../electron/feeds/backoff.ts'

describe('backoff', () => {
  it('does not wait before the first attempt', () => {
    expect(backoffMs(0, 0.99)).toBe(0)
  })

  it('stays between a second and a minute for any attempt and any chance', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        (n, random) => {
          const waitMs = backoffMs(n, random)
          expect(waitMs).toBeGreaterThanOrEqual(shortestWaitMs)
          expect(waitMs).toBeLessThanOrEqual(longestWaitMs)
        },
      ),
    )
  })

  it('never shrinks with the attempts, for the same chance', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.double({ min: 0, max: 0.999999, noNaN: true }), (n, random) => {
        expect(backoffMs(n + 1, random)).toBeGreaterThanOrEqual(backoffMs(n, random))
      }),
    )
  })

  it('spreads 1000 clients over the whole minute even at the cap', () => {
    const waits = Array.from({ length: 1_000 }, (_, client) => backoffMs(500, client / 1_000)).sort(
      (a, b) => a - b,
    )
    const tenths = Array.from({ length: 10 }, (_, tenth) => {
      const fromMs = 1_000 + tenth * 5_900
      return waits.filter((waitMs) => waitMs >= fromMs && waitMs < fromMs + 5_900).length
    })
    for (const count of tenths) expect(count).toBeGreaterThan(90)
  })
})
