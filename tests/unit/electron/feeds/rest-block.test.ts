/** A venue that keeps saying "too many" without saying for how long is left alone for longer and longer. */
import { describe, expect, it } from 'vitest'
import { createRestBlock, firstBlockMs, longestBlockMs } from '../../../../electron/feeds/rest-block.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

describe('rest block', () => {
  it('doubles from one block to the next, up to its bound, and starts over after a good answer', () => {
    const clock = createManualClock()
    const block = createRestBlock(clock)
    const waits: number[] = []
    for (let strike = 0; strike < 8; strike += 1) {
      const waitMs = block.unadvisedMs(clock.monotonicMs())
      waits.push(waitMs)
      block.begin(waitMs)
      expect(block.leftMs()).toBe(waitMs)
      clock.advance(waitMs)
      expect(block.leftMs()).toBe(0)
    }
    expect(waits.slice(0, 4)).toEqual([1, 2, 4, 8].map((times) => times * firstBlockMs))
    expect(waits.at(-1)).toBe(longestBlockMs)
    block.good(clock.monotonicMs())
    expect(block.unadvisedMs(clock.monotonicMs())).toBe(firstBlockMs)
  })

  it('counts requests that ran together once', () => {
    const clock = createManualClock()
    const block = createRestBlock(clock)
    const sentMs = clock.monotonicMs()
    clock.advance(10)
    for (let answer = 0; answer < 4; answer += 1) block.begin(block.unadvisedMs(sentMs))
    expect(block.leftMs()).toBe(firstBlockMs)
    // A good answer to one of them proves nothing.
    block.good(sentMs)
    clock.advance(firstBlockMs)
    expect(block.unadvisedMs(clock.monotonicMs())).toBe(2 * firstBlockMs)
  })

  it('is never nothing, and the longer of two holds', () => {
    const clock = createManualClock()
    const block = createRestBlock(clock)
    block.begin(0)
    expect(block.leftMs()).toBe(1_000)
    block.begin(5_000)
    block.begin(2_000)
    expect(block.leftMs()).toBe(5_000)
  })
})
