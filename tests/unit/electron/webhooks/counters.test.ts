import { describe, expect, it } from 'vitest'
import { createLane } from '../../../../electron/webhooks/lanes.ts'
import { createTokenBucket } from '../../../../electron/webhooks/token-bucket.ts'

describe('lane', () => {
  it('counts by the second, newest last, and forgets after a minute', () => {
    let now = 1000
    const lane = createLane(() => now)
    lane.add()
    lane.add()
    now = 3500
    lane.add()
    expect(lane.read().slice(-3)).toEqual([2, 0, 1])
    expect(lane.read()).toHaveLength(60)
    now = 60_999
    expect(lane.read()[0]).toBe(2)
    now = 61_000
    expect(lane.read().reduce((sum, count) => sum + count)).toBe(1)
    now = 10_000_000
    expect(lane.read().every((count) => count === 0)).toBe(true)
  })
})

describe('token bucket', () => {
  it('lets a burst through, then the rate, and says how long to wait', () => {
    let now = 0
    const bucket = createTokenBucket(10, 3, () => now)
    expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([null, null, null])
    expect(bucket.take()).toBeCloseTo(100)
    now = 100
    expect(bucket.take()).toBeNull()
    expect(bucket.take()).toBeCloseTo(100)
    now = 100_000
    expect([bucket.take(), bucket.take(), bucket.take(), bucket.take() === null]).toEqual([
      null,
      null,
      null,
      false,
    ])
  })
})
