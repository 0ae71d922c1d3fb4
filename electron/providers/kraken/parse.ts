/** Frames of Kraken's WebSocket v2 (docs.kraken.com, spot-websocket-v2): what does not hold is unknown, never a wrong number. */
import { codedError, toAppError } from '../../../shared/errors.ts'
import type { CandleUpdate } from '../../../shared/model/candle.ts'
import { openAtOf } from '../../../shared/model/interval.ts'
import type { QuoteUpdate, Trade } from '../../../shared/model/quote.ts'
import {
  heartbeatFrame,
  isFields,
  parseJson,
  readCandle,
  readId,
  readIsoTime,
  readNumber,
  readPrice,
  readPriceOrNone,
  readSize,
  readWords,
  unknownFrame,
  type Fields,
} from '../fields.ts'
import { emptyFrame, type StreamFrame } from '../stream.ts'
import { intervalMinutes, intervalOf } from './intervals.ts'
import { readSymbol } from './symbols.ts'

/** Everything that a symbol may be subscribed to, by topic. */
export function topicsOfSymbol(symbol: string): string[] {
  const candles = Array.from(intervalMinutes.values(), (minutes) => `ohlc-${minutes}:${symbol}`)
  return [`ticker:${symbol}`, `trade:${symbol}`, ...candles]
}

/** Null for a snapshot's rows or an update's; anything else is nothing we know. */
function snapshotOf(fields: Fields): boolean | null {
  if (fields['type'] === 'update') return false
  return fields['type'] === 'snapshot' ? true : null
}

/**
 * Always marked as state, never as an event: each trade that an update tells of comes as a trade too, which is the event. The figures
 * are those of 24 hours. The price that the change is counted from is not sent, but it follows.
 */
function readTicker(row: unknown): QuoteUpdate | null {
  if (!isFields(row)) return null
  const instrument = readSymbol(row['symbol'])
  const last = readPriceOrNone(row['last'])
  const bid = readPriceOrNone(row['bid'])
  const ask = readPriceOrNone(row['ask'])
  const high = readPriceOrNone(row['high'])
  const low = readPriceOrNone(row['low'])
  const volume = readSize(row['volume'])
  const change = readNumber(row['change'])
  const changePercent = readNumber(row['change_pct'])
  const exchangeAt = readIsoTime(row['timestamp'])
  if (instrument === null || last === undefined || bid === undefined || ask === undefined) return null
  if (high === undefined || low === undefined || volume === null) return null
  if (change === null || changePercent === null) return null
  // The time was added in 2026; where it is, it must be one.
  if (exchangeAt === null && row['timestamp'] !== undefined) return null
  const day = { high, low, volume, basis: '24h' as const }
  const base = { instrument, last, bid, ask, ...day, exchangeAt, snapshot: true }
  if (last === null) return { ...base, open: null, change: null, changePercent: null }
  // Both have at most 15 digits, so that rounding to these takes away the dust of subtraction only.
  const open = Number((last - change).toPrecision(15))
  return { ...base, open: open > 0 ? open : null, change, changePercent }
}

/** `side` is the taker's: the venue calls it that of the order that set off the trade. */
function readTrade(row: unknown, snapshot: boolean): Trade | null {
  if (!isFields(row)) return null
  const instrument = readSymbol(row['symbol'])
  const tradeId = readId(row['trade_id'])
  const price = readPrice(row['price'])
  const size = readSize(row['qty'])
  const exchangeAt = readIsoTime(row['timestamp'])
  if (instrument === null || tradeId === null || price === null || size === null || exchangeAt === null)
    return null
  const takerSide = row['side'] === 'buy' || row['side'] === 'sell' ? row['side'] : null
  return { instrument, tradeId, price, size, takerSide, exchangeAt, snapshot }
}

/** Opens at `interval_begin`: `timestamp` is where it ends. Nothing tells that it is closed but a row that begins later. */
function readOhlc(row: unknown): CandleUpdate | null {
  if (!isFields(row)) return null
  const instrument = readSymbol(row['symbol'])
  const interval = intervalOf(row['interval'])
  const openAt = readIsoTime(row['interval_begin'])
  if (instrument === null || interval === null || openAt === null) return null
  if (openAtOf(interval, openAt) !== openAt) return null
  const { open, high, low, close, volume } = row
  const parts = { openAt, open, high, low, close, volume, closed: false, source: 'stream' } as const
  const candle = readCandle(parts, interval)
  return candle === null ? null : { instrument, interval, candle }
}

/** All rows, or null: a frame with one that is broken is broken. */
function readRows<T>(fields: Fields, read: (row: unknown) => T | null): T[] | null {
  const rows = fields['data']
  if (!Array.isArray(rows)) return null
  const values: T[] = []
  for (const row of rows as unknown[]) {
    const value = read(row)
    if (value === null) return null
    values.push(value)
  }
  return values
}

function tickerFrame(fields: Fields): StreamFrame {
  if (snapshotOf(fields) === null) return unknownFrame
  const quotes = readRows(fields, readTicker)
  return quotes === null ? unknownFrame : { ...emptyFrame, quotes }
}

function tradeFrame(fields: Fields): StreamFrame {
  const snapshot = snapshotOf(fields)
  if (snapshot === null) return unknownFrame
  const trades = readRows(fields, (row) => readTrade(row, snapshot))
  if (trades === null) return unknownFrame
  return { ...emptyFrame, trades, unknown: trades.some(({ takerSide }) => takerSide === null) ? 1 : 0 }
}

function ohlcFrame(fields: Fields): StreamFrame {
  if (snapshotOf(fields) === null) return unknownFrame
  const candles = readRows(fields, readOhlc)
  return candles === null ? unknownFrame : { ...emptyFrame, candles }
}

const systemStates: readonly unknown[] = ['online', 'cancel_only', 'post_only', 'limit_only', 'reduce_only']

/** The first frame of a socket, and whenever the exchange's state changes. In maintenance there is nothing to be had. */
function statusFrame(fields: Fields): StreamFrame {
  const rows = fields['data']
  const [row] = Array.isArray(rows) ? (rows as unknown[]) : []
  const system = isFields(row) ? row['system'] : undefined
  if (systemStates.includes(system)) return emptyFrame
  if (system !== 'maintenance') return unknownFrame
  const error = codedError('venue-error', 'Kraken is in maintenance', 'later')
  return { ...emptyFrame, fatal: toAppError(error) }
}

/** Null where the answer names no message. */
function requestIdOf(fields: Fields): number | null {
  const id = fields['req_id']
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : null
}

/** One for each symbol of the message. */
function agreedFrame(fields: Fields): StreamFrame {
  const result = fields['result']
  const channel = isFields(result) ? result['channel'] : undefined
  const symbol = isFields(result) ? result['symbol'] : undefined
  const minutes = isFields(result) ? result['interval'] : undefined
  if (typeof symbol !== 'string') return unknownFrame
  if (channel === 'ticker' || channel === 'trade') return { ...emptyFrame, acks: [`${channel}:${symbol}`] }
  if (channel === 'ohlc' && typeof minutes === 'number')
    return { ...emptyFrame, acks: [`ohlc-${minutes}:${symbol}`] }
  return unknownFrame
}

/**
 * A refused symbol is named, its channel is not: it is refused on all of them, since the venue does not know it. Anything else
 * that is refused is about the message.
 */
function refusedFrame(fields: Fields): StreamFrame {
  const reason = readWords(fields['error'] ?? fields['Error'], 'refused without a reason')
  if (/exceeded msg rate|rate limit/i.test(reason)) {
    const error = codedError('rate-limited', `Kraken counted too many messages: ${reason}`, 'later')
    return { ...emptyFrame, fatal: toAppError(error) }
  }
  if (fields['method'] !== 'subscribe') return unknownFrame
  const requestId = requestIdOf(fields)
  // It has what was asked for, from before.
  if (/^already subscribed$/i.test(reason)) return { ...emptyFrame, answered: { requestId, refused: null } }
  const symbol = fields['symbol']
  if (typeof symbol === 'string' && symbol !== '' && /currency pair/i.test(reason))
    return { ...emptyFrame, refusals: topicsOfSymbol(symbol).map((topic) => ({ topic, reason })) }
  return { ...emptyFrame, answered: { requestId, refused: reason } }
}

function answerFrame(fields: Fields): StreamFrame {
  if (fields['method'] === 'pong') return heartbeatFrame
  if (fields['success'] === true) {
    if (fields['method'] === 'subscribe') return agreedFrame(fields)
    return fields['method'] === 'unsubscribe' ? emptyFrame : unknownFrame
  }
  return fields['error'] === undefined && fields['Error'] === undefined ? unknownFrame : refusedFrame(fields)
}

/** Never throws. */
export function parseFrame(text: string): StreamFrame {
  const value = parseJson(text)
  if (!isFields(value)) return unknownFrame
  switch (value['channel']) {
    case 'ticker':
      return tickerFrame(value)
    case 'trade':
      return tradeFrame(value)
    case 'ohlc':
      return ohlcFrame(value)
    case 'heartbeat':
      return heartbeatFrame
    case 'status':
      return statusFrame(value)
    case undefined:
      return answerFrame(value)
    default:
      return unknownFrame
  }
}
