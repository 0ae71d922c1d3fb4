/** A sink that keeps all that feeds tell, for the venue rig. */
import type { FeedSink, SilenceState } from '../../../electron/feeds/feeds.ts'
import type { CandleUpdate } from '../../../shared/model/candle.ts'
import type { FeedStatus } from '../../../shared/model/feed-status.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { QuoteUpdate, Trade } from '../../../shared/model/quote.ts'

/** In the order of arrival. */
export type Told = {
  readonly quotes: QuoteUpdate[]
  readonly trades: Trade[]
  readonly candles: CandleUpdate[]
  readonly polled: QuoteUpdate[]
  readonly figures: QuoteUpdate[]
  readonly statuses: FeedStatus[]
  /** Each time the stream was said to be down, UTC epoch ms. */
  readonly downs: number[]
  readonly gaps: { readonly fromAt: number; readonly toAt: number }[]
  readonly silences: { readonly instrument: InstrumentId; readonly state: SilenceState }[]
}

/** `also` is told everything as well: a hub, say. */
export function createRecordingSink(also?: Partial<FeedSink>): {
  readonly told: Told
  readonly sink: FeedSink
} {
  const told: Told = {
    quotes: [],
    trades: [],
    candles: [],
    polled: [],
    figures: [],
    statuses: [],
    downs: [],
    gaps: [],
    silences: [],
  }
  const sink: FeedSink = {
    quotes(updates, receivedAt) {
      told.quotes.push(...updates)
      also?.quotes?.(updates, receivedAt)
    },
    trades(trades, receivedAt) {
      told.trades.push(...trades)
      also?.trades?.(trades, receivedAt)
    },
    candles(updates, receivedAt) {
      told.candles.push(...updates)
      also?.candles?.(updates, receivedAt)
    },
    polled(updates, receivedAt) {
      told.polled.push(...updates)
      also?.polled?.(updates, receivedAt)
    },
    figures(updates, receivedAt) {
      told.figures.push(...updates)
      also?.figures?.(updates, receivedAt)
    },
    status(status) {
      told.statuses.push(status)
      also?.status?.(status)
    },
    down(event) {
      told.downs.push(event.at)
      also?.down?.(event)
    },
    resumed(gap) {
      told.gaps.push({ fromAt: gap.fromAt, toAt: gap.toAt })
      also?.resumed?.(gap)
    },
    silence(event) {
      told.silences.push(event)
      also?.silence?.(event)
    },
  }
  return { told, sink }
}
