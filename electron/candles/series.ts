/** One instrument at one interval: its book, and the way to ask REST for more of it. */
import type { Candle } from '../../shared/model/candle.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import { intervalMs, type Interval } from '../../shared/model/interval.ts'
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
  history(range: HistoryRange, signal: AbortSignal): Promise<Candle[]>
  /** Newest exchange time seen on the stream. */
  knownAt(): number | null
  /** The venue's time went back (a replay began again): what was known is void, `reset` is due. Null where that can't be. */
  readonly restarted: (() => void) | null
}

export type Series = {
  readonly instrument: Instrument
  readonly interval: Interval
  readonly lengthMs: number
  readonly maxRows: number
  readonly book: Book
  /** Newest exchange time that REST or the stream has shown for this series. */
  reachedAt(): number | null
  /** One REST answer, read and put into the book. Rejects with the venue's coded error. */
  ask(range: HistoryRange, signal?: AbortSignal): Promise<Page>
  /** A span of at most `maxRows` candles. */
  askSpan(span: Span, signal?: AbortSignal): Promise<Page>
  /** Nothing exists before this time, as far as is known. */
  exhaustedAt(): number | null
  markExhausted(at: number): void
  /** Forgets everything. */
  reset(): void
}

export function createSeries(deps: SeriesDeps): Series {
  const { instrument, interval, book, maxRows } = deps
  const lengthMs = intervalMs(interval)
  const fetchShared = createSharedFetch<Page>()
  // All that is covered was proven closed once.
  let restAt: number | null = book.covered().at(-1)?.toAt ?? null
  let exhaustedAt: number | null = null

  const take = (range: HistoryRange, rows: readonly Candle[]): Page => {
    const newestAt = rows.at(-1)?.openAt
    const isNewest = range.toAt === null && newestAt !== undefined
    if (deps.restarted !== null && isNewest && restAt !== null && newestAt < restAt - lengthMs) {
      deps.restarted()
    }
    const page = readPage({ interval, range, rows, restAt, knownAt: deps.knownAt() })
    restAt = page.restAt
    book.add(page.closed)
    if (page.covered !== null) book.cover(page.covered)
    return page
  }

  const ask = (range: HistoryRange, signal?: AbortSignal): Promise<Page> =>
    fetchShared(
      `${instrument.id} ${interval} ${range.fromAt}..${range.toAt} (${range.limit})`,
      async (shared) => take(range, await deps.history(range, shared)),
      signal,
    )

  return {
    instrument,
    interval,
    lengthMs,
    maxRows,
    book,
    reachedAt() {
      const knownAt = deps.knownAt()
      return restAt === null ? knownAt : Math.max(restAt, knownAt ?? restAt)
    },
    ask,
    askSpan({ fromAt, toAt }, signal) {
      const slots = Math.ceil((toAt - fromAt) / lengthMs)
      // One row past the end, where there is room, proves that the last one inside is closed.
      const proof = (restAt === null || restAt < toAt) && slots < maxRows ? 1 : 0
      return ask(
        { fromAt, toAt: toAt + proof * lengthMs, limit: Math.min(maxRows, slots + proof + 1) },
        signal,
      )
    },
    exhaustedAt: () => exhaustedAt,
    markExhausted(at) {
      exhaustedAt = Math.max(at, exhaustedAt ?? at)
    },
    reset() {
      restAt = null
      exhaustedAt = null
      book.clear()
    },
  }
}
