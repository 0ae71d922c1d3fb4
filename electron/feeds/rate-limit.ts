/** Keeps within "at most so much in so long": an exact sliding window, because a refilling bucket lets twice as much through. */
import type { Clock } from '../lib/clock.ts'

export type RateRule = { readonly max: number; readonly windowMs: number }

export type RateLimit = {
  /** Milliseconds until `weight` fits every rule; 0 means now. A weight above a rule's maximum waits for an empty window. */
  waitMs(weight?: number): number
  take(weight?: number): void
}

type Taken = { readonly atMs: number; readonly weight: number }

/** A limit per minute, spread so that no second takes more than its share. */
export function perMinuteRules(maxPerMinute: number): RateRule[] {
  return [
    { max: maxPerMinute, windowMs: 60_000 },
    { max: Math.max(1, Math.ceil(maxPerMinute / 60)), windowMs: 1_000 },
  ]
}

export function createRateLimit(clock: Clock, rules: readonly RateRule[]): RateLimit {
  const longestMs = Math.max(0, ...rules.map((rule) => rule.windowMs))
  let log: Taken[] = []

  const forgetOld = (nowMs: number): void => {
    const keep = log.findIndex((taken) => taken.atMs + longestMs > nowMs)
    if (keep === -1) log = []
    else if (keep > 0) log = log.slice(keep)
  }

  const waitFor = (rule: RateRule, weight: number, nowMs: number): number => {
    let used = 0
    let index = log.length
    for (; index > 0; index -= 1) {
      const taken = log[index - 1]
      if (taken === undefined || taken.atMs + rule.windowMs <= nowMs) break
      used += taken.weight
    }
    const allowed = rule.max - Math.min(weight, rule.max)
    // Oldest first: each that leaves the window frees its weight.
    for (let waitMs = 0; ; index += 1) {
      if (used <= allowed) return waitMs
      const taken = log[index]
      if (taken === undefined) return waitMs
      used -= taken.weight
      waitMs = taken.atMs + rule.windowMs - nowMs
    }
  }

  return {
    waitMs(weight = 1) {
      const nowMs = clock.monotonicMs()
      forgetOld(nowMs)
      let longest = 0
      for (const rule of rules) longest = Math.max(longest, waitFor(rule, weight, nowMs))
      return longest
    },
    take(weight = 1) {
      const nowMs = clock.monotonicMs()
      forgetOld(nowMs)
      log.push({ atMs: nowMs, weight })
    },
  }
}
