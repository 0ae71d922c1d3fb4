/** Moments and ages as text. */
import { describe, expect, it } from 'vitest'
import { formatAge, formatClock, formatClockMs, formatDateTime } from '../../../../shared/format/time.ts'

describe('formatAge', () => {
  it.each([
    [-500, '0.0 s'],
    [0, '0.0 s'],
    [249, '0.2 s'],
    [9999, '9.9 s'],
    [10_000, '10 s'],
    [119_999, '119 s'],
    [120_000, '2 m'],
    [7_199_999, '119 m'],
    [7_200_000, '2 h'],
    [172_799_999, '47 h'],
    [172_800_000, '2 d'],
  ])('%d ms is %s', (ageMs, text) => {
    expect(formatAge(ageMs)).toBe(text)
  })
})

describe('clocks', () => {
  const at = Date.UTC(2026, 10, 23, 14, 3, 7, 412)

  it('writes 24 hours with leading zeros, in the zone that is asked for', () => {
    expect(formatClock(at, 'UTC')).toBe('14:03:07')
    expect(formatClock(at, 'America/New_York')).toBe('09:03:07')
    expect(formatClock(Date.UTC(2026, 0, 1, 0, 0, 0), 'UTC')).toBe('00:00:00')
    expect(formatClockMs(at, 'UTC')).toBe('14:03:07.412')
  })

  it('dates by the zone, on both sides of a change of the clocks', () => {
    expect(formatDateTime(at, 'UTC')).toBe('2026-11-23 14:03:07')
    expect(formatDateTime(Date.UTC(2026, 0, 1, 3), 'America/New_York')).toBe('2025-12-31 22:00:00')
    expect(formatDateTime(Date.UTC(2026, 2, 8, 6, 59, 59), 'America/New_York')).toBe('2026-03-08 01:59:59')
    expect(formatDateTime(Date.UTC(2026, 2, 8, 7), 'America/New_York')).toBe('2026-03-08 03:00:00')
  })
})
