/** Reads the `Retry-After` header, which is seconds or a date, and bounds it: a wrong one must not stop a venue for good. */

const longestMs = 3 * 86_400_000

/**
 * Milliseconds to wait, 0 to three days; null where the header is absent or says nothing. `date`: the `Date` header that came with it:
 * a date to come back at is one of the same clock, which may be far from ours. Without it our own counts, `now`, UTC epoch ms.
 */
export function retryAfterMs(
  header: string | null | undefined,
  now: number,
  date?: string | null,
): number | null {
  const text = header?.trim() ?? ''
  if (text === '') return null
  const saidAt = Date.parse(date ?? '')
  const fromAt = Number.isNaN(saidAt) ? now : saidAt
  const waitMs = /^\d+(\.\d+)?$/.test(text) ? Math.ceil(Number(text) * 1_000) : Date.parse(text) - fromAt
  return Number.isFinite(waitMs) ? Math.min(longestMs, Math.max(0, waitMs)) : null
}
