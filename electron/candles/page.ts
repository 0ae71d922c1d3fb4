/** What one REST answer proves: which rows are closed, which one is still open, and for what time nothing else exists. */
import type { Candle } from '../../shared/model/candle.ts'
import { nextOpenAt, openAtOf, type Interval } from '../../shared/model/interval.ts'
import type { Span } from './gaps.ts'

/** Candles that open at or after the one and before the other, UTC epoch ms; null is open-ended. */
export type HistoryRange = {
  readonly fromAt: number | null
  readonly toAt: number | null
  readonly limit: number
}

export type Page = {
  /** Proven closed, ascending. */
  readonly closed: readonly Candle[]
  /** The last row, where nothing proves yet that it is closed. */
  readonly open: Candle | null
  /** Every candle that the venue has in this time is in `closed`. */
  readonly covered: Span | null
  /** The newest time that REST is known to have reached; null while it never answered a row. */
  readonly restAt: number | null
}

export type PageInput = {
  readonly interval: Interval
  readonly range: HistoryRange
  /** As the venue's adapter read them; ascending or not, with doubles or not. */
  readonly rows: readonly Candle[]
  /** Newest time that answers of this series had reached when this one was asked for. */
  readonly restAt: number | null
  /** Newest exchange time seen on the stream when it was asked for: the rows may be as old as the question. */
  readonly knownAt: number | null
}

/**
 * How old an answer may be when it is made: REST lags behind the stream, and one server of a venue behind another.
 * What was known by other ways proves something of an answer only where it is that much later.
 */
export const restLagMs = 10_000

/** Rows on the grid of the interval: venues date a day of stocks from their own midnight. Broken rows are left out. */
function onGrid(interval: Interval, rows: readonly Candle[]): Candle[] {
  const byOpenAt = new Map<number, Candle>()
  for (const row of rows) {
    const openAt = openAtOf(interval, row.openAt)
    if (Number.isFinite(openAt + row.open + row.high + row.low + row.close + row.volume)) {
      byOpenAt.set(openAt, { ...row, openAt })
    }
  }
  return [...byOpenAt.values()].toSorted((a, b) => a.openAt - b.openAt)
}

/** From when on the rows are without a hole; null for nowhere. */
function lowerEnd(
  { interval, range }: PageInput,
  all: readonly Candle[],
  rows: readonly Candle[],
): number | null {
  const firstAt = rows[0]?.openAt ?? null
  const { fromAt, toAt, limit } = range
  if (fromAt === null || all.length >= limit) return firstAt
  // A venue that can't be asked for a range answers its newest rows: then nothing is known of what lies before them.
  if (toAt !== null && all.some(({ openAt }) => openAt > toAt)) return firstAt
  const reachesBack =
    firstAt === null || firstAt <= openAtOf(interval, fromAt) || (all[0]?.openAt ?? fromAt) < fromAt
  // An answer that begins late may have been cut short: what is before it is asked for by itself.
  return reachesBack ? fromAt : firstAt
}

/**
 * A row is closed where a later row exists in the same answer, or in what REST or, if the venue calls it closed, the stream had
 * shown well before. The local clock proves nothing. Time without rows between two rows, or in an empty answer, is empty;
 * at the ends of an answer it is not known.
 */
export function readPage(input: PageInput): Page {
  const { interval, range, restAt: before, knownAt } = input
  const all = onGrid(interval, input.rows)
  const newestAt = all.at(-1)?.openAt ?? -Infinity
  const rows = all.filter(
    ({ openAt }) => openAt >= (range.fromAt ?? -Infinity) && (range.toAt === null || openAt < range.toAt),
  )
  const last = rows.at(-1)
  const lower = lowerEnd(input, all, rows)
  const byRest = before === null ? -Infinity : openAtOf(interval, before - restLagMs)
  const byStream = knownAt === null ? -Infinity : openAtOf(interval, knownAt - restLagMs)
  const reached = Math.max(newestAt, byRest, last === undefined || last.closed ? byStream : -Infinity)
  const endOfLast = last === undefined ? null : nextOpenAt(interval, last.openAt)
  const isLastProven = endOfLast === null || reached >= endOfLast
  let upper = isLastProven ? Math.min(reached, range.toAt ?? Infinity) : (last?.openAt ?? -Infinity)
  // Oldest first, it may have been cut short after its last row.
  if (range.fromAt !== null && endOfLast !== null && isLastProven && newestAt === last?.openAt) {
    upper = Math.min(upper, endOfLast)
  }

  const closed = rows.filter(({ openAt }) => openAt < upper).map((row) => ({ ...row, closed: true }))
  const restAt = Math.max(before ?? -Infinity, newestAt)
  return {
    closed,
    open: isLastProven || last === undefined ? null : { ...last, closed: false },
    covered: lower !== null && lower < upper ? { fromAt: lower, toAt: upper } : null,
    restAt: restAt === -Infinity ? null : restAt,
  }
}
