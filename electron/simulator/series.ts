/** One listed instrument as the exchange serves it: what is known of it at a moment, wherever its prices come from. */
import type { Interval } from '../../shared/model/interval.ts'
import { dayMs, intervalMs, openAtOf } from '../../shared/model/interval.ts'
import type { ChangeBasis } from '../../shared/model/quote.ts'
import type { Listing } from './instruments.ts'
import { createRandom } from './noise.ts'
import type { Bar } from './bars.ts'
import type { MarketTrade } from './market.ts'

/** `closed` as known at the moment that was asked for. */
export type SeriesCandle = Bar & { readonly closed: boolean }

/** Candles that open in [fromAt, toAt); the newest `limit` where `fromAt` is null, else the oldest. Null is open-ended. */
export type CandleQuery = {
  readonly fromAt: number | null
  readonly toAt: number | null
  readonly limit: number
}

/**
 * Times are the series' own: a replay's clock is not the exchange's. Every answer is as known at the given time.
 */
export type Series = {
  readonly listing: Listing
  readonly intervals: readonly Interval[]
  timeAt(exchangeAt: number): number
  /** When, by the exchange's clock, the series' own clock gets there. */
  exchangeAtOf(time: number): number
  /** Ascending; the last one may be running. */
  candles(interval: Interval, query: CandleQuery, time: number): SeriesCandle[]
  /** Trades after the one moment, up to and with the other; ascending. */
  tradesBetween(afterTime: number, untilTime: number): MarketTrade[]
  lastTrade(time: number): MarketTrade | null
  /** When the next trade after `time` happens; null if none will. */
  nextTradeAt(time: number): number | null
}

/** In ticks and lots. `open` is what the change is measured from: 24 h ago, or the previous close. */
export type Ticker = {
  readonly last: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly volume: number
  readonly basis: ChangeBasis
  /** Reference price of the change, in ticks. */
  readonly reference: number
  readonly at: number
}

export type BookTop = {
  readonly bid: number
  readonly bidSize: number
  readonly ask: number
  readonly askSize: number
  readonly at: number
}

const hourMs = 3_600_000

function sumUp(bars: readonly Bar[]): { open: number; high: number; low: number; volume: number } | null {
  const first = bars[0]
  if (first === undefined) return null
  let { high, low } = first
  let volume = 0
  for (const bar of bars) {
    high = Math.max(high, bar.high)
    low = Math.min(low, bar.low)
    volume += bar.volume
  }
  return { open: first.open, high, low, volume }
}

function dayTicker(series: Series, last: MarketTrade, interval: Interval): Ticker | null {
  const rows = series.candles(interval, { fromAt: null, toAt: null, limit: 2 }, last.at)
  const today = rows.at(-1)
  if (today === undefined) return null
  const previous = rows.length > 1 ? rows[0] : undefined
  const { open, high, low, volume } = today
  const reference = previous?.close ?? open
  return { last: last.price, open, high, low, volume, basis: 'previous-close', reference, at: last.at }
}

/** Whole minutes: the window opens at the minute 24 hours before the last trade's. Old hours are asked for whole. */
function rollingTicker(series: Series, last: MarketTrade, fine: Interval): Ticker | null {
  const fromAt = openAtOf(fine, last.at) - dayMs + intervalMs(fine)
  const coarse = intervalMs(fine) < hourMs && series.intervals.includes('1h') ? '1h' : fine
  const coarseAt = coarse === fine ? fromAt : openAtOf(coarse, fromAt - 1) + hourMs
  const rows = [
    ...(coarse === fine ? [] : series.candles(fine, { fromAt, toAt: coarseAt, limit: 1000 }, last.at)),
    ...series.candles(coarse, { fromAt: coarseAt, toAt: null, limit: 1000 }, last.at),
  ]
  const sum = sumUp(rows)
  if (sum === null) return null
  return { last: last.price, ...sum, basis: '24h', reference: sum.open, at: last.at }
}

/** What a ticker says at `time`: of an exchange's session since the previous close, else of the last 24 hours. */
export function tickerAt(series: Series, time: number): Ticker | null {
  const last = series.lastTrade(time)
  const finest = series.intervals[0]
  if (last === null || finest === undefined) return null
  if (intervalMs(finest) >= dayMs) return dayTicker(series, last, finest)
  if (series.listing.session.kind === 'exchange') return dayTicker(series, last, '1d')
  return rollingTicker(series, last, finest)
}

/** The best bid and ask right after a trade: a taker who bought traded at the ask. */
export function bookAfter(trade: MarketTrade): BookTop {
  const random = createRandom(trade.price, trade.size, trade.id)
  const spread = 1 + Math.floor(random() * random() * Math.max(1, trade.price * 0.00006))
  const bid = trade.side === 'buy' ? Math.max(1, trade.price - spread) : trade.price
  const sizeOf = () => 1 + Math.floor(trade.size * (0.3 + random() * 4))
  return {
    bid,
    bidSize: sizeOf(),
    ask: trade.side === 'buy' ? trade.price : trade.price + spread,
    askSize: sizeOf(),
    at: trade.at,
  }
}
