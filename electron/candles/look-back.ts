/**
 * Looks for older candles behind a stretch without any: a closed market, a coin that nobody traded, a halt of weeks. Venues answer for
 * a limited time before an end, so an empty answer is no proof that nothing is older. Where nothing is near, a longer interval of the same
 * venue tells where to look: its candles reach further, and where it has none there is nothing.
 */
import type { Candle } from '../../shared/model/candle.ts'
import {
  divides,
  intervalMs,
  nextOpenAt,
  openAtOf,
  shiftOpenAt,
  type Interval,
} from '../../shared/model/interval.ts'
import { missingIn, type Span } from './gaps.ts'
import type { Series } from './series.ts'

/** The next longer interval of the same instrument that is worth asking; null for none. */
export type Coarser = (series: Series) => Series | null

/** Of the longest interval so many answers in a row must be empty: there is none longer to ask. */
const lastWindows = 3
/** Answers that the time of one longer candle may cost. */
const mostInside = 12

/** How much longer an interval must be to be worth a request of its own. */
const coarserBy = 6

/** The time before `at` that one answer can hold. */
function windowBefore({ interval, maxRows }: Series, at: number): Span {
  return { fromAt: shiftOpenAt(interval, at, -Math.max(1, maxRows - 1)), toAt: at }
}

const hasBefore = (rows: readonly Candle[], at: number): boolean => rows.some(({ openAt }) => openAt < at)

/** Asks for the span, newest first, until there is a candle in it. */
async function findInside(series: Series, span: Span, signal: AbortSignal | undefined): Promise<boolean> {
  let { toAt } = span
  for (let count = 0; toAt > span.fromAt && count < mostInside; count += 1) {
    const fromAt = Math.max(span.fromAt, windowBefore(series, toAt).fromAt)
    const page = await series.askSpan({ fromAt, toAt }, signal)
    if (hasBefore(page.open === null ? page.closed : [...page.closed, page.open], toAt)) return true
    toAt = fromAt
  }
  return false
}

/** The newest candle of `series` that opens before `at`. */
async function newestBefore(
  series: Series,
  at: number,
  coarser: Coarser,
  signal: AbortSignal | undefined,
): Promise<Candle | null> {
  const page = await series.ask({ fromAt: null, toAt: at, limit: series.maxRows }, signal)
  const found = page.open ?? page.closed.at(-1)
  if (found !== undefined) return found
  if (!(await lookBack(series, at, coarser, signal))) return null
  return series.book.readLast(-Infinity, at, 1)[0] ?? null
}

/**
 * Whether the venue has anything before `at`, after an answer without rows. What it finds, and the emptiness that is proven on the way, is
 * in the book afterwards.
 */
export async function lookBack(
  series: Series,
  at: number,
  coarser: Coarser,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const near = windowBefore(series, at)
  if (await findInside(series, near, signal)) return true
  const longer = coarser(series)
  if (longer === null) {
    const far = shiftOpenAt(series.interval, at, -lastWindows * Math.max(1, series.maxRows - 1))
    return findInside(series, { fromAt: far, toAt: near.fromAt }, signal)
  }
  // The rest of the longer candle that has been looked at in part.
  const edgeAt = openAtOf(longer.interval, near.fromAt)
  if (await findInside(series, { fromAt: edgeAt, toAt: near.fromAt }, signal)) return true
  const home = await newestBefore(longer, edgeAt, coarser, signal)
  if (home === null) return false
  const homeEndAt = nextOpenAt(longer.interval, home.openAt)
  const between = { fromAt: homeEndAt, toAt: edgeAt }
  if (homeEndAt < edgeAt && missingIn(longer.book.covered(), between).length === 0) series.book.cover(between)
  return findInside(series, { fromAt: home.openAt, toAt: homeEndAt }, signal)
}

/** Whether `candidate` is longer by enough, on the same grid. */
export function isCoarser({ interval }: Series, candidate: Interval): boolean {
  return divides(interval, candidate) && intervalMs(candidate) >= coarserBy * intervalMs(interval)
}
