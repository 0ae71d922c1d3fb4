import { describe, expect, it } from 'vitest'
import { mostAttempts, retryAfterMs, retryDelayMs } from '../../../../electron/delivery/schedule.ts'
import { startAt } from './samples.ts'

const secondMs = 1000
const hourMs = 3_600_000

describe('the schedule', () => {
  it('of webhooks is that of Standard Webhooks', () => {
    const waits = Array.from({ length: 10 }, (_, index) => retryDelayMs('webhook', index + 1, 0.999_999_999))
    expect(waits).toEqual([
      5 * secondMs,
      300 * secondMs,
      1800 * secondMs,
      ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hourMs),
      null,
    ])
    expect(mostAttempts('webhook')).toBe(10)
  })

  it('of notifications grows, takes its whole range and ends', () => {
    expect([1, 2, 3, 4, 5].map((attempts) => retryDelayMs('desktop', attempts, 0.999))).toEqual([
      1998,
      3996,
      7992,
      15_984,
      null,
    ])
    expect(retryDelayMs('desktop', 1, 0)).toBe(0)
  })
})

describe('Retry-After', () => {
  const cases: [string | null, number | null][] = [
    ['120', 120_000],
    ['0', 0],
    ['1.337', 1337],
    ['0.0001', 1],
    [' 5 ', 5000],
    [new Date(startAt + 30_000).toUTCString(), 30_000],
    [new Date(startAt - 30_000).toUTCString(), 0],
    ['1000000000', hourMs],
    ['9'.repeat(400), hourMs],
    [new Date(startAt + 90 * 86_400_000).toUTCString(), hourMs],
    ['-5', null],
    ['NaN', null],
    ['1e9', null],
    ['Infinity', null],
    ['soon', null],
    ['', null],
    [null, null],
  ]
  for (const [header, expected] of cases) {
    it(`${JSON.stringify(header)?.slice(0, 40)} is ${expected}`, () => {
      expect(retryAfterMs(header, startAt)).toBe(expected)
    })
  }

  it('as a date is measured by the clock that it came from', () => {
    const theirs = startAt + 5 * hourMs
    const header = new Date(theirs + 10_000).toUTCString()
    expect(retryAfterMs(header, startAt, new Date(theirs).toUTCString())).toBe(10_000)
    expect(retryAfterMs(header, startAt, 'nonsense')).toBe(hourMs)
  })
})
