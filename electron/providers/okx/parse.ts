/** OKX's frames: tickers, trades, candles, answers for each topic, errors and notices (docs-v5, WebSocket). */
import { codedError, toAppError } from '../../../shared/errors.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { CandleUpdate } from '../../../shared/model/candle.ts'
import type { QuoteUpdate, Trade } from '../../../shared/model/quote.ts'
import {
  heartbeatFrame,
  isFields,
  parseJson,
  readId,
  readPrice,
  readSize,
  readTime,
  readWords,
  unknownFrame,
  type Fields,
} from '../fields.ts'
import { emptyFrame, type StreamFrame } from '../stream.ts'
import { intervalOfChannel, readSymbol, topicOf } from './symbols.ts'
import { readRow, readTicker } from './values.ts'

// Marked as state, never as an event: the first one tells of a trade before the subscription and looks like every other, and all later
// ones tell of trades that come by themselves too.
function tickersFrame(rows: readonly unknown[]): StreamFrame {
  const quotes: QuoteUpdate[] = []
  for (const row of rows) {
    const quote = readTicker(row)
    if (quote === null) return unknownFrame
    quotes.push({ ...quote, snapshot: true })
  }
  return { ...emptyFrame, quotes }
}

// One row per taker order and price: `tradeId` is the last of those that were added up, `side` the taker's.
function tradesFrame(rows: readonly unknown[]): StreamFrame {
  const trades: Trade[] = []
  let unknown = 0
  for (const row of rows) {
    if (!isFields(row)) return unknownFrame
    const instrument = readSymbol(row['instId'])
    const tradeId = readId(row['tradeId'])
    const price = readPrice(row['px'])
    const size = readSize(row['sz'])
    const exchangeAt = readTime(row['ts'])
    if (instrument === null || tradeId === null || price === null || size === null || exchangeAt === null)
      return unknownFrame
    const { side } = row
    const takerSide = side === 'buy' || side === 'sell' ? side : null
    if (takerSide === null) unknown += 1
    trades.push({ instrument, tradeId, price, size, takerSide, exchangeAt, snapshot: false })
  }
  return { ...emptyFrame, trades, unknown }
}

function candlesFrame(channel: unknown, instrument: InstrumentId, rows: readonly unknown[]): StreamFrame {
  const interval = intervalOfChannel(channel)
  if (interval === undefined) return unknownFrame
  const candles: CandleUpdate[] = []
  for (const row of rows) {
    const candle = readRow(row, interval, 'stream')
    if (candle === null) return unknownFrame
    candles.push({ instrument, interval, candle })
  }
  return { ...emptyFrame, candles }
}

function dataFrame(arg: Fields, rows: readonly unknown[]): StreamFrame {
  const { channel } = arg
  const instrument = readSymbol(arg['instId'])
  if (instrument === null || rows.length === 0) return unknownFrame
  if (channel === 'trades') return tradesFrame(rows)
  if (channel === 'tickers') return tickersFrame(rows)
  return candlesFrame(channel, instrument, rows)
}

function readTopic(arg: unknown): string | null {
  if (!isFields(arg)) return null
  const { channel, instId } = arg
  if (typeof channel !== 'string' || channel === '' || typeof instId !== 'string' || instId === '')
    return null
  return topicOf(channel, instId)
}

/** Errors name what they refuse only in their text: `Wrong URL or channel:tickers,instId:NO-SUCH doesn't exist. …`. */
const named = /channel:([\w-]{1,40}),\s*instId:(\S{1,64}) doesn't exist/

function refusedTopic(value: Fields): string | null {
  const topic = readTopic(value['arg'])
  if (topic !== null) return topic
  const [, channel, instId] = named.exec(typeof value['msg'] === 'string' ? value['msg'] : '') ?? []
  return channel === undefined || instId === undefined ? null : topicOf(channel, instId)
}

function readRequestId(value: unknown): number | null {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : null
}

// Where asking again at once, in smaller parts, would only make it worse, the connection ends and comes back later.
function errorFrame(value: Fields): StreamFrame {
  const code = readId(value['code'])
  if (code === null) return unknownFrame
  const reason = readWords(value['msg'], `OKX refused with code ${code}`)
  switch (code) {
    case '60014':
      return { ...emptyFrame, fatal: toAppError(codedError('rate-limited', `OKX: ${reason}`, 'later')) }
    case '64007':
      return { ...emptyFrame, fatal: toAppError(codedError('venue-error', `OKX: ${reason}`, 'later')) }
    case '64008':
      return { ...emptyFrame, leaving: reason }
    default: {
      const topic = refusedTopic(value)
      if (topic !== null) return { ...emptyFrame, refusals: [{ topic, reason }] }
      return { ...emptyFrame, answered: { requestId: readRequestId(value['id']), refused: reason } }
    }
  }
}

function eventFrame(value: Fields): StreamFrame {
  switch (value['event']) {
    case 'subscribe': {
      const topic = readTopic(value['arg'])
      return topic === null ? unknownFrame : { ...emptyFrame, acks: [topic] }
    }
    case 'unsubscribe':
      return readTopic(value['arg']) === null ? unknownFrame : emptyFrame
    case 'error':
      return errorFrame(value)
    case 'notice':
      // The only notice so far: a minute before the service is upgraded.
      if (value['code'] !== '64008') return unknownFrame
      return { ...emptyFrame, leaving: readWords(value['msg'], 'OKX upgrades its service') }
    default:
      return unknownFrame
  }
}

/** Never throws. The answer to our text `ping` is the text `pong`, which is not JSON. */
export function parseFrame(text: string): StreamFrame {
  if (text === 'pong') return heartbeatFrame
  const value = parseJson(text)
  if (!isFields(value)) return unknownFrame
  const { arg, data } = value
  if (Array.isArray(data) && isFields(arg)) return dataFrame(arg, data as readonly unknown[])
  return eventFrame(value)
}
