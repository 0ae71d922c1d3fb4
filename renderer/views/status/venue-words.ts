/** What is said of a venue wherever it is shown: its stream, its clock, and how much may still be asked of it. */
import { formatAge } from '../../../shared/format/time.ts'
import type { FeedStatus, LimitUsage, RestHealth } from '../../../shared/model/feed-status.ts'

/** Less is what a network makes of it. */
const toleratedSkewMs = 2000

function liveWords({ refused, silent, quiet }: FeedStatus): string {
  const counts = [
    [refused.length, 'refused'],
    [silent.length, 'silent'],
    [quiet.length, 'quiet'],
  ] as const
  const told = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)
  return ['live', ...told].join(', ')
}

/** What a venue's stream is doing, in the fewest words. */
export function feedWords(status: FeedStatus, now: number): string {
  switch (status.state) {
    case 'waiting':
      return status.retryAt === null ? 'lost' : `retry in ${leftText(status.retryAt, now)}`
    case 'stale':
      return status.lastMessageAt === null ? 'silent' : `silent for ${formatAge(now - status.lastMessageAt)}`
    case 'refused':
      return `refused: ${status.reason ?? 'no reason given'}`
    case 'live':
      return liveWords(status)
    case 'idle':
      return 'idle: nothing is watched'
    case 'connecting':
    case 'subscribing':
    case 'stopped':
      return status.state
    default:
      return status.state satisfies never
  }
}

/** `43 s`, `12 m`, `2 h`: how long until `at`, rounded up. */
export function leftText(at: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((at - now) / 1000))
  if (seconds < 120) return `${seconds} s`
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} m` : `${Math.ceil(seconds / 3600)} h`
}

/** `clock +3.2 s`: what the venue's clock is beside ours; null where that is little, or not known. */
export function skewText(skewMs: number | null): string | null {
  if (skewMs === null || Math.abs(skewMs) <= toleratedSkewMs) return null
  return `clock ${skewMs > 0 ? '+' : '\u2212'}${formatAge(Math.abs(skewMs))}`
}

/** The same as a sentence, with what to do about it. */
export function skewSentence(skewMs: number | null): string | null {
  if (skewText(skewMs) === null || skewMs === null) return null
  const side = skewMs > 0 ? 'ahead of' : 'behind'
  return `Its clock is ${formatAge(Math.abs(skewMs))} ${side} yours: check your system clock.`
}

/** Until when the venue's REST may not be asked; null where it may. */
export function blockedUntil(rest: RestHealth | null, now: number): number | null {
  const until = rest?.blockedUntil ?? null
  return until !== null && until > now ? until : null
}

const windows: ReadonlyMap<number, string> = new Map([
  [1000, 'a second'],
  [60_000, 'a minute'],
  [3_600_000, 'an hour'],
  [86_400_000, 'a day'],
])

function windowText(windowMs: number): string {
  const known = windows.get(windowMs)
  if (known !== undefined) return known
  return windowMs % 60_000 === 0 ? `in ${windowMs / 60_000} minutes` : `in ${windowMs / 1000} s`
}

const count = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 1 })

/** `1,180 / 6,000 a minute`. */
export function usageText({ used, max, windowMs }: LimitUsage): string {
  return `${count(used)} / ${count(max)} ${windowText(windowMs)}`
}

/** From 0 to 1, however much more was used. */
export function usageShare({ used, max }: LimitUsage): number {
  return max > 0 ? Math.min(1, Math.max(0, used / max)) : 1
}

/** From here on the rest of the window is worth sparing. */
export const nearlyUsed = 0.8
