/** How venues count: sliding windows, token buckets, windows that start on the minute. */

/** Counts that may come this much closer together than documented: a busy machine delays some and not others. */
const jitterAllowance = 0.1

export type Limit = {
  /** Counts one more, or `cost` more; false where the limit does not allow it, and then nothing is counted. */
  take(cost?: number): boolean
  used(): number
  /** Time until one, or `cost`, can be taken again; 0 where it can now. */
  freeInMs(cost?: number): number
}

/** At most `most` in any `periodMs`, on the clock `now` (ms). */
export function slidingWindow(most: number, periodMs: number, now: () => number): Limit {
  let taken: { at: number; cost: number }[] = []
  const spanMs = periodMs * (1 - jitterAllowance)
  const used = (): number => {
    const fromAt = now() - spanMs
    taken = taken.filter(({ at }) => at > fromAt)
    return taken.reduce((sum, { cost }) => sum + cost, 0)
  }
  return {
    used,
    take(cost = 1) {
      if (used() + cost > most) return false
      taken.push({ at: now(), cost })
      return true
    },
    freeInMs(cost = 1) {
      let over = used() + cost - most
      if (over <= 0) return 0
      const last = taken.find((one) => (over -= one.cost) <= 0)
      return Math.max(0, (last?.at ?? now()) + spanMs - now())
    },
  }
}

/** Refills at `perSecond`, holds `burst`. */
export function tokenBucket(perSecond: number, burst: number, now: () => number): Limit {
  let tokens = burst
  let countedAt = now()
  const refill = (): void => {
    const at = now()
    const gained = (Math.max(0, at - countedAt) / 1000) * perSecond * (1 + jitterAllowance)
    tokens = Math.min(burst, tokens + gained)
    countedAt = at
  }
  return {
    used() {
      refill()
      return burst - tokens
    },
    take(cost = 1) {
      refill()
      if (tokens < cost) return false
      tokens -= cost
      return true
    },
    freeInMs(cost = 1) {
      refill()
      return tokens >= cost ? 0 : Math.ceil(((cost - tokens) / perSecond) * 1000)
    },
  }
}

/** At most `most` in each period, and periods start when the clock is a multiple of `periodMs`. */
export function alignedWindow(most: number, periodMs: number, now: () => number): Limit {
  let period = -1
  let count = 0
  const used = (): number => {
    const current = Math.floor(now() / periodMs)
    if (current !== period) count = 0
    period = current
    return count
  }
  return {
    used,
    take(cost = 1) {
      if (used() + cost > most) return false
      count += cost
      return true
    },
    freeInMs: (cost = 1) => (used() + cost <= most ? 0 : periodMs - (now() % periodMs)),
  }
}
