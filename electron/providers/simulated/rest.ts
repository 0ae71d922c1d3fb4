/** The simulated exchange's REST routes: requests as data, answers checked before they are believed. */
import { codedError, toAppError, type AppError, type CodedError } from '../../../shared/errors.ts'
import type { Candle } from '../../../shared/model/candle.ts'
import { instrumentSchema, type Instrument } from '../../../shared/model/instrument.ts'
import { nextOpenAt, type Interval } from '../../../shared/model/interval.ts'
import type { QuoteUpdate } from '../../../shared/model/quote.ts'
import type { HistoryRange, Provider, RestRequest } from '../provider.ts'
import { isFields, parseJson, readDecimal, readTime } from '../fields.ts'
import { readBook, readCandle, readTicker } from './parse.ts'
import { providerId, readSymbol } from './symbols.ts'

const maxRows = 1000
/** Those that it answers itself; a recording has only those from its own spacing on. */
export const nativeIntervals: readonly Interval[] = ['1m', '5m', '15m', '1h', '4h', '1d', '1w']

function bad(what: string): CodedError {
  return codedError('bad-data', `the simulated exchange sent ${what}`)
}

/** The list under `key`, or a coded error that names what was asked. */
function listIn(body: string, key: string): { value: Readonly<Record<string, unknown>>; rows: unknown[] } {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw bad(`something that is not JSON for ${key}`)
  }
  const rows = isFields(value) ? value[key] : undefined
  if (!isFields(value) || !Array.isArray(rows)) throw bad(`no list of ${key}`)
  return { value, rows }
}

function readInstrument(row: unknown): Instrument {
  const fields = isFields(row) ? row : {}
  const checked = instrumentSchema.safeParse({
    id: readSymbol(fields['symbol']),
    provider: providerId,
    symbol: fields['symbol'],
    name: fields['name'],
    kind: fields['kind'],
    currency: fields['currency'],
    tickSize: readDecimal(fields['tickSize']),
    session: fields['session'],
    intervals: fields['intervals'],
    simulated: true,
  })
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  throw bad(`an instrument ${String(fields['symbol'])} with a wrong ${issue?.path.join('.') ?? 'shape'}`)
}

export const instruments: Provider['instruments'] = {
  requests: () => [{ path: '/api/v1/instruments', query: {}, weight: 1 }],
  parse: ([body = '']) => listIn(body, 'instruments').rows.map(readInstrument),
}

function historyRequest({ symbol }: Instrument, interval: Interval, range: HistoryRange): RestRequest {
  const { fromAt, toAt, limit } = range
  const query: Record<string, string> = {
    symbol,
    interval,
    limit: String(Math.min(maxRows, Math.max(1, limit))),
  }
  if (fromAt !== null) query['start'] = String(Math.ceil(fromAt))
  if (toAt !== null) query['end'] = String(Math.ceil(toAt))
  return { path: '/api/v1/candles', query, weight: 1 }
}

function parseHistory(body: string, { symbol }: Instrument, interval: Interval): Candle[] {
  const { value, rows } = listIn(body, 'candles')
  if (value['symbol'] !== symbol || value['interval'] !== interval)
    throw bad(`other candles than ${symbol} ${interval}`)
  let endAt = -Infinity
  return rows.map((row, index) => {
    const candle = Array.isArray(row) && row.length === 7 ? readCandle(row, row[6], interval, 'rest') : null
    if (candle === null) throw bad(`a candle of ${symbol} ${interval} that is none, in row ${index}`)
    if (candle.openAt < endAt)
      throw bad(`candles of ${symbol} ${interval} that do not ascend, at row ${index}`)
    endAt = nextOpenAt(interval, candle.openAt)
    return candle
  })
}

/** A number here can be off by no more than the exchange's own: text in, and rows that ascend. */
export const history: Provider['history'] = { maxRows, request: historyRequest, parse: parseHistory }

function readTickerRow(row: unknown): QuoteUpdate {
  const fields = isFields(row) ? row : {}
  // What a poll answers is the state of things; it happened at some time before.
  const quote = readTicker(fields, false)
  const book = readBook(fields)
  if (quote === null || book === null) throw bad(`a ticker of ${String(fields['symbol'])} that is none`)
  return { ...quote, bid: book.bid, ask: book.ask }
}

export const ticker: Provider['ticker'] = {
  maxInstruments: 100,
  request: (asked) => ({
    path: '/api/v1/ticker',
    query: { symbols: asked.map(({ symbol }) => symbol).join(',') },
    weight: 1,
  }),
  parse: (body) => listIn(body, 'tickers').rows.map(readTickerRow),
}

const tickerOf = ({ symbol }: Instrument): RestRequest => ({
  path: '/api/v1/ticker',
  query: { symbols: symbol },
  weight: 1,
})

/** Its ticker moves with each trade and bears that trade's time; a trade's id it does not tell. */
export const lastTrade: Provider['lastTrade'] = {
  request: tickerOf,
  parse(body) {
    const { last, exchangeAt } = ticker.parse(body, [])[0] ?? {}
    if (last === undefined || last === null || exchangeAt === undefined || exchangeAt === null) return null
    return { price: last, exchangeAt, tradeId: '' }
  },
}

export const serverTime: NonNullable<Provider['serverTime']> = {
  request: () => ({ path: '/api/v1/time', query: {}, weight: 1 }),
  parse(body) {
    const value: unknown = parseJson(body)
    const now = isFields(value) ? readTime(value['now']) : null
    if (now === null) throw bad('no time')
    return now
  },
}

/** The exchange's `{ code, message }`; null for a body that is not its own. */
export function restError(status: number, body: string): AppError | null {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return null
  }
  if (!isFields(value) || typeof value['code'] !== 'string' || typeof value['message'] !== 'string')
    return null
  const text = `simulated exchange: ${value['message'].slice(0, 300)}`
  if (status === 429) return toAppError(codedError('rate-limited', text, 'later'))
  if (status >= 500) return toAppError(codedError('venue-error', text, 'later'))
  if (value['code'] === 'UNKNOWN_SYMBOL') return toAppError(codedError('not-found', text))
  return toAppError(codedError('venue-refused', text))
}
