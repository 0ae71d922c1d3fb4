/** Which firings the log shows: the core filters what it keeps, and this what arrives meanwhile. */
import type { Firing, FiringFilter } from '../../../shared/alerts/firing.ts'

/** Whether a firing that just came belongs to what is shown: the same question as the core answers. */
export function matchesFilter(firing: Firing, filter: FiringFilter): boolean {
  const { instrument, rule, text, fromAt, toAt, late, unseen } = filter
  if (instrument !== undefined && firing.instrument !== instrument) return false
  if (rule !== undefined && firing.rule !== rule) return false
  if (fromAt !== undefined && firing.firedAt < fromAt) return false
  if (toAt !== undefined && firing.firedAt >= toAt) return false
  if (late !== undefined && firing.late !== late) return false
  if (unseen !== undefined && (firing.acknowledgedAt === null) !== unseen) return false
  if (text === undefined || text === '') return true
  const sought = text.toLowerCase()
  return [firing.sentence, firing.ruleName, firing.note, firing.message].some((own) =>
    own.toLowerCase().includes(sought),
  )
}

/** Pages as they were answered, with what came or changed since; newest first, each once. `more`: older ones were not asked for yet. */
export function withNews(
  page: readonly Firing[],
  news: readonly Firing[],
  filter: FiringFilter,
  more: boolean,
): readonly Firing[] {
  const fresh = new Map(news.map((firing) => [firing.id, firing]))
  const kept = page.map((firing) => fresh.get(firing.id) ?? firing)
  const known = new Set(page.map(({ id }) => id))
  // One that is found late belongs where it happened, not on top.
  const oldestAt = more ? (page.at(-1)?.firedAt ?? -Infinity) : -Infinity
  const added = news.filter(
    (firing) => !known.has(firing.id) && firing.firedAt >= oldestAt && matchesFilter(firing, filter),
  )
  return added.length === 0 ? kept : [...added, ...kept].sort((a, b) => b.firedAt - a.firedAt)
}

export const logRanges = ['any', 'hour', 'day', 'week', 'between'] as const
export type LogRange = (typeof logRanges)[number]

const lengthsMs = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000 }

/** The filter with the time of a range; `between` keeps what was chosen. */
export function withRange(filter: FiringFilter, range: LogRange, now: number): FiringFilter {
  if (range === 'between') return filter
  const { fromAt: _, toAt: __, ...rest } = filter
  return range === 'any' ? rest : { ...rest, fromAt: now - lengthsMs[range] }
}

/** Any filter set at all, besides the text. */
export function isFiltered(filter: FiringFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined && value !== '')
}
