/** Where candles open. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  candlesIn,
  divides,
  intervalMs,
  intervals,
  intervalSchema,
  nextOpenAt,
  openAtOf,
  shiftOpenAt,
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
    ['3m', '2026-01-07T13:47:31.250Z', '2026-01-07T13:45:00Z'],
    ['10m', '2026-01-07T13:47:31.250Z', '2026-01-07T13:40:00Z'],
    ['12h', '2026-01-07T13:47:31.250Z', '2026-01-07T12:00:00Z'],
    ['3d', '2026-01-08T13:47:31.250Z', '2026-01-07T00:00:00Z'],
    ['1M', '2024-02-29T23:59:59.999Z', '2024-02-01T00:00:00Z'],
    ['1M', '2024-03-01T00:00:00Z', '2024-03-01T00:00:00Z'],
    ['1M', '1969-12-31T12:00:00Z', '1969-12-01T00:00:00Z'],
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
        for (const shorter of intervals.filter((each) => divides(each, interval))) {
          expect(openAtOf(interval, openAtOf(shorter, moment))).toBe(openAt)
          expect(openAtOf(shorter, openAt)).toBe(openAt)
        }
        expect(nextOpenAt(interval, openAt) - openAt).toBeLessThanOrEqual(intervalMs(interval))
      }),
    )
  })

  it('steps by whole candles, and counts what it stepped over', () => {
    const moments = fc.integer({ min: -1_000_000_000_000, max: 4_000_000_000_000 })
    fc.assert(
      fc.property(
        moments,
        fc.constantFrom(...intervals),
        fc.integer({ min: 0, max: 300 }),
        (at, each, count) => {
          let openAt = openAtOf(each, at)
          for (let step = 0; step < count; step += 1) openAt = nextOpenAt(each, openAt)
          expect(shiftOpenAt(each, at, count)).toBe(openAt)
          expect(shiftOpenAt(each, openAt, -count)).toBe(openAtOf(each, at))
          expect(candlesIn(each, openAtOf(each, at), openAt)).toBe(count)
          expect(candlesIn(each, at, openAt + 1)).toBe(count === 0 && at > openAt ? 0 : count + 1)
        },
      ),
    )
  })

  it.each([
    ['5m', '10m', true],
    ['3m', '10m', false],
    ['10m', '15m', false],
    ['3m', '15m', true],
    ['4h', '6h', false],
    ['6h', '12h', true],
    ['1d', '3d', true],
    ['12h', '3d', true],
    ['1d', '1w', true],
    ['3d', '1w', false],
    ['1w', '1M', false],
    ['3d', '1M', false],
    ['1d', '1M', true],
    ['1h', '1h', false],
    ['1h', '5m', false],
  ] as const)('%s is a whole part of %s: %s', (shorter, longer, expected) => {
    expect(divides(shorter, longer)).toBe(expected)
  })

  it('knows no other name', () => {
    expect(intervalSchema.safeParse('7m').success).toBe(false)
  })
})
