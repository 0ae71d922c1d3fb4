/** One instrument at one interval: its book, and the way to ask REST for more of it. */
import type { Candle } from '../../shared/model/candle.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import { candlesIn, nextOpenAt, openAtOf, shiftOpenAt, type Interval } from '../../shared/model/interval.ts'
import type { Book } from './book.ts'
import type { Span } from './gaps.ts'
import { readPage, type HistoryRange, type Page } from './page.ts'
import { createSharedFetch } from './shared-fetch.ts'

export type SeriesDeps = {
  readonly instrument: Instrument
  readonly interval: Interval
  readonly book: Book
  /** Most rows of one REST answer. */
  readonly maxRows: number
  /** Rows that the venue keeps, counted from the newest; null where it keeps all. */
  readonly deepestRows?: number | null
  history(range: HistoryRange, signal: AbortSignal): Promise<Candle[]>
  /** Newest exchange time seen on the stream. */
  knownAt(): number | null
  /** The venue's time went back (a replay began again): what was known is void, `reset` is due. Null where that can't be. */
  readonly restarted: (() => void) | null
}

/** Why nothing older is to be had: there is nothing, or the venue does not keep it. */
export type HistoryEnd = { readonly at: number; readonly reason: 'start' | 'depth' }

export type Series = {
  readonly instrument: Instrument
  readonly interval: Interval
  readonly maxRows: number
  readonly book: Book
  /** Newest exchange time that REST or the stream has shown for this series. */
  reachedAt(): number | null
  /** One REST answer, read and put into the book. Rejects with the venue's coded error. */
  ask(range: HistoryRange, signal?: AbortSignal): Promise<Page>
  /** A span of at most `maxRows` candles. */
  askSpan(span: Span, signal?: AbortSignal): Promise<Page>
  /** Nothing older than this can be had, as far as is known. */
  end(): HistoryEnd | null
  /** Nothing exists before this time. */
  markStart(at: number): void
  /** The parts of the spans that the venue can still answer. */
  askable(spans: readonly Span[]): Span[]
  /** Takes back what is known from this time on: the venue's clock had run ahead. */
  unlearn(fromAt: number): void
  /** Forgets everything. */
  reset(): void
}

export function createSeries(deps: SeriesDeps): Series {
  const { instrument, interval, book, maxRows } = deps
  const fetchShared = createSharedFetch<Page>()
  // All that is covered was proven closed once.
  let restAt: number | null = book.covered().at(-1)?.toAt ?? null
  let startAt: number | null = null

  type Known = { readonly restAt: number | null; readonly knownAt: number | null }
  const take = (range: HistoryRange, rows: readonly Candle[], asked: Known): Page => {
    const newestAt = rows.at(-1)?.openAt
    const isNewest = range.toAt === null && newestAt !== undefined
    if (
      deps.restarted !== null &&
      isNewest &&
      restAt !== null &&
      newestAt < shiftOpenAt(interval, restAt, -1)
    ) {
      deps.restarted()
      return take(range, rows, { restAt: null, knownAt: null })
    }
    const page = readPage({ interval, range, rows, ...asked })
    if (page.restAt !== null) restAt = Math.max(restAt ?? page.restAt, page.restAt)
    book.add(page.closed)
    if (page.covered !== null) book.cover(page.covered)
    return page
  }

  const ask = (range: HistoryRange, signal?: AbortSignal): Promise<Page> =>
    fetchShared(
      `${instrument.id} ${interval} ${range.fromAt}..${range.toAt} (${range.limit})`,
      async (shared) => {
        const asked = { restAt, knownAt: deps.knownAt() }
        return take(range, await deps.history(range, shared), asked)
      },
      signal,
    )

  const reachedAt = (): number | null => {
    const knownAt = deps.knownAt()
    return restAt === null ? knownAt : Math.max(restAt, knownAt ?? restAt)
  }
  /** Where the oldest row opens that the venue keeps. */
  const horizonAt = (): number | null => {
    const newestAt = reachedAt()
    const rows = deps.deepestRows ?? null
    return rows === null || newestAt === null ? null : shiftOpenAt(interval, newestAt, 1 - rows)
  }

  return {
    instrument,
    interval,
    maxRows,
    book,
    reachedAt,
    ask,
    async askSpan({ fromAt, toAt }, signal) {
      const slots = candlesIn(interval, fromAt, toAt)
      const exact = { fromAt, toAt, limit: Math.min(maxRows, slots + 1) }
      if (slots >= maxRows) return ask(exact, signal)
      // One row past the end, where there is room, proves that the last one inside is closed and that nothing was cut off.
      const proofAt = nextOpenAt(interval, openAtOf(interval, toAt))
      const page = await ask({ fromAt, toAt: proofAt, limit: Math.min(maxRows, slots + 2) }, signal)
      const rows = page.open === null ? page.closed : [...page.closed, page.open]
      // Nothing but the proof: only an empty answer tells that there is nothing.
      return rows.length > 0 && rows.every(({ openAt }) => openAt >= toAt) ? ask(exact, signal) : page
    },
    end() {
      const horizon = horizonAt()
      if (horizon !== null && horizon > (startAt ?? -Infinity)) return { at: horizon, reason: 'depth' }
      return startAt === null ? null : { at: startAt, reason: 'start' }
    },
    markStart(at) {
      startAt = Math.max(at, startAt ?? at)
    },
    askable(spans) {
      const fromAt = horizonAt() ?? -Infinity
      return spans
        .map((span) => ({ fromAt: Math.max(span.fromAt, fromAt), toAt: span.toAt }))
        .filter((span) => span.fromAt < span.toAt)
    },
    unlearn(fromAt) {
      const openAt = openAtOf(interval, fromAt)
      book.forgetFrom(openAt)
      restAt = restAt === null ? null : Math.min(restAt, openAt)
    },
    reset() {
      restAt = null
      startAt = null
      book.clear()
    },
  }
}
