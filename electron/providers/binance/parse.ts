/** Binance's frames: trades, top of book, 24 h figures, candles, answers and its goodbye (web-socket-streams.md). */
import { intervals, type Interval } from '../../../shared/model/interval.ts'
import type { QuoteUpdate } from '../../../shared/model/quote.ts'
import {
  isFields,
  parseJson,
  readCandle,
  readDecimal,
  readId,
  readPrice,
  readPriceOrNone,
  readSize,
  readTime,
  readWords,
  unknownFrame,
  type Fields,
} from '../fields.ts'
import { emptyFrame, type StreamFrame } from '../stream.ts'
import { readSymbol } from './symbols.ts'

/**
 * Those on our grid: Binance has them by UTC days, weeks from Monday and calendar months. Its `3d` is left out, since nothing says
 * from which day it counts. Names are case-sensitive: `1m` is a minute, `1M` a month.
 */
export const nativeIntervals: readonly Interval[] = intervals.filter(
  (interval) => interval !== '10m' && interval !== '3d',
)

function readInterval(value: unknown): Interval | null {
  return nativeIntervals.find((interval) => interval === value) ?? null
}

export type TickerNames = {
  readonly last: string
  readonly open: string
  readonly high: string
  readonly low: string
  readonly volume: string
  readonly change: string
  readonly changePercent: string
  readonly at: string
}

const streamNames: TickerNames = {
  last: 'c',
  open: 'o',
  high: 'h',
  low: 'l',
  volume: 'v',
  change: 'p',
  changePercent: 'P',
  at: 'E',
}

/**
 * The rolling 24 h figures, which stream and REST give under different names; null for what is none. A symbol that was not traded
 * in that time has zeros for prices: these are unknown, not 0.
 */
export function readTicker(fields: Fields, symbol: unknown, names: TickerNames): QuoteUpdate | null {
  const instrument = readSymbol(symbol)
  const last = readPriceOrNone(fields[names.last])
  const open = readPriceOrNone(fields[names.open])
  const high = readPriceOrNone(fields[names.high])
  const low = readPriceOrNone(fields[names.low])
  const volume = readSize(fields[names.volume])
  const change = readDecimal(fields[names.change])
  const changePercent = readDecimal(fields[names.changePercent])
  const exchangeAt = readTime(fields[names.at])
  if (instrument === null || last === undefined || open === undefined || high === undefined) return null
  if (low === undefined || volume === null || change === null || changePercent === null) return null
  if (exchangeAt === null) return null
  const known = last !== null && open !== null
  return {
    instrument,
    last,
    open,
    high,
    low,
    volume,
    change: known ? change : null,
    changePercent: known ? changePercent : null,
    basis: '24h',
    exchangeAt,
    snapshot: false,
  }
}

// Its best bid and ask are left alone: they are up to a second old, and bookTicker tells every move of them. Marked as state, never
// as an event: the first one tells of a trade before the subscription, and all later ones of trades that come by themselves too.
function tickerFrame(data: Fields): StreamFrame {
  const quote = readTicker(data, data['s'], streamNames)
  return quote === null ? unknownFrame : { ...emptyFrame, quotes: [{ ...quote, snapshot: true }] }
}

// `m`: the buyer was the maker, so the taker sold.
function tradeFrame(data: Fields): StreamFrame {
  const instrument = readSymbol(data['s'])
  const tradeId = readId(data['t'])
  const price = readPrice(data['p'])
  const size = readSize(data['q'])
  const exchangeAt = readTime(data['T'])
  if (instrument === null || tradeId === null || price === null || size === null || exchangeAt === null)
    return unknownFrame
  const isMakerBuyer = data['m']
  const isSideKnown = typeof isMakerBuyer === 'boolean'
  const takerSide = isSideKnown ? (isMakerBuyer ? 'sell' : 'buy') : null
  return {
    ...emptyFrame,
    trades: [{ instrument, tradeId, price, size, takerSide, exchangeAt, snapshot: false }],
    unknown: isSideKnown ? 0 : 1,
  }
}

// Carries neither an event name nor a time.
function bookFrame(data: Fields): StreamFrame {
  const instrument = readSymbol(data['s'])
  const bid = readPriceOrNone(data['b'])
  const ask = readPriceOrNone(data['a'])
  if (instrument === null || bid === undefined || ask === undefined) return unknownFrame
  return { ...emptyFrame, quotes: [{ instrument, bid, ask, exchangeAt: null, snapshot: false }] }
}

function candleFrame(data: Fields): StreamFrame {
  const row = data['k']
  const instrument = readSymbol(data['s'])
  if (!isFields(row) || instrument === null) return unknownFrame
  const interval = readInterval(row['i'])
  const closed = row['x']
  if (interval === null || typeof closed !== 'boolean') return unknownFrame
  const candle = readCandle(
    {
      openAt: readTime(row['t']),
      open: row['o'],
      high: row['h'],
      low: row['l'],
      close: row['c'],
      volume: row['v'],
      closed,
      source: 'stream',
    },
    interval,
  )
  return candle === null ? unknownFrame : { ...emptyFrame, candles: [{ instrument, interval, candle }] }
}

function readRequestId(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null
}

// Answers are never wrapped in stream and data. An error may come bare or under `error`, and need not say what it answers.
function answerFrame(value: Fields): StreamFrame {
  const requestId = readRequestId(value['id'])
  if (value['result'] === null) return { ...emptyFrame, answered: { requestId, refused: null } }
  const error = isFields(value['error']) ? value['error'] : value
  if (typeof error['code'] !== 'number') return unknownFrame
  const refused = readWords(error['msg'], `Binance refused with code ${error['code']}`)
  return { ...emptyFrame, answered: { requestId, refused } }
}

const leavingFrame: StreamFrame = Object.freeze({
  ...emptyFrame,
  leaving: 'Binance shuts down the server of this connection',
})

function dataFrame(data: Fields, stream: unknown): StreamFrame {
  switch (data['e']) {
    case 'trade':
      return tradeFrame(data)
    case undefined:
      // What comes without a stream's name (`/ws`) is known by its update id alone.
      if (typeof stream === 'string' ? stream.endsWith('@bookTicker') : 'u' in data) return bookFrame(data)
      return unknownFrame
    case '24hrTicker':
      return tickerFrame(data)
    case 'kline':
      return candleFrame(data)
    case 'serverShutdown':
      return leavingFrame
    default:
      return unknownFrame
  }
}

/** Never throws. Frames of the combined stream (`{ stream, data }`) and raw ones alike. */
export function parseFrame(text: string): StreamFrame {
  const value = parseJson(text)
  if (!isFields(value)) return unknownFrame
  const data = value['data']
  if (isFields(data)) return dataFrame(data, value['stream'])
  if ('result' in value || 'code' in value || 'error' in value) return answerFrame(value)
  return dataFrame(value, undefined)
}
