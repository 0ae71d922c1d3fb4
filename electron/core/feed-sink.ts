/** Hands what the feeds bring to those who want it; the one place that knows the order. */
import type { FeedStatus } from '../../shared/model/feed-status.ts'
import type { InstrumentId, ProviderId } from '../../shared/model/ids.ts'
import type { CandleService } from '../candles/candle-service.ts'
import type { FeedSink } from '../feeds/feeds.ts'
import type { Hub } from './hub.ts'

export type Receivers = {
  readonly hub: Hub
  readonly candles: Pick<CandleService, 'onTrades' | 'onCandles' | 'onDown' | 'onResumed'>
  feedChanged(status: FeedStatus): void
  /** What the venue does from now on is not seen. */
  down(provider: ProviderId): void
  /** Prices of the venue flow again. */
  resumed(provider: ProviderId): void
  /** An instrument is silent though it is traded, or speaks again. */
  stale(instrument: InstrumentId, isStale: boolean): void
}

/** The sink exists before its receivers do (they need the feeds); frames begin only after `connect`. */
export function createFeedSink(): { readonly sink: FeedSink; connect(receivers: Receivers): void } {
  let to: Receivers | null = null
  return {
    connect: (receivers) => void (to = receivers),
    sink: {
      // Candles first: when an alert fires on a trade, the chart that the user opens already has it.
      trades(trades, receivedAt) {
        to?.candles.onTrades(trades)
        to?.hub.applyTrades(trades, receivedAt)
      },
      candles: (updates) => to?.candles.onCandles(updates),
      quotes: (updates, receivedAt) => to?.hub.applyQuotes(updates, receivedAt),
      figures: (updates, receivedAt) => to?.hub.applyFigures(updates, receivedAt),
      polled: (updates, receivedAt) => to?.hub.applyPolled(updates, receivedAt),
      status(status) {
        to?.hub.setLive(status.provider, status.state === 'live')
        to?.feedChanged(status)
      },
      down({ provider }) {
        to?.candles.onDown({ provider })
        to?.hub.setLive(provider, false)
        to?.down(provider)
      },
      resumed(gap) {
        to?.hub.setLive(gap.provider, true)
        to?.candles.onResumed(gap)
        to?.resumed(gap.provider)
      },
      silence({ instrument, state }) {
        to?.hub.setSilence(instrument, state)
        to?.stale(instrument, state === 'stale')
      },
    },
  }
}
