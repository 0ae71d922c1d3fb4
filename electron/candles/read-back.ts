/** Answers the last candles before a time: from the book where it is known, from REST where it is not, with the holes that stay. */
import { codedError } from '../../shared/errors.ts'
import type { Candle, Gap } from '../../shared/model/candle.ts'
import { candlesIn, nextOpenAt, openAtOf } from '../../shared/model/interval.ts'
import { missingIn, spanBelow, spanUpTo } from './gaps.ts'
import { lookBack, type Coarser } from './look-back.ts'
import type { HistoryEnd, Series } from './series.ts'

export type ReadBackInput = {
  /** Candles that open before it, UTC epoch ms; undefined: the newest. */
  readonly before: number | undefined
  readonly limit: number
  /** The live candle, where it is true now. */
  live(): Candle | null
  /** Whether it moved so lately that REST has nothing newer to tell. */
  isLiveFresh(): boolean
  /** Our clock: tells how large the first page should be, and nothing else. */
  readonly now: number
  readonly coarser: Coarser
  readonly signal: AbortSignal | undefined
}

/** `more`: false where nothing older is to be had, for the reason in `end`. */
export type Answer = {
  readonly candles: Candle[]
  readonly gaps: Gap[]
  readonly more: boolean
  readonly end: HistoryEnd['reason'] | null
}

/** Requests that one answer may cost; venues that answer little at a time are asked on at the next page. */
const mostPages = 20

type Top = { readonly endAt: number | null; readonly open: Candle | null; readonly failure: unknown }

/** Where the newest known time ends, and the candle that is open there. */
async function findTop(
  series: Series,
  { limit, live, isLiveFresh, now, coarser, signal }: ReadBackInput,
): Promise<Top> {
  const { book, interval, maxRows } = series
  const liveTop = (candle: Candle): Top =>
    candle.closed
      ? { endAt: nextOpenAt(interval, candle.openAt), open: null, failure: null }
      : { endAt: candle.openAt, open: candle, failure: null }
  const fresh = isLiveFresh() ? live() : null
  if (fresh !== null) return liveTop(fresh)
  const knownTo = book.covered().at(-1)?.toAt
  const behind = knownTo === undefined || knownTo > now ? Infinity : candlesIn(interval, knownTo, now) + 2
  try {
    const range = { fromAt: null, toAt: null, limit: Math.min(maxRows, limit + 1, Math.max(2, behind)) }
    let page = await series.ask(range, signal)
    if (page.open === null && page.closed.length === 0) {
      // Nothing lately: a market that is shut, or one that nobody trades.
      const nextAt = nextOpenAt(interval, openAtOf(interval, now))
      const reachedAt = (await lookBack(series, nextAt, coarser, signal)) ? series.reachedAt() : null
      const newestAt = reachedAt === null ? null : openAtOf(interval, reachedAt)
      if (newestAt !== null)
        page = await series.askSpan({ fromAt: newestAt, toAt: nextOpenAt(interval, newestAt) }, signal)
    }
    const endAt = page.open?.openAt ?? page.covered?.toAt ?? book.covered().at(-1)?.toAt ?? null
    // The stream may have gone on while REST answered.
    const moved = live()
    return moved !== null && moved.openAt > (endAt ?? -Infinity)
      ? liveTop(moved)
      : { endAt, open: page.open, failure: null }
  } catch (failure) {
    if (isAborted(signal)) throw failure
    return { endAt: book.covered().at(-1)?.toAt ?? null, open: null, failure }
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted ?? false
}

function firstGridTimeFrom(series: Series, at: number): number {
  const openAt = openAtOf(series.interval, at)
  return openAt === at ? at : nextOpenAt(series.interval, openAt)
}

/** Throws the venue's coded error where there is nothing at all to answer with. */
export async function readBack(series: Series, input: ReadBackInput): Promise<Answer> {
  const { book, interval, maxRows } = series
  const { before, limit, signal } = input
  const top: Top =
    before === undefined
      ? await findTop(series, input)
      : { endAt: firstGridTimeFrom(series, before), open: null, failure: null }
  let { failure, open } = top
  if (top.endAt === null) {
    if (failure !== null) throw failure
    return { candles: top.open === null ? [] : [top.open], gaps: [], more: false, end: 'start' }
  }

  const wanted = limit - (top.open === null ? 0 : 1)
  let endAt = top.endAt
  let cursor = endAt
  let candles: Candle[] = []
  const version = book.version()
  let end: HistoryEnd['reason'] | null = null
  let pages = 0
  while (candles.length < wanted) {
    if (isAborted(signal))
      throw codedError('cancelled', `candles of ${series.instrument.id} are no longer wanted`)
    const known = spanUpTo(book.covered(), cursor)
    if (known !== undefined) {
      candles = [...book.readLast(known.fromAt, cursor, wanted - candles.length), ...candles]
      // Reading may have found the block damaged: then the span is gone and is asked for in the next turn.
      if (spanUpTo(book.covered(), cursor)?.fromAt === known.fromAt) cursor = known.fromAt
      continue
    }
    const below = spanBelow(book.covered(), cursor)
    const last = series.end()
    if (last !== null && cursor <= last.at) {
      // What was kept from before the venue let go of it is still there.
      if (below !== undefined && last.reason === 'depth') {
        cursor = below.toAt
        continue
      }
      end = last.reason
      break
    }
    if (failure !== null || pages >= mostPages) {
      if (below === undefined || failure === null) break
      cursor = below.toAt
      continue
    }
    pages += 1
    try {
      const hole = below === undefined ? Infinity : candlesIn(interval, below.toAt, cursor)
      if (below !== undefined && hole < maxRows) {
        await series.askSpan({ fromAt: below.toAt, toAt: cursor }, signal)
        // What REST could not tell stays a hole.
        const isTold = spanUpTo(book.covered(), cursor) !== undefined
        if (!isTold && spanBelow(book.covered(), cursor)?.toAt === below.toAt) cursor = below.toAt
        continue
      }
      // Right below the open candle, its own row proves that the one before it is closed.
      const proof = before === undefined && cursor === top.endAt && top.open !== null ? 1 : 0
      const page = await series.ask(
        {
          fromAt: null,
          toAt: proof === 0 ? cursor : nextOpenAt(interval, cursor),
          limit: Math.min(maxRows, wanted - candles.length + 1 + proof),
        },
        signal,
      )
      if (page.closed.length === 0 && page.open === null) {
        if (!(await lookBack(series, cursor, input.coarser, signal))) series.markStart(cursor)
      } else if (spanUpTo(book.covered(), cursor) === undefined) {
        cursor = page.covered?.toAt ?? page.open?.openAt ?? cursor
        // Asked for what is not there yet: the answer ends where the venue's does.
        if (candles.length === 0 && open === null) endAt = cursor
      }
    } catch (thrown) {
      if (isAborted(signal)) throw thrown
      failure = thrown
    }
  }

  if (candles.length === 0 && open === null && failure !== null) throw failure
  if (before === undefined) {
    // And while older pages were read: what closed since then is in the book, the open candle has moved.
    const live = input.live()
    const since = { fromAt: endAt, toAt: live?.openAt ?? endAt }
    const isNewer = live !== null && (live.openAt > endAt || (live.openAt === endAt && input.isLiveFresh()))
    if (isNewer && missingIn(book.covered(), since).length === 0) {
      endAt = live.openAt
      open = live
    }
  }
  const fromAt = candles[0]?.openAt ?? endAt
  const reachedAt = top.failure === null ? null : series.reachedAt()
  const toAt = Math.max(endAt, reachedAt === null ? endAt : openAtOf(interval, reachedAt))
  const gaps = missingIn(book.covered(), { fromAt, toAt })
  const inGap = ({ openAt }: Candle) => gaps.some((gap) => gap.fromAt <= openAt && openAt < gap.toAt)
  // Read once more, at one moment: what was read meanwhile may have been filled, or doubted, by somebody else.
  const isSettled = book.version() === version && endAt === top.endAt
  const known =
    isSettled || fromAt === endAt ? candles : book.read(fromAt, endAt).filter((each) => !inGap(each))
  candles = known.slice(Math.max(0, known.length - (open === null ? limit : limit - 1)))
  return {
    candles: open === null ? candles : [...candles, open],
    gaps: gaps.filter((gap) => gap.toAt > (candles[0]?.openAt ?? fromAt)),
    more: end === null || candles.length < known.length,
    end: candles.length < known.length ? null : end,
  }
}
