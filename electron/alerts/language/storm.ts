/** The storm budget of one rule: so many firings are reported one by one, the rest are counted and reported as one. */
import type { AlertMemory } from '../../../shared/alerts/memory.ts'

export type Storm = AlertMemory['storm']
export type Folded = NonNullable<Storm['folded']>

export const stormLimit = 15
export const stormWindowMs = 3 * 60_000

/** A firing at `now`: reported by itself where fewer than 15 were in the last three minutes, else folded. Every one is kept in the log. */
export function admit(storm: Storm, now: number): { storm: Storm; folded: boolean } {
  // A wall clock that was set back leaves times ahead of now: they no longer count.
  const singles = storm.singles.filter((at) => at <= now && now - at < stormWindowMs)
  if (singles.length < stormLimit) return { storm: { ...storm, singles: [...singles, now] }, folded: false }
  const { folded } = storm
  return {
    storm: {
      singles,
      folded: { fromAt: folded?.fromAt ?? now, toAt: now, count: (folded?.count ?? 0) + 1 },
    },
    folded: true,
  }
}

/** The folded firings that are due to be reported: three minutes after the first of them. */
export function dueFold(storm: Storm, now: number): Folded | null {
  const { folded } = storm
  if (folded === null) return null
  return now < folded.fromAt || now - folded.fromAt >= stormWindowMs ? folded : null
}
