/** When a sending is tried again, and for how long: full jitter, growing, and an end. */
import type { Target } from '../../shared/model/delivery.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

/** The longest wait before each further attempt. */
const waitsMs = {
  // A notification that comes minutes later is worth little.
  desktop: [2, 4, 8, 16].map((seconds) => seconds * secondMs),
  // As Standard Webhooks has it: three days in all.
  outbound: [
    5 * secondMs,
    5 * minuteMs,
    30 * minuteMs,
    ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hourMs),
  ],
}

const waitsOf = (kind: Target['kind']): readonly number[] =>
  kind === 'desktop' ? waitsMs.desktop : waitsMs.outbound

/** The first is at once. */
export function mostAttempts(kind: Target['kind']): number {
  return waitsOf(kind).length + 1
}

/** Wait before the attempt after `attempts` failed ones; null when it is given up. `random` is in [0, 1). */
export function retryDelayMs(kind: Target['kind'], attempts: number, random: number): number | null {
  const longestMs = waitsOf(kind)[attempts - 1]
  return longestMs === undefined ? null : Math.round(random * longestMs)
}

/** No stored wait for an attempt can honestly be longer; a clock that was set back makes it look so. */
export const longestWaitMs = 24 * hourMs

const longestAskedMs = hourMs

/**
 * Reads `Retry-After`: whole or broken seconds, or a date. Milliseconds, up to an hour; null where it is absent or says nothing.
 * `date`: the `Date` header that came with it, of the same clock, which may be far from ours; without it `now` counts.
 */
export function retryAfterMs(header: string | null, now: number, date: string | null = null): number | null {
  const text = header?.trim() ?? ''
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(longestAskedMs, Math.ceil(Number(text) * secondMs))
  // `Date.parse` takes `-5` and `1e9` for years: a date has words in it.
  const at = /^[a-z]{3}.*\d/i.test(text) ? Date.parse(text) : NaN
  if (Number.isNaN(at)) return null
  const saidAt = Date.parse(date ?? '')
  return Math.min(longestAskedMs, Math.max(0, at - (Number.isNaN(saidAt) ? now : saidAt)))
}
