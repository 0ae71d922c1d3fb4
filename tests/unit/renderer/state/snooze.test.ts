/** Snoozing until midnight by the user's clock, and the average true range. */
import { describe, expect, it } from 'vitest'
import { averageTrueRange } from '../../../../renderer/state/atr.ts'
import { nextMidnight, snoozeLengths } from '../../../../renderer/state/snooze.ts'
import type { Candle } from '../../../../shared/model/candle.ts'
import { formatDateTime } from '../../../../shared/format/time.ts'

describe('nextMidnight', () => {
  it('is by the clocks of the zone', () => {
    const now = Date.UTC(2026, 10, 30, 10, 46, 12)
    expect(nextMidnight(now, 'UTC')).toBe(Date.UTC(2026, 11, 1))
    expect(formatDateTime(nextMidnight(now, 'Asia/Tokyo'), 'Asia/Tokyo')).toBe('2026-12-01 00:00:00')
    expect(formatDateTime(nextMidnight(now, 'Asia/Kathmandu'), 'Asia/Kathmandu')).toBe('2026-12-01 00:00:00')
  })

  it('is midnight also on days on which clocks are changed', () => {
    for (const day of [Date.UTC(2026, 2, 29, 0, 30), Date.UTC(2026, 9, 25, 0, 30)]) {
      const text = formatDateTime(nextMidnight(day, 'Europe/Berlin'), 'Europe/Berlin')
      expect(text.slice(11)).toBe('00:00:00')
    }
  })

  it('is a whole day away at midnight itself', () => {
    const midnight = Date.UTC(2026, 10, 30)
    expect(nextMidnight(midnight, 'UTC') - midnight).toBe(86_400_000)
  })

  it('is one of three lengths, each later than the one before', () => {
    const now = Date.UTC(2026, 10, 30, 10)
    const untils = snoozeLengths.map(({ until }) => until(now, 'UTC') - now)
    expect(untils).toEqual([300_000, 3_600_000, 14 * 3_600_000])
  })
})

describe('averageTrueRange', () => {
  const bar = (openAt: number, fields: Partial<Candle> = {}): Candle => ({
    openAt,
    open: 10,
    high: 11,
    low: 9,
    close: 10,
    volume: 1,
    closed: true,
    source: 'rest',
    ...fields,
  })

  it('is the range of bars that are all alike', () => {
    expect(averageTrueRange(Array.from({ length: 30 }, (_, at) => bar(at)))).toBeCloseTo(2)
  })

  it('counts the gap from the close before', () => {
    const bars = Array.from({ length: 16 }, (_, at) => bar(at))
    const jumped = [...bars, bar(16, { open: 30, high: 31, low: 29, close: 30 })]
    expect(averageTrueRange(jumped)).toBeCloseTo(2 + (21 - 2) / 14)
  })

  it('is not known of few bars, nor told by one that is open', () => {
    expect(averageTrueRange(Array.from({ length: 14 }, (_, at) => bar(at)))).toBeNull()
    const bars = Array.from({ length: 20 }, (_, at) => bar(at))
    expect(averageTrueRange([...bars, bar(20, { high: 900, closed: false })])).toBeCloseTo(2)
  })
})
