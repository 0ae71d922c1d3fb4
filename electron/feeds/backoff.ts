/** How long to wait before the next attempt: nothing at first, then full jitter in a window that grows to a minute. */

export const shortestWaitMs = 1_000
export const longestWaitMs = 60_000

/**
 * Wait in ms before the attempt that follows `attempt` others. `random` is in [0, 1).
 * The window is [1 s, 2^attempt s], at most [1 s, 60 s]: drawn over the whole window, so that the spread survives the cap.
 */
export function backoffMs(attempt: number, random: number): number {
  if (attempt <= 0) return 0
  // 2^6 s is past the cap already; a larger exponent would only overflow.
  const ceilingMs = Math.min(longestWaitMs, shortestWaitMs * 2 ** Math.min(attempt, 6))
  return shortestWaitMs + random * (ceilingMs - shortestWaitMs)
}
