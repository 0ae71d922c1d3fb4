/** Alpaca's words for trades, quotes and bars, the same in REST bodies and in frames. */
import type { MarketBook, MarketCandle, MarketTrade } from './market.ts'

/** Above 2^53, where neighbours become one number for a client that reads them as numbers. */
const firstId = 9_007_199_254_740_992n

const rawMark = 'int64:'

/** As JSON, with 64 bit ids written as numbers. */
export const alpacaJson = (value: unknown): string => JSON.stringify(value).replaceAll(/"int64:(\d+)"/g, '$1')

/** RFC 3339 with up to nine digits of a second and no zeros at the end, as Go prints it. */
export function nanoText(at: number, salt: number): string {
  const micros = (salt % 1000) * 1000 + ((salt * 31) % 997)
  const iso = new Date(at).toISOString()
  const fraction = `${iso.slice(20, 23)}${String(micros).padStart(6, '0')}`.replace(/0+$/, '')
  return `${iso.slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}Z`
}

/** RFC 3339 of a bar: whole seconds. */
export const barText = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`

/** Trades of fewer shares than a round lot carry the condition "I". */
export const tradeFields = (trade: MarketTrade) => ({
  t: nanoText(trade.at, trade.id),
  x: 'V',
  p: trade.price,
  s: trade.size,
  c: trade.size < 100 ? ['@', 'I'] : ['@'],
  i: `${rawMark}${firstId + BigInt(trade.id)}`,
  z: 'C',
})

export const quoteFields = (book: MarketBook) => ({
  t: nanoText(book.at, Math.round(book.bidSize)),
  ax: 'V',
  ap: book.ask,
  as: book.askSize,
  bx: 'V',
  bp: book.bid,
  bs: book.bidSize,
  c: ['R'],
  z: 'C',
})

export const barFields = (candle: MarketCandle) => ({
  t: barText(candle.openAt),
  o: candle.open,
  h: candle.high,
  l: candle.low,
  c: candle.close,
  v: candle.volume,
  n: candle.trades,
  vw: Number((candle.quoteVolume / candle.volume).toFixed(6)),
})
