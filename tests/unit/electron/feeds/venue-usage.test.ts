/** The venue's own count is believed while its window lasts, with what was sent since added. */
import { describe, expect, it } from 'vitest'
import { createVenueUsage } from '../../../../electron/feeds/venue-usage.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

const minute = 60_000
const setUp = (skewMs = 0, intoMinuteMs = 0) => {
  const clock = createManualClock(Date.UTC(2026, 0, 5, 12) + intoMinuteMs)
  return { clock, usage: createVenueUsage(clock, () => skewMs) }
}

describe('usage that the venue tells', () => {
  it('lets everything through before it said anything', () => {
    expect(setUp().usage.waitMs(1_000_000)).toBe(0)
    expect(setUp().usage.latest()).toBeNull()
  })

  it('stops at nine tenths until the minute of the venue ends', () => {
    const { clock, usage } = setUp(0, 20_000)
    usage.told({ used: 5_390, max: 6_000, windowMs: minute }, usage.sent(10))
    expect(usage.waitMs(10)).toBe(0)
    expect(usage.waitMs(11)).toBe(40_500)
    expect(usage.latest()).toEqual({ used: 5_390, max: 6_000, windowMs: minute })
    clock.advance(40_500)
    expect(usage.waitMs(11)).toBe(0)
    expect(usage.latest()).toBeNull()
  })

  it("ends the minute by the venue's clock, not ours", () => {
    const { usage } = setUp(15_000, 20_000)
    usage.told({ used: 6_000, max: 6_000, windowMs: minute }, usage.sent(1))
    expect(usage.waitMs(1)).toBe(25_500)
  })

  it('adds what was sent after the request that was answered', () => {
    const { usage } = setUp()
    const first = usage.sent(100)
    usage.sent(200)
    usage.sent(300)
    usage.told({ used: 4_800, max: 6_000, windowMs: minute }, first)
    expect(usage.waitMs(100)).toBe(0)
    expect(usage.waitMs(101)).toBeGreaterThan(0)
  })

  it('is not made smaller by an older answer that comes later', () => {
    const { usage } = setUp()
    const first = usage.sent(10)
    const second = usage.sent(10)
    usage.told({ used: 5_400, max: 6_000, windowMs: minute }, second)
    usage.told({ used: 100, max: 6_000, windowMs: minute }, first)
    expect(usage.waitMs(1)).toBeGreaterThan(0)
  })

  it('gives all of a day away', () => {
    const { usage } = setUp()
    usage.told({ used: 799, max: 800, windowMs: 86_400_000 }, usage.sent(1))
    expect(usage.waitMs(1)).toBe(0)
    expect(usage.waitMs(2)).toBe(43_200_500)
  })
})
