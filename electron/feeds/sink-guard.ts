/** A receiver that throws is reported and does not take the feed with it. */
import type { Log } from '../lib/log.ts'
import type { FeedSink } from './feeds.ts'

export function guardSink(sink: FeedSink, log: Log): FeedSink {
  const failed = (what: keyof FeedSink, error: unknown): void =>
    log.error({ what, error: String(error) }, 'a receiver failed')
  // Written out, not looped over: two of these run for every message.
  return {
    quotes(updates, receivedAt) {
      try {
        sink.quotes(updates, receivedAt)
      } catch (error) {
        failed('quotes', error)
      }
    },
    trades(trades, receivedAt) {
      try {
        sink.trades(trades, receivedAt)
      } catch (error) {
        failed('trades', error)
      }
    },
    candles(updates, receivedAt) {
      try {
        sink.candles(updates, receivedAt)
      } catch (error) {
        failed('candles', error)
      }
    },
    polled(updates, receivedAt) {
      try {
        sink.polled(updates, receivedAt)
      } catch (error) {
        failed('polled', error)
      }
    },
    figures(updates, receivedAt) {
      try {
        sink.figures(updates, receivedAt)
      } catch (error) {
        failed('figures', error)
      }
    },
    status(status) {
      try {
        sink.status(status)
      } catch (error) {
        failed('status', error)
      }
    },
    down(event) {
      try {
        sink.down(event)
      } catch (error) {
        failed('down', error)
      }
    },
    resumed(gap) {
      try {
        sink.resumed(gap)
      } catch (error) {
        failed('resumed', error)
      }
    },
    silence(event) {
      try {
        sink.silence(event)
      } catch (error) {
        failed('silence', error)
      }
    },
  }
}
