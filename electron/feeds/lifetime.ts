/** When a socket must be replaced: the venue says that it is leaving, or ends every socket after a while. */
import type { SocketView } from './feed-view.ts'

/** A socket is replaced this long before its end at most; less where it does not live long enough for that. */
const longestMarginMs = 10 * 60_000
const shareOfLife = 0.1
/** Nothing came for this long: dropping the socket now interrupts nobody in the middle of a word. */
export const pauseMs = 1_000
/** How long a venue that is leaving may be waited for, in the hope of a pause. */
export const leavingWithinMs = 5_000

/** In ms from opening. `random` in [0, 1) spreads the sockets of one start, which would otherwise all be replaced at once. */
export function planReplacement(
  lifetimeMs: number,
  random: number,
): { readonly beginMs: number; readonly latestMs: number } {
  const marginMs = Math.min(longestMarginMs, lifetimeMs * shareOfLife)
  return { beginMs: lifetimeMs - marginMs * (0.5 + 0.5 * random), latestMs: lifetimeMs - marginMs * 0.25 }
}

/** `latestMs`: until when a pause may be waited for, monotonic ms. */
export type End = { readonly reason: string; readonly latestMs: number }

/** Answers why a live socket should be replaced now; null while it may stay. Times are monotonic ms. */
export function createEndWatch(
  lifetimeMs: number | undefined,
  random: () => number,
): (view: SocketView, nowMs: number) => End | null {
  let known = { openedMs: NaN, beginMs: Infinity, latestMs: Infinity }
  let leavingSinceMs: number | null = null
  return ({ openedMs, leaving }, nowMs) => {
    if (openedMs === null) return null
    if (openedMs !== known.openedMs) {
      leavingSinceMs = null
      const plan = lifetimeMs === undefined ? null : planReplacement(lifetimeMs, random())
      known = {
        openedMs,
        beginMs: openedMs + (plan?.beginMs ?? Infinity),
        latestMs: openedMs + (plan?.latestMs ?? Infinity),
      }
    }
    if (leaving !== null) {
      leavingSinceMs ??= nowMs
      return { reason: leaving, latestMs: leavingSinceMs + leavingWithinMs }
    }
    if (nowMs < known.beginMs) return null
    return { reason: 'the venue ends each socket after a while', latestMs: known.latestMs }
  }
}
