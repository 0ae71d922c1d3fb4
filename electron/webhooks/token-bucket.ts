/** A token bucket: lets a burst pass, then a steady rate. */

export type TokenBucket = {
  /** Takes one, or answers how long to wait for the next, in ms. */
  take(): number | null
}

/** `nowMs` is a monotonic clock. */
export function createTokenBucket(perSecond: number, burst: number, nowMs: () => number): TokenBucket {
  let tokens = burst
  let filledAt = nowMs()
  return {
    take() {
      const now = nowMs()
      tokens = Math.min(burst, tokens + ((now - filledAt) * perSecond) / 1000)
      filledAt = now
      if (tokens < 1) return ((1 - tokens) * 1000) / perSecond
      tokens -= 1
      return null
    },
  }
}
