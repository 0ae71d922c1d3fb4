/** The venue's clock is asked for before the last measurement is forgotten, where the venue has one. */
import { describe, expect, it } from 'vitest'
import { createClockSkew } from '../../../../electron/feeds/clock-skew.ts'
import { createSkewKeeper, measureEveryMs } from '../../../../electron/feeds/skew-keeper.ts'
import { createTestProvider } from '../../../support/feed-provider.ts'
import { createManualClock } from '../../../support/manual-clock.ts'
import { waitFor } from '../../../support/wait-for.ts'

function setUp(hasClock: boolean) {
  const clock = createManualClock()
  const skew = createClockSkew()
  let asked = 0
  const serverTime = { request: () => ({ path: '/time', query: {}, weight: 1 }), parse: Number }
  const provider = { ...createTestProvider(), ...(hasClock ? { serverTime } : {}) }
  const rest = {
    get() {
      asked += 1
      const at = clock.now()
      return Promise.resolve({ body: String(at + 5_001), latencyMs: 1, sentAt: at, receivedAt: at })
    },
  }
  return { clock, skew, keeper: createSkewKeeper({ provider, rest, clock, skew }), asked: () => asked }
}

describe('skew keeper', () => {
  it('asks at once and before the answer is forgotten', async () => {
    const { clock, skew, keeper, asked } = setUp(true)
    keeper.tick()
    await waitFor(() => skew.skewMs() !== null, 'the measurement')
    expect(Math.abs((skew.skewMs() ?? 0) - 5_001)).toBeLessThanOrEqual(1)
    clock.advance(measureEveryMs - 1)
    keeper.tick()
    expect(asked()).toBe(1)
    clock.advance(1)
    keeper.tick()
    expect(asked()).toBe(2)
  })

  it('asks nobody without a clock', () => {
    const { keeper, asked } = setUp(false)
    keeper.tick()
    expect(asked()).toBe(0)
  })
})
