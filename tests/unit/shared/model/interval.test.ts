/** Where candles open. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  intervalMs,
  intervals,
  intervalSchema,
  nextOpenAt,
  openAtOf,
} from '../../../../shared/model/interval.ts'

const at = (text: string) => Date.parse(text)

describe('intervals', () => {
  it.each([
    ['1m', '2026-01-07T13:47:31.250Z', '2026-01-07T13:47:00Z'],
    ['5m', '2026-01-07T13:47:31.250Z', '2026-01-07T13:45:00Z'],
    ['15m', '2026-01-07T13:44:59.999Z', '2026-01-07T13:30:00Z'],
    ['1h', '2026-01-07T13:47:31.250Z', '2026-01-07T13:00:00Z'],
    ['4h', '2026-01-07T13:47:31.250Z', '2026-01-07T12:00:00Z'],
    ['1d', '2026-01-07T23:59:59.999Z', '2026-01-07T00:00:00Z'],
    // A Wednesday, its Monday; and a Monday, itself.
    ['1w', '2026-01-07T13:47:31.250Z', '2026-01-05T00:00:00Z'],
    ['1w', '2026-01-05T00:00:00Z', '2026-01-05T00:00:00Z'],
    ['1w', '2026-01-04T23:59:59.999Z', '2025-12-29T00:00:00Z'],
    // Before 1970 too.
    ['1w', '1969-12-31T12:00:00Z', '1969-12-29T00:00:00Z'],
  ] as const)('%s of %s opens at %s', (interval, moment, openAt) => {
    expect(openAtOf(interval, at(moment))).toBe(at(openAt))
  })

  it('has each moment in exactly one candle, and each shorter candle in one longer one', () => {
    const moments = fc.integer({ min: -1_000_000_000_000, max: 4_000_000_000_000 })
    fc.assert(
      fc.property(moments, fc.constantFrom(...intervals), (moment, interval) => {
        const openAt = openAtOf(interval, moment)
        expect(openAt).toBeLessThanOrEqual(moment)
        expect(nextOpenAt(interval, openAt)).toBeGreaterThan(moment)
        expect(openAtOf(interval, openAt)).toBe(openAt)
        for (const shorter of intervals.filter((each) => intervalMs(each) < intervalMs(interval))) {
          expect(openAtOf(interval, openAtOf(shorter, moment))).toBe(openAt)
          expect(intervalMs(interval) % intervalMs(shorter)).toBe(0)
        }
      }),
    )
  })

  it('knows no other name', () => {
    expect(intervalSchema.safeParse('3m').success).toBe(false)
  })
})
