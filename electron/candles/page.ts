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
  /** Newest time that earlier answers of this series reached. */
  readonly restAt: number | null
  /** Newest exchange time seen on the stream. */
  readonly knownAt: number | null
}

/**
 * How far the stream must be past a candle before its REST row is believed to be final: REST lags behind the stream.
 * Only needed where REST itself has not moved on to a later candle.
 */
const restLagMs = 2000

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

/**
 * A row is closed where a later row exists in REST's own view, or the venue says so and the stream is well past it.
 * The local clock proves nothing. Time without rows inside an answered range is empty, not missing.
 */
export function readPage({ interval, range, rows: given, restAt: before, knownAt }: PageInput): Page {
  const all = onGrid(interval, given)
  const newest = all.at(-1)
  const restAt = newest === undefined ? before : Math.max(before ?? -Infinity, newest.openAt)
  // A venue that can't be asked for a range answers its newest rows: then nothing is known of what lies before them.
  const ignoredEnd = range.toAt !== null && all.some(({ openAt }) => openAt > (range.toAt ?? 0))
  const cut = all.length >= range.limit
  const rows = all.filter(
    ({ openAt }) => openAt >= (range.fromAt ?? -Infinity) && (range.toAt === null || openAt < range.toAt),
  )

  const first = rows[0]
  const last = rows.at(-1)
  const lower = range.fromAt !== null && !ignoredEnd && !cut ? range.fromAt : (first?.openAt ?? null)
  const streamAt = knownAt === null ? -Infinity : openAtOf(interval, knownAt - restLagMs)
  const reached = Math.max(restAt ?? -Infinity, last === undefined || last.closed ? streamAt : -Infinity)
  const isLastProven = last === undefined || reached >= nextOpenAt(interval, last.openAt)
  // Cut off at its newest end, an answer says nothing of what follows its last row.
  const cutAbove =
    cut && range.fromAt !== null && last !== undefined && first?.openAt === openAtOf(interval, range.fromAt)
  let upper = isLastProven ? Math.min(reached, range.toAt ?? Infinity) : last.openAt
  if (cutAbove && isLastProven) upper = Math.min(upper, nextOpenAt(interval, last.openAt))

  const closed = rows.filter(({ openAt }) => openAt < upper).map((row) => ({ ...row, closed: true }))
  return {
    closed,
    open: isLastProven || last === undefined ? null : { ...last, closed: false },
    covered: lower !== null && lower < upper ? { fromAt: lower, toAt: upper } : null,
    restAt,
  }
}
