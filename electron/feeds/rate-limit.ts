/** Keeps within "at most so much in so long": an exact sliding window, because a refilling bucket lets twice as much through. */
import type { LimitUsage } from '../../shared/model/feed-status.ts'
import type { Clock } from '../lib/clock.ts'
import type { RateRule } from '../providers/provider.ts'

export type { RateRule } from '../providers/provider.ts'

export type RateLimit = {
  /** Milliseconds until `weight` fits every rule; 0 means now. A weight above a rule's maximum waits for an empty window. */
  waitMs(weight?: number): number
  take(weight?: number): void
  /** Of the rule that is nearest to its maximum; null without rules. */
  usage(): LimitUsage | null
}

type Taken = { readonly atMs: number; readonly weight: number }

// A window this long holds a budget that the user may spend as they like; a short one is there against bursts.
const longestSpreadMs = 60_000
const fewestToSpread = 20

/**
 * What a burst may take of the given rules: a quarter of a window's maximum in any tenth of it. Opening a chart is served at
 * once, while a long backfill leaves room in the venue's window for what is asked in between, and for requests that the
 * network delivers closer together than they were sent. Not for small allowances (8 a minute) nor for those of an hour or a day.
 */
export function burstRules(rules: readonly RateRule[]): RateRule[] {
  return rules
    .filter(({ max, windowMs }) => max >= fewestToSpread && windowMs >= 10_000 && windowMs <= longestSpreadMs)
    .map(({ max, windowMs }) => ({ max: Math.ceil(max / 4), windowMs: windowMs / 10 }))
}

/** How much closer together two requests may arrive than they were sent. */
export const jitterMs = 300
const shortWindowMs = 10_000

/** Short windows a little longer: the venue counts what arrives, and the network does not keep distances. */
export function jitterRules(rules: readonly RateRule[]): RateRule[] {
  return rules
    .filter(({ windowMs }) => windowMs <= shortWindowMs)
    .map(({ max, windowMs }) => ({ max, windowMs: windowMs + jitterMs }))
}

/** All rules hold at once. `alsoRules` hold as well, and are not told of by `usage`. */
export function createRateLimit(
  clock: Clock,
  rules: readonly RateRule[],
  alsoRules: readonly RateRule[] = [],
): RateLimit {
  const all = [...rules, ...alsoRules]
  const longestMs = Math.max(0, ...all.map((rule) => rule.windowMs))
  let log: Taken[] = []

  const forgetOld = (nowMs: number): void => {
    const keep = log.findIndex((taken) => taken.atMs + longestMs > nowMs)
    if (keep === -1) log = []
    else if (keep > 0) log = log.slice(keep)
  }

  /** What lies in the rule's window, and the index in the log where the window begins. */
  const inWindow = (rule: RateRule, nowMs: number): { used: number; index: number } => {
    let used = 0
    let index = log.length
    for (; index > 0; index -= 1) {
      const taken = log[index - 1]
      if (taken === undefined || taken.atMs + rule.windowMs <= nowMs) break
      used += taken.weight
    }
    return { used, index }
  }

  const waitFor = (rule: RateRule, weight: number, nowMs: number): number => {
    let { used, index } = inWindow(rule, nowMs)
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
      for (const rule of all) longest = Math.max(longest, waitFor(rule, weight, nowMs))
      return longest
    },
    take(weight = 1) {
      const nowMs = clock.monotonicMs()
      forgetOld(nowMs)
      log.push({ atMs: nowMs, weight })
    },
    usage() {
      const nowMs = clock.monotonicMs()
      let most: LimitUsage | null = null
      for (const rule of rules) {
        const usage = { used: inWindow(rule, nowMs).used, max: rule.max, windowMs: rule.windowMs }
        if (most === null || usage.used / usage.max > most.used / most.max) most = usage
      }
      return most
    },
  }
}
