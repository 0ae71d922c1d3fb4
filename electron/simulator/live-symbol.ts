/** The stream of one instrument: trades at their moments, candles as they move and close, ticker and book at most four times a second. */
import { nextOpenAt, openAtOf, type Interval } from '../../shared/model/interval.ts'
import type { MarketTrade } from './market.ts'
import type { Job } from './scheduler.ts'
import { bookAfter, tickerAt, type Series, type SeriesCandle } from './series.ts'
import { bookBody, candleBody, frame, tickerBody, tradesBody } from './wire-format.ts'

export type LiveOutput = {
  /** Whether anybody listens to the topic; what nobody wants is not computed. */
  wanted(topic: string): boolean
  send(topic: string, text: string): void
  /** The batches of trades to send for one that happened. */
  disturb(trades: readonly MarketTrade[]): readonly (readonly MarketTrade[])[]
}

export type LiveSymbol = Job & {
  readonly series: Series
  /** Frames that tell how things stand, flagged as such; none where nothing is known yet. */
  snapshot(channel: 'ticker' | 'trades' | 'book'): string[]
  snapshotCandle(interval: Interval): string[]
}

const conflateMs = 250
// Later than this (a machine that slept), the stream goes on from now, as a venue's would.
const longestPauseMs = 120_000
// Set back by more than this, the clock has become another one, and the stream starts again from there.
const setBackMs = 1000

type Running = { candle: SeriesCandle | null }

function addTrade(candle: SeriesCandle | null, openAt: number, { price, size }: MarketTrade): SeriesCandle {
  if (candle === null)
    return { openAt, open: price, high: price, low: price, close: price, volume: size, closed: false }
  const high = Math.max(candle.high, price)
  const low = Math.min(candle.low, price)
  return { ...candle, high, low, close: price, volume: candle.volume + size }
}

export function createLiveSymbol(series: Series, exchangeNow: number, output: LiveOutput): LiveSymbol {
  const { listing } = series
  const topics = {
    ticker: `ticker:${listing.symbol}`,
    trades: `trades:${listing.symbol}`,
    book: `book:${listing.symbol}`,
  }
  const candleTopic = (interval: Interval) => `candles:${listing.symbol}:${interval}`
  /** Everything up to and with this moment of the series' clock has been sent. */
  let sentTime = series.timeAt(exchangeNow)
  let sentAt = exchangeNow
  let nextTradeTime = series.nextTradeAt(sentTime)
  let tickerDirty = false
  let tickerSentAt = -Infinity
  const running = new Map<Interval, Running>()

  const knownCandle = (interval: Interval): SeriesCandle | null => {
    const last = series.candles(interval, { fromAt: null, toAt: null, limit: 1 }, sentTime).at(-1)
    return last === undefined || last.closed ? null : last
  }
  const restart = (now: number): void => {
    sentTime = series.timeAt(now)
    for (const [interval, state] of running) state.candle = knownCandle(interval)
    tickerDirty = true
    tickerSentAt = -Infinity
  }

  const sendCandle = (interval: Interval, candle: SeriesCandle): void => {
    output.send(candleTopic(interval), frame('candle', candleBody(listing, interval, candle)))
  }
  const closeEnded = (interval: Interval, state: Running, time: number): void => {
    if (state.candle === null || nextOpenAt(interval, state.candle.openAt) > time) return
    sendCandle(interval, { ...state.candle, closed: true })
    state.candle = null
  }
  const moveCandles = (trades: readonly MarketTrade[], time: number): void => {
    for (const [interval, state] of running) {
      if (!output.wanted(candleTopic(interval))) {
        running.delete(interval)
        continue
      }
      for (const trade of trades) {
        closeEnded(interval, state, trade.at)
        state.candle = addTrade(state.candle, openAtOf(interval, trade.at), trade)
      }
      closeEnded(interval, state, time)
      if (trades.length > 0 && state.candle !== null) sendCandle(interval, state.candle)
    }
  }

  const tickerText = (snapshot: boolean): string[] => {
    const ticker = tickerAt(series, sentTime)
    return ticker === null ? [] : [frame('ticker', tickerBody(listing, ticker), snapshot)]
  }
  const bookText = (snapshot: boolean): string[] => {
    const last = series.lastTrade(sentTime)
    return last === null ? [] : [frame('book', bookBody(listing, bookAfter(last)), snapshot)]
  }
  const sendConflated = (now: number): void => {
    tickerDirty = false
    tickerSentAt = now
    if (output.wanted(topics.book)) for (const text of bookText(false)) output.send(topics.book, text)
    if (output.wanted(topics.ticker)) for (const text of tickerText(false)) output.send(topics.ticker, text)
  }

  const nextCloseTime = (): number => {
    let time = Infinity
    for (const [interval, { candle }] of running) {
      if (candle !== null) time = Math.min(time, nextOpenAt(interval, candle.openAt))
    }
    return time
  }

  const dueAt = (): number => {
    const time = Math.min(nextTradeTime ?? Infinity, nextCloseTime())
    const eventAt = time === Infinity ? Infinity : series.exchangeAtOf(time)
    return tickerDirty ? Math.min(eventAt, tickerSentAt + conflateMs) : eventAt
  }

  return {
    series,
    dueAt,
    run(now) {
      const isOtherClock = now - dueAt() > longestPauseMs || now < sentAt - setBackMs
      sentAt = now
      if (isOtherClock) {
        restart(now)
      } else {
        const time = series.timeAt(now)
        // A clock set back a little: what was sent stays sent.
        if (time > sentTime) {
          const trades = series.tradesBetween(sentTime, time)
          sentTime = time
          if (trades.length > 0) {
            tickerDirty = true
            if (output.wanted(topics.trades)) {
              for (const batch of output.disturb(trades))
                output.send(topics.trades, frame('trades', tradesBody(listing, batch)))
            }
          }
          moveCandles(trades, time)
        }
      }
      nextTradeTime = series.nextTradeAt(sentTime)
      if (tickerDirty && now - tickerSentAt >= conflateMs) sendConflated(now)
    },
    snapshot(channel) {
      if (channel === 'ticker') return tickerText(true)
      if (channel === 'book') return bookText(true)
      const last = series.lastTrade(sentTime)
      return last === null ? [] : [frame('trades', tradesBody(listing, [last]), true)]
    },
    snapshotCandle(interval) {
      const state = running.get(interval) ?? { candle: knownCandle(interval) }
      running.set(interval, state)
      return state.candle === null ? [] : [frame('candle', candleBody(listing, interval, state.candle), true)]
    },
  }
}
