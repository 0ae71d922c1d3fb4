/** When a socket is replaced: some time before its end, spread, or when the venue says that it leaves. */
import { describe, expect, it } from 'vitest'
import type { SocketView } from '../../../../electron/feeds/feed-view.ts'
import { createEndWatch, leavingWithinMs, planReplacement } from '../../../../electron/feeds/lifetime.ts'

const dayMs = 86_400_000
const view = (openedMs: number | null, leaving: string | null = null): SocketView => ({
  ...{ state: 'live', since: 0, attempt: 0, retryAt: null, reason: null, lost: false, lostSinceAt: null },
  ...{ blocked: false, lastMessageAt: null, openedMs, leaving },
})

describe('planReplacement', () => {
  it('leaves some minutes before the end of a day, spread by chance', () => {
    expect(planReplacement(dayMs, 0)).toEqual({ beginMs: dayMs - 300_000, latestMs: dayMs - 150_000 })
    expect(planReplacement(dayMs, 0.999).beginMs).toBeCloseTo(dayMs - 600_000, -3)
  })

  it('leaves a short life a part of it', () => {
    const { beginMs, latestMs } = planReplacement(60_000, 0.5)
    expect(beginMs).toBe(55_500)
    expect(latestMs).toBe(58_500)
  })
})

describe('createEndWatch', () => {
  it('says nothing of sockets that the venue does not end, or that are not open', () => {
    expect(createEndWatch(undefined, () => 0)(view(0), 1e12)).toBeNull()
    expect(createEndWatch(dayMs, () => 0)(view(null), 1e12)).toBeNull()
  })

  it('plans once for each socket', () => {
    const chances = [0, 1]
    const endOf = createEndWatch(100_000, () => chances.shift() ?? 0)
    expect(endOf(view(0), 94_999)).toBeNull()
    expect(endOf(view(0), 95_000)).toMatchObject({ latestMs: 97_500 })
    expect(endOf(view(95_000), 95_000)).toBeNull()
    expect(endOf(view(95_000), 184_999)).toBeNull()
    expect(endOf(view(95_000), 185_000)).not.toBeNull()
  })

  it('gives a venue that leaves a few seconds from when it said so', () => {
    const endOf = createEndWatch(undefined, () => 0)
    const end = { reason: 'maintenance', latestMs: 5_000 + leavingWithinMs }
    expect(endOf(view(0, 'maintenance'), 5_000)).toEqual(end)
    expect(endOf(view(0, 'maintenance'), 9_000)).toEqual(end)
    expect(endOf(view(10_000), 11_000)).toBeNull()
  })
})
