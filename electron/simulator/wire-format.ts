/**
 * The exchange's own protocol, in one place.
 *
 * REST (GET, JSON; times in ms, prices and sizes as text):
 * - `/api/v1/time` → `{ now }`
 * - `/api/v1/instruments` → `{ instruments: [{ symbol, name, kind, currency, tickSize, lotSize, session, intervals }] }`
 * - `/api/v1/candles?symbol&interval&start&end&limit` → `{ symbol, interval, candles: [[openAt, open, high, low, close, volume, closed]] }`,
 *   ascending; `start` is inclusive, `end` exclusive; with `start` the oldest rows from there, without it the newest; `limit` 500, at most 1000;
 *   the last row may be the running candle.
 * - `/api/v1/ticker?symbols=A,B` → `{ tickers: [ticker frames without `type`, with bid and ask] }`, at most 100 symbols
 * - errors: 4xx or 5xx with `{ code, message }`; 429 with `Retry-After` in seconds past 2400 requests a minute of one address.
 *
 * Stream (`/stream`, JSON text frames):
 * - `{ op: 'subscribe' | 'unsubscribe', topics: [...], id }`; topics `ticker:S`, `trades:S`, `book:S`, `candles:S:1m`; at most 1024 topics a socket,
 *   200 topics and 64 KiB a message, 20 messages a second
 * - `{ type: 'ack' | 'unsubscribed', topic, id }`, `{ type: 'refused', topic, reason, id }`, `{ type: 'error', code, message }`
 * - `{ type: 'ticker', symbol, last, open, high, low, volume, change, changePercent, basis, at }`, at most 4 a second
 * - `{ type: 'trades', symbol, trades: [{ id, price, size, side, at }] }`
 * - `{ type: 'book', symbol, bid, bidSize, ask, askSize, at }`, at most 4 a second
 * - `{ type: 'candle', symbol, interval, candle: { openAt, open, high, low, close, volume, closed } }`
 * - the first frame of each topic has `snapshot: true`; `{ type: 'heartbeat', at }` every second; ping frames every 20 s
 */
import type { Interval } from '../../shared/model/interval.ts'
import type { Listing } from './instruments.ts'
import type { MarketTrade } from './market.ts'
import type { BookTop, Series, SeriesCandle, Ticker } from './series.ts'

export const maxCandles = 1000
export const defaultCandles = 500
export const maxTickers = 100
export const maxTopics = 1024
export const maxTopicsPerMessage = 200
export const maxMessageBytes = 65_536
export const maxMessagesPerSecond = 20
export const maxRequestsPerMinute = 2400
export const heartbeatMs = 1000
export const pingMs = 20_000

/** A whole number of units as decimal text: 6000000 with two decimals → `60000.00`. */
export function decimalText(units: number, decimals: number): string {
  return (units / 10 ** decimals).toFixed(decimals)
}

/** `ticker:BTCUSDT`, `candles:REPLAY:AAPL:1m`; symbols may hold colons. */
export type Topic =
  | { readonly channel: 'ticker' | 'trades' | 'book'; readonly symbol: string }
  | { readonly channel: 'candles'; readonly symbol: string; readonly interval: string }

export function readTopic(text: string): Topic | null {
  const first = text.indexOf(':')
  const channel = text.slice(0, Math.max(0, first))
  const rest = text.slice(first + 1)
  if (channel === 'ticker' || channel === 'trades' || channel === 'book') {
    return rest === '' ? null : { channel, symbol: rest }
  }
  if (channel !== 'candles') return null
  const last = rest.lastIndexOf(':')
  return last < 1 ? null : { channel, symbol: rest.slice(0, last), interval: rest.slice(last + 1) }
}

export function instrumentBody({ listing, intervals }: Series): object {
  const { symbol, name, kind, currency, session, priceDecimals, sizeDecimals } = listing
  const tickSize = decimalText(1, priceDecimals)
  return { symbol, name, kind, currency, tickSize, lotSize: decimalText(1, sizeDecimals), session, intervals }
}

export function tickerBody(listing: Listing, ticker: Ticker): object {
  const price = (ticks: number) => decimalText(ticks, listing.priceDecimals)
  const { last, open, high, low, volume, basis, reference, at } = ticker
  return {
    symbol: listing.symbol,
    last: price(last),
    open: price(open),
    high: price(high),
    low: price(low),
    volume: decimalText(volume, listing.sizeDecimals),
    change: price(last - reference),
    changePercent: (((last - reference) / reference) * 100).toFixed(4),
    basis,
    at,
  }
}

export function bookBody(listing: Listing, book: BookTop): object {
  const price = (ticks: number) => decimalText(ticks, listing.priceDecimals)
  const size = (lots: number) => decimalText(lots, listing.sizeDecimals)
  const { bid, bidSize, ask, askSize, at } = book
  return {
    symbol: listing.symbol,
    bid: price(bid),
    bidSize: size(bidSize),
    ask: price(ask),
    askSize: size(askSize),
    at,
  }
}

export function tradesBody(listing: Listing, trades: readonly MarketTrade[]): object {
  return {
    symbol: listing.symbol,
    trades: trades.map(({ id, price, size, side, at }) => ({
      id: String(id),
      price: decimalText(price, listing.priceDecimals),
      size: decimalText(size, listing.sizeDecimals),
      side,
      at,
    })),
  }
}

export function candleRow(listing: Listing, candle: SeriesCandle): (number | string | boolean)[] {
  const price = (ticks: number) => decimalText(ticks, listing.priceDecimals)
  const { openAt, open, high, low, close, volume, closed } = candle
  return [
    openAt,
    price(open),
    price(high),
    price(low),
    price(close),
    decimalText(volume, listing.sizeDecimals),
    closed,
  ]
}

export function candleBody(listing: Listing, interval: Interval, candle: SeriesCandle): object {
  const [openAt, open, high, low, close, volume, closed] = candleRow(listing, candle)
  return { symbol: listing.symbol, interval, candle: { openAt, open, high, low, close, volume, closed } }
}

/** A frame of the stream. `snapshot`: the state of things at subscribe, not something that happened. */
export function frame(type: 'ticker' | 'trades' | 'book' | 'candle', body: object, snapshot = false): string {
  return JSON.stringify(snapshot ? { type, ...body, snapshot } : { type, ...body })
}
