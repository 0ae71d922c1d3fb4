/** Counts fall into their seconds and out of the window after a minute. */
import { describe, expect, it } from 'vitest'
import { createLane, laneSeconds } from '../../../../electron/feeds/lanes.ts'

describe('lane', () => {
  it('shows whole seconds, oldest first, and leaves the running one out', () => {
    const lane = createLane()
    lane.add(10_100)
    lane.add(10_900)
    lane.add(11_500, 5)
    expect(lane.counts(11_999)).toEqual([...Array.from({ length: laneSeconds - 1 }, () => 0), 2])
    expect(lane.counts(12_000).slice(-2)).toEqual([2, 5])
    expect(lane.perSecond(12_000, 2)).toBe(3.5)
  })

  it('forgets after a minute, also after a long pause', () => {
    const lane = createLane()
    lane.add(1_000, 7)
    expect(lane.counts(61_000)[0]).toBe(7)
    expect(lane.counts(62_000)).toEqual(Array.from({ length: laneSeconds }, () => 0))
    lane.add(62_000, 3)
    expect(lane.counts(1e9)).toEqual(Array.from({ length: laneSeconds }, () => 0))
  })
})
