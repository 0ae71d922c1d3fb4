/** For how long nothing may be asked of a venue that has told us to stop; grows where it never says for how long. */
import type { Clock } from '../lib/clock.ts'

export type RestBlock = {
  /** 0 where asking is allowed. */
  leftMs(): number
  /** The wait where the venue names none, for a request that was sent at `sentMs`, monotonic. */
  unadvisedMs(sentMs: number): number
  begin(blockMs: number): void
  /** The venue answers again. */
  good(sentMs: number): void
}

export const firstBlockMs = 60_000
export const longestBlockMs = 30 * 60_000
// A venue that says "too many" and "come back at once" is not asked at once.
const shortestBlockMs = 1_000

export function createRestBlock(clock: Clock): RestBlock {
  let untilMs = -Infinity
  let begunMs = -Infinity
  /** Blocks in a row. */
  let strikes = 0
  return {
    leftMs: () => Math.max(0, untilMs - clock.monotonicMs()),
    unadvisedMs(sentMs) {
      // Several requests that ran together are one strike.
      const next = sentMs >= begunMs ? strikes : Math.max(0, strikes - 1)
      return Math.min(longestBlockMs, firstBlockMs * 2 ** next)
    },
    begin(blockMs) {
      const nowMs = clock.monotonicMs()
      if (untilMs <= nowMs) {
        strikes += 1
        begunMs = nowMs
      }
      untilMs = Math.max(untilMs, nowMs + Math.max(shortestBlockMs, blockMs))
    },
    good(sentMs) {
      // One that was under way when the block began proves nothing.
      if (sentMs >= begunMs) strikes = 0
    },
  }
}
