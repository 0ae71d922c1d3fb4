/** Splitting: parts add up to the whole, exactly, whatever the whole is. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../../electron/simulator/noise.ts'
import { shareOut, subdivide, subdivideIntoPrices } from '../../../../electron/simulator/subdivide.ts'

const anyWhole = fc
  .array(fc.integer({ min: 1, max: 9_000_000 }), { minLength: 4, maxLength: 4 })
  .map((prices) => {
    const [low = 1, a = 1, b = 1, high = 1] = prices.sort((x, y) => x - y)
    return prices.reduce((sum, price) => sum + price, 0) % 2 === 0
      ? { open: a, high, low, close: b }
      : { open: b, high, low, close: a }
  })
const anyKey = fc.integer({ min: 0, max: 2 ** 32 - 1 })

describe('subdivide', () => {
  it('makes parts whose sum is the whole', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 1440 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(
        anyWhole,
        weights,
        fc.constantFrom(0, 0.35),
        anyKey,
        fc.integer({ min: 0, max: 1_000_000 }),
        (whole, times, gap, key, usual) => {
          const parts = subdivide(whole, times, usual, gap, createRandom(key, 1, 2))
          expect(parts.length).toBe(times.length)
          expect(parts[0]?.open).toBe(whole.open)
          expect(parts.at(-1)?.close).toBe(whole.close)
          expect(Math.max(...parts.map((part) => part.high))).toBe(whole.high)
          expect(Math.min(...parts.map((part) => part.low))).toBe(whole.low)
          for (const [index, part] of parts.entries()) {
            expect(part.high).toBeGreaterThanOrEqual(Math.max(part.open, part.close))
            expect(part.low).toBeLessThanOrEqual(Math.min(part.open, part.close))
            if (gap === 0 && index > 0) expect(part.open).toBe(parts[index - 1]?.close)
          }
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('makes prices that touch all four of the whole', () => {
    fc.assert(
      fc.property(anyWhole, fc.integer({ min: 4, max: 300 }), anyKey, (whole, count, key) => {
        const prices = subdivideIntoPrices(whole, count, createRandom(key, 1, 2))
        expect(prices.length).toBe(count)
        expect([prices[0], Math.max(...prices), Math.min(...prices), prices.at(-1)]).toEqual([
          whole.open,
          whole.high,
          whole.low,
          whole.close,
        ])
      }),
    )
  })

  it('shares out whole numbers without losing one', () => {
    const weights = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 50 }), weights, (total, shares) => {
        const parts = shareOut(total, shares)
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total)
        for (const part of parts) expect(part).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 1000 },
    )
  })
})
