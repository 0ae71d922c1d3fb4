/** `Retry-After` in both its forms, and in forms that nobody should send. */
import { describe, expect, it } from 'vitest'
import { retryAfterMs } from '../../../../electron/feeds/retry-after.ts'

const now = Date.UTC(2026, 0, 5, 12)

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    ['0', 0],
    ['0.5', 500],
    ['Mon, 05 Jan 2026 12:01:00 GMT', 60_000],
    ['Mon, 05 Jan 2026 11:00:00 GMT', 0],
    ['1000000000', 3 * 86_400_000],
    ['soon', null],
    ['NaN', null],
    ['', null],
    [null, null],
    [undefined, null],
  ])('%s means %s ms', (header, waitMs) => {
    expect(retryAfterMs(header, now)).toBe(waitMs)
  })

  it('reads a date by the clock of the answer that it came with', () => {
    const date = 'Mon, 05 Jan 2026 13:00:00 GMT'
    expect(retryAfterMs('Mon, 05 Jan 2026 13:00:30 GMT', now, date)).toBe(30_000)
    expect(retryAfterMs('Mon, 05 Jan 2026 12:00:30 GMT', now, 'yesterday')).toBe(30_000)
    expect(retryAfterMs('30', now, date)).toBe(30_000)
  })

  it('takes a negative number for no wait at most', () => {
    expect(retryAfterMs('-5', now) ?? 0).toBeGreaterThanOrEqual(0)
  })
})
