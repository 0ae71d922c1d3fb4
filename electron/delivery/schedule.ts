/** When a sending is tried again: a few times, full jitter, growing. */

export const mostAttempts = 5
const firstMs = 1000
const longestMs = 30_000

/** Wait before the attempt after `attempts` failed ones; null when it is given up. `random` is in [0, 1). */
export function retryDelayMs(attempts: number, random: number): number | null {
  if (attempts >= mostAttempts) return null
  return Math.round(random * Math.min(longestMs, firstMs * 2 ** attempts))
}
