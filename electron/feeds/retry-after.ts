/** Reads the `Retry-After` header, which is seconds or a date, and bounds it: a wrong one must not stop a venue for good. */

const longestMs = 3 * 86_400_000

/** Milliseconds from `now` (UTC epoch ms), 0 to three days; null where the header is absent or says nothing. */
export function retryAfterMs(header: string | null | undefined, now: number): number | null {
  const text = header?.trim() ?? ''
  if (text === '') return null
  const waitMs = /^\d+(\.\d+)?$/.test(text) ? Math.ceil(Number(text) * 1_000) : Date.parse(text) - now
  return Number.isFinite(waitMs) ? Math.min(longestMs, Math.max(0, waitMs)) : null
}
