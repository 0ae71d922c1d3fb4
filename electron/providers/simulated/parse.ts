/** Hand-written checks of the exchange's frames: what does not hold is unknown, never a wrong number. */
import type { Candle, CandleSource } from '../../../shared/model/candle.ts'
import { intervals, openAtOf, type Interval } from '../../../shared/model/interval.ts'
import { changeBases, type QuoteUpdate, type Trade } from '../../../shared/model/quote.ts'
import { codedError, toAppError } from '../../../shared/errors.ts'
import { heartbeatFrame, isFields, readDecimal, readWords, unknownFrame, type Fields } from '../fields.ts'
import { emptyFrame, type StreamFrame } from '../stream.ts'
import { readSymbol } from './symbols.ts'

/** The exchange writes times as numbers, prices and sizes as text: anything else is not its own. */
function readTime(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}

function readPrice(value: unknown): number | null {
  const price = readDecimal(value)
  return price !== null && price > 0 ? price : null
}

function readSize(value: unknown): number | null {
  const size = readDecimal(value)
  return size !== null && size >= 0 ? size : null
}

function readInterval(value: unknown): Interval | null {
  return intervals.find((interval) => interval === value) ?? null
}

/** Null unless the five numbers make a candle that opens on the grid of its interval. */
export function readCandle(
  values: readonly unknown[],
  closed: unknown,
  interval: Interval,
  source: CandleSource,
): Candle | null {
  const openAt = readTime(values[0])
  const open = readPrice(values[1])
  const high = readPrice(values[2])
  const low = readPrice(values[3])
  const close = readPrice(values[4])
  const volume = readSize(values[5])
  if (openAt === null || open === null || high === null || low === null || close === null || volume === null)
    return null
  if (typeof closed !== 'boolean' || openAtOf(interval, openAt) !== openAt) return null
  if (high < Math.max(open, close) || low > Math.min(open, close)) return null
  return { openAt, open, high, low, close, volume, closed, source }
}

/** The fields of a ticker, in the stream and over REST alike. */
export function readTicker(fields: Fields, snapshot: boolean): QuoteUpdate | null {
  const instrument = readSymbol(fields['symbol'])
  const last = readPrice(fields['last'])
  const open = readPrice(fields['open'])
  const high = readPrice(fields['high'])
  const low = readPrice(fields['low'])
  const volume = readSize(fields['volume'])
  const change = readDecimal(fields['change'])
  const changePercent = readDecimal(fields['changePercent'])
  const exchangeAt = readTime(fields['at'])
  if (instrument === null || last === null || open === null || high === null || low === null) return null
  if (volume === null || change === null || changePercent === null || exchangeAt === null) return null
  const basis = changeBases.find((known) => known === fields['basis'])
  // A change from nobody knows what is no change that could be shown.
  const changes = basis === undefined ? {} : { change, changePercent, basis }
  return { instrument, last, open, high, low, volume, ...changes, exchangeAt, snapshot }
}

/** A side of the book may be empty (null). */
export function readBook(fields: Fields): { bid: number | null; ask: number | null; at: number } | null {
  const bid = readPrice(fields['bid'])
  const ask = readPrice(fields['ask'])
  const at = readTime(fields['at'])
  if ((bid === null && fields['bid'] !== null) || (ask === null && fields['ask'] !== null) || at === null)
    return null
  return { bid, ask, at }
}

function tickerFrame(fields: Fields, snapshot: boolean): StreamFrame {
  const quote = readTicker(fields, snapshot)
  if (quote === null) return unknownFrame
  return { ...emptyFrame, quotes: [quote], unknown: quote.basis === undefined ? 1 : 0 }
}

function bookFrame(fields: Fields, snapshot: boolean): StreamFrame {
  const instrument = readSymbol(fields['symbol'])
  const book = readBook(fields)
  if (instrument === null || book === null) return unknownFrame
  return {
    ...emptyFrame,
    quotes: [{ instrument, bid: book.bid, ask: book.ask, exchangeAt: book.at, snapshot }],
  }
}

function tradesFrame(fields: Fields, snapshot: boolean): StreamFrame {
  const instrument = readSymbol(fields['symbol'])
  const rows = fields['trades']
  if (instrument === null || !Array.isArray(rows)) return unknownFrame
  const trades: Trade[] = []
  let unknown = 0
  for (const row of rows as unknown[]) {
    if (!isFields(row)) return unknownFrame
    const tradeId = row['id']
    const price = readPrice(row['price'])
    const size = readSize(row['size'])
    const exchangeAt = readTime(row['at'])
    if (
      typeof tradeId !== 'string' ||
      tradeId === '' ||
      price === null ||
      size === null ||
      exchangeAt === null
    )
      return unknownFrame
    const takerSide = row['side'] === 'buy' || row['side'] === 'sell' ? row['side'] : null
    if (takerSide === null) unknown = 1
    trades.push({ instrument, tradeId, price, size, takerSide, exchangeAt, snapshot })
  }
  return { ...emptyFrame, trades, unknown }
}

function candleFrame(fields: Fields): StreamFrame {
  const instrument = readSymbol(fields['symbol'])
  const interval = readInterval(fields['interval'])
  const row = fields['candle']
  if (instrument === null || interval === null || !isFields(row)) return unknownFrame
  const values = [row['openAt'], row['open'], row['high'], row['low'], row['close'], row['volume']]
  const candle = readCandle(values, row['closed'], interval, 'stream')
  return candle === null ? unknownFrame : { ...emptyFrame, candles: [{ instrument, interval, candle }] }
}

function refusedFrame(fields: Fields): StreamFrame {
  const { topic, reason } = { topic: fields['topic'], reason: fields['reason'] }
  if (typeof topic !== 'string') return unknownFrame
  return {
    ...emptyFrame,
    refusals: [{ topic, reason: readWords(reason, 'refused without a reason') }],
  }
}

// Errors of the whole connection, which the exchange closes after them; any other is about one message.
function errorFrame(fields: Fields): StreamFrame {
  if (fields['code'] !== 'TOO_MANY_MESSAGES') return unknownFrame
  const error = codedError(
    'rate-limited',
    'the exchange counted too many messages on one connection',
    'later',
  )
  return { ...emptyFrame, fatal: toAppError(error) }
}

/** Never throws. */
export function parseFrame(text: string): StreamFrame {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return unknownFrame
  }
  if (!isFields(value)) return unknownFrame
  const flag = value['snapshot']
  if (flag !== undefined && typeof flag !== 'boolean') return unknownFrame
  const snapshot = flag === true
  switch (value['type']) {
    case 'trades':
      return tradesFrame(value, snapshot)
    case 'candle':
      return candleFrame(value)
    case 'ticker':
      return tickerFrame(value, snapshot)
    case 'book':
      return bookFrame(value, snapshot)
    case 'heartbeat':
      return readTime(value['at']) === null ? unknownFrame : heartbeatFrame
    case 'ack':
      return typeof value['topic'] === 'string' ? { ...emptyFrame, acks: [value['topic']] } : unknownFrame
    case 'unsubscribed':
      return typeof value['topic'] === 'string' ? emptyFrame : unknownFrame
    case 'refused':
      return refusedFrame(value)
    case 'error':
      return errorFrame(value)
    default:
      return unknownFrame
  }
}
