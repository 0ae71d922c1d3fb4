/** How OKX writes candles and 24 h figures, in its stream and over REST alike. */
import type { Candle, CandleSource } from '../../../shared/model/candle.ts'
import { openAtOf, type Interval } from '../../../shared/model/interval.ts'
import type { QuoteUpdate } from '../../../shared/model/quote.ts'
import { isFields, readCandle, readPriceOrNone, readSize, readTime } from '../fields.ts'
import { readSymbol } from './symbols.ts'

/** `confirm` says whether a candle is closed; any other word would be a state that nobody knows. */
function readConfirm(value: unknown): boolean | null {
  return value === '1' ? true : value === '0' ? false : null
}

/**
 * `[ts, o, h, l, c, vol, volCcy, volCcyQuote, confirm]`; for spot `vol` is in base units. Null for what is no candle, and for one
 * that opens off our grid: it would be of a day or a week that begins in Hong Kong.
 */
export function readRow(row: unknown, interval: Interval, source: CandleSource): Candle | null {
  if (!Array.isArray(row)) return null
  const [ts, open, high, low, close, volume] = row as readonly unknown[]
  const openAt = readTime(ts)
  const closed = readConfirm((row as readonly unknown[])[8])
  if (openAt === null || closed === null || openAtOf(interval, openAt) !== openAt) return null
  return readCandle({ openAt, open, high, low, close, volume, closed, source }, interval)
}

/**
 * A ticker: last price, top of the book and rolling 24 h figures; null for what is none. Empty text is how OKX says "none", 0 what
 * it says of an instrument that was never traded. The change is ours, from the price of 24 hours ago that it gives.
 */
export function readTicker(row: unknown): QuoteUpdate | null {
  if (!isFields(row)) return null
  const instrument = readSymbol(row['instId'])
  const last = readPriceOrNone(row['last'])
  const bid = readPriceOrNone(row['bidPx'])
  const ask = readPriceOrNone(row['askPx'])
  const open = readPriceOrNone(row['open24h'])
  const high = readPriceOrNone(row['high24h'])
  const low = readPriceOrNone(row['low24h'])
  const volume = row['vol24h'] === '' ? null : (readSize(row['vol24h']) ?? undefined)
  const exchangeAt = readTime(row['ts'])
  if (instrument === null || last === undefined || bid === undefined || ask === undefined) return null
  if (open === undefined || high === undefined || low === undefined || volume === undefined) return null
  if (exchangeAt === null) return null
  const change = last !== null && open !== null ? last - open : null
  const changePercent = change !== null && open !== null ? (change / open) * 100 : null
  return {
    instrument,
    last,
    bid,
    ask,
    open,
    high,
    low,
    volume,
    change,
    changePercent,
    basis: '24h',
    exchangeAt,
    snapshot: false,
  }
}
