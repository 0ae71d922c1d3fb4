/** What is known of one series: its closed candles, the spans that are whole and the gaps to fill; written behind, read through. */
import type { Candle } from '../../shared/model/candle.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import { nextOpenAt, type Interval } from '../../shared/model/interval.ts'
import type { CandleTable } from '../store/candles.ts'
import { addSpan, missingIn, subtractSpan, type Span } from './gaps.ts'
import { mergeCandles, preferCandle } from './merge.ts'

export type Book = {
  /** Counts changes of any kind. */
  version(): number
  covered(): readonly Span[]
  gaps(): readonly Span[]
  /** Closed candles that open in [`fromAt`, `toAt`), ascending. */
  read(fromAt: number, toAt: number): Candle[]
  readLast(fromAt: number, toAt: number, limit: number): Candle[]
  /** Takes closed candles in; the better source wins, and what is closed stays. */
  add(candles: readonly Candle[]): void
  /** Says that the time is known whole: gaps in it are filled. */
  cover(span: Span): void
  /** Takes back that the time is known. */
  uncover(span: Span): void
  /** Takes back all that was said of the time from then on, gaps too. */
  forgetFrom(at: number): void
  /** Notes that what is not known of this time is to be asked for. */
  addGap(span: Span): void
  /** Writes what changed; joins the caller's transaction. */
  flush(): void
  clear(): void
}

export function createBook(table: CandleTable, instrument: InstrumentId, interval: Interval): Book {
  let covered: readonly Span[] = table.spans(instrument, interval, 'covered')
  let gaps: readonly Span[] = table.spans(instrument, interval, 'gap')
  let pending = new Map<number, Candle>()
  let spansChanged = false
  let version = 0

  const writePending = (): void => {
    if (pending.size === 0) return
    const added = [...pending.values()].toSorted((a, b) => a.openAt - b.openAt)
    const fromAt = added[0]?.openAt ?? 0
    const toAt = nextOpenAt(interval, added.at(-1)?.openAt ?? 0)
    table.write(instrument, interval, mergeCandles(table.read(instrument, interval, fromAt, toAt), added))
  }
  const setSpans = (nextCovered: readonly Span[], nextGaps: readonly Span[]): void => {
    covered = nextCovered
    gaps = nextGaps
    spansChanged = true
    version += 1
  }
  const flush = (): void => {
    if (pending.size === 0 && !spansChanged) return
    table.transaction(() => {
      // A crash between the two would claim candles that are not there: both or neither.
      writePending()
      table.saveSpans(instrument, interval, 'covered', covered)
      table.saveSpans(instrument, interval, 'gap', gaps)
    })
    pending = new Map()
    spansChanged = false
  }
  /** A damaged block takes its claim back while it is read: the table knows better then. */
  const afterRead = (candles: Candle[]): Candle[] => {
    covered = table.spans(instrument, interval, 'covered')
    return candles
  }
  return {
    version: () => version,
    covered: () => covered,
    gaps: () => gaps,
    read(fromAt, toAt) {
      flush()
      return afterRead(table.read(instrument, interval, fromAt, toAt))
    },
    readLast(fromAt, toAt, limit) {
      flush()
      return afterRead(table.readLast(instrument, interval, fromAt, toAt, limit))
    },
    add(candles) {
      version += 1
      for (const candle of candles) {
        const known = pending.get(candle.openAt)
        pending.set(candle.openAt, known === undefined ? candle : preferCandle(known, candle))
      }
    },
    cover: (span) => setSpans(addSpan(covered, span), subtractSpan(gaps, span)),
    uncover: (span) => setSpans(subtractSpan(covered, span), gaps),
    forgetFrom(at) {
      const span = { fromAt: at, toAt: Infinity }
      setSpans(subtractSpan(covered, span), subtractSpan(gaps, span))
    },
    addGap: (span) => setSpans(covered, missingIn(covered, span).reduce<readonly Span[]>(addSpan, gaps)),
    flush,
    clear() {
      pending = new Map()
      setSpans([], [])
      table.delete(instrument)
    },
  }
}
