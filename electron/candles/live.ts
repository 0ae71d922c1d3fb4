/** What both kinds of live series have in common: stream candles, and candles made of trades. */
import type { Candle } from '../../shared/model/candle.ts'
import { nextOpenAt, type Interval } from '../../shared/model/interval.ts'
import type { Trade } from '../../shared/model/quote.ts'
import type { Clock } from '../lib/clock.ts'
import type { Span } from './gaps.ts'

/** Trades come in any order, but none is later than that. */
export const latestMs = 60_000

/** What a live series tells. */
export type LiveSink = {
  /** Final, and nothing else exists in `known`. */
  closed(candle: Candle, known: Span): void
  /** The newest candle moved, opened or closed. */
  moved(candle: Candle): void
  /** What is known of this time is not to be trusted: REST must tell. `shown`: the one candle in it, as it was last told; null for a closed one. */
  doubtful(span: Span, shown: Candle | null): void
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
  /** A trade of this time was lost: only REST can close the candles in it. */
  spoil(span: Span): void
}

/** Our clocks are used only to tell what came before an outage. */
export type LiveInput = {
  readonly interval: Interval
  readonly sink: LiveSink
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>
}

/**
 * Which candles were closed before a moment of our wall clock; remembers the last ones only.
 * That clock may have been set meanwhile: the moment is taken for the earliest that it can have been.
 */
export function createClosings({ interval, clock }: LiveInput): {
  add(openAt: number): void
  /** End of the last candle that was closed before `at`; null where none is remembered. */
  endBefore(at: number): number | null
} {
  const closings: { openAt: number; atMs: number; wallOffsetMs: number }[] = []
  const offset = () => clock.now() - clock.monotonicMs()
  return {
    add(openAt) {
      closings.push({ openAt, atMs: clock.monotonicMs(), wallOffsetMs: offset() })
      if (closings.length > 64) closings.shift()
    },
    endBefore(at) {
      const atMs = at - Math.max(offset(), ...closings.map(({ wallOffsetMs }) => wallOffsetMs))
      const last = closings.findLast((closing) => closing.atMs < atMs)
      return last === undefined ? null : nextOpenAt(interval, last.openAt)
    },
  }
}
