/** How much of its limit the venue says is used up: others on the same address count as well, and we forget at a restart. */
import type { LimitUsage } from '../../shared/model/feed-status.ts'
import type { Clock } from '../lib/clock.ts'

export type VenueUsage = {
  /** Counts what is sent; the answer is to be handed to `told` with the request's own answer. */
  sent(weight: number): number
  /** `mark`: what `sent` answered for the request that this came back with. */
  told(usage: LimitUsage, mark: number): void
  /** Milliseconds until `weight` may be sent by the venue's own count; 0 means now. */
  waitMs(weight: number): number
  /** As last told, while its window lasts. */
  latest(): LimitUsage | null
}

// Past this share of a limit we wait for the window's end, rather than find out how exact the venue's count is.
const safeShare = 0.9
// Of a day's allowance the last tenth is worth having.
const longestSafeMs = 3_600_000
// Past the end as we reckon it: neither clock is exact.
const marginMs = 500

type Told = {
  readonly usage: LimitUsage
  readonly mark: number
  readonly endsMs: number
  /** Add all that was ever sent to it: what the venue counts by now. */
  readonly base: number
}

/**
 * Venues count by windows that begin on their own clock's whole minutes (Binance's X-MBX-USED-WEIGHT-1M), so a count is good
 * until the next of these. A venue that counts otherwise tells so with its next answer, and we wait again.
 */
export function createVenueUsage(clock: Clock, skewMs: () => number): VenueUsage {
  let sentWeight = 0
  let last: Told | null = null

  const current = (): Told | null => (last !== null && clock.monotonicMs() < last.endsMs ? last : null)

  return {
    sent(weight) {
      sentWeight += weight
      return sentWeight
    },
    told(usage, mark) {
      const before = current()
      const base = usage.used - mark
      // Answers overtake each other: an older one must not make it look as if less were used.
      if (before !== null && mark < before.mark && base < before.base) return
      const intoWindowMs = (clock.now() + skewMs()) % usage.windowMs
      const endsMs = clock.monotonicMs() + usage.windowMs - intoWindowMs + marginMs
      last = { usage, mark, base, endsMs }
    },
    waitMs(weight) {
      const now = current()
      if (now === null) return 0
      const { max, windowMs } = now.usage
      const allowed = windowMs > longestSafeMs ? max : max * safeShare
      return now.base + sentWeight + weight > allowed ? now.endsMs - clock.monotonicMs() : 0
    },
    latest: () => current()?.usage ?? null,
  }
}
