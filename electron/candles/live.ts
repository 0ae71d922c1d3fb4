/** What both kinds of live series have in common: stream candles, and candles made of trades. */
import type { Candle } from '../../shared/model/candle.ts'
import { nextOpenAt, type Interval } from '../../shared/model/interval.ts'
import type { Trade } from '../../shared/model/quote.ts'
import type { Span } from './gaps.ts'

/** What a live series tells; `now` in its inputs is our clock, used only to tell what came before an outage. */
export type LiveSink = {
  /** Final, and nothing else exists in `known`. */
  closed(candle: Candle, known: Span): void
  /** The newest candle moved, opened or closed. */
  moved(candle: Candle): void
  /** What is known of this time is not to be trusted: REST must tell. */
  doubtful(span: Span): void
  /** From this time on everything is seen. */
  joined(at: number): void
}

export type LiveSeries = {
  /** The newest candle: open, or closed with nothing after it yet. */
  newest(): Candle | null
  /** Whether `newest` is true now: not while it waits for REST after an outage. */
  isCurrent(): boolean
  onCandle(candle: Candle): void
  onTrade(trade: Trade): void
  /** The stream was down since `sinceAt` (our clock): answers from when on nothing is certain, null for nothing yet. */
  interrupt(sinceAt: number): number | null
  /** REST's open candle, to go on from. */
  seed(row: Candle | null): void
}

export type LiveInput = { readonly interval: Interval; readonly sink: LiveSink; now(): number }

/** Which candles were closed before a moment of our clock; remembers the last ones only. */
export function createClosings(interval: Interval): {
  add(openAt: number, at: number): void
  /** End of the last candle that was closed before `at`; null where none is remembered. */
  endBefore(at: number): number | null
} {
  const closings: { openAt: number; at: number }[] = []
  return {
    add(openAt, at) {
      closings.push({ openAt, at })
      if (closings.length > 64) closings.shift()
    },
    endBefore(at) {
      const last = closings.findLast((closing) => closing.at < at)
      return last === undefined ? null : nextOpenAt(interval, last.openAt)
    },
  }
}
