/** Binance's REST calls: requests with their exact weights, and answers checked before they are believed (rest-api.md). */
import { codedError } from '../../../shared/errors.ts'
import type { Candle } from '../../../shared/model/candle.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { Interval } from '../../../shared/model/interval.ts'
import type { QuoteUpdate } from '../../../shared/model/quote.ts'
import {
  badBody,
  isFields,
  jsonOf,
  readCandle,
  readId,
  readPrice,
  readPriceOrNone,
  readSize,
  readStep,
  readTime,
} from '../fields.ts'
import type { HistoryRange, LastTrade, Provider, RestRequest } from '../provider.ts'
import { nativeIntervals, readTicker, type TickerNames } from './parse.ts'
import { providerId, readSymbol } from './symbols.ts'

const venue = 'Binance'
const maxRows = 1000

function listOf(body: string, asked: string): readonly unknown[] {
  const value = jsonOf(venue, body, asked)
  if (!Array.isArray(value)) throw badBody(venue, `no list of ${asked}`)
  return value
}

// Every filter is optional, and a tick of zero switches the rule off: then the digits of prices are the grid.
function readTickSize(row: Readonly<Record<string, unknown>>): number | null {
  const { filters, quotePrecision } = row
  if (Array.isArray(filters)) {
    for (const filter of filters as readonly unknown[]) {
      if (!isFields(filter) || filter['filterType'] !== 'PRICE_FILTER') continue
      const step = readStep(filter['tickSize'])
      if (step !== null) return step
    }
  }
  const isDigits = Number.isInteger(quotePrecision) && Number(quotePrecision) >= 0
  return isDigits && Number(quotePrecision) <= 12 ? Number(`1e-${String(quotePrecision)}`) : null
}

function readInstrument(row: Readonly<Record<string, unknown>>): Instrument | null {
  const { symbol, baseAsset, quoteAsset } = row
  const id = readSymbol(symbol)
  const tickSize = readTickSize(row)
  if (id === null || tickSize === null || typeof symbol !== 'string') return null
  if (typeof baseAsset !== 'string' || typeof quoteAsset !== 'string') return null
  return {
    id,
    provider: providerId,
    symbol,
    name: `${baseAsset}/${quoteAsset}`,
    kind: 'crypto',
    currency: quoteAsset,
    tickSize,
    session: { kind: 'always' },
    intervals: [...nativeIntervals],
    simulated: false,
  }
}

/** Those of status TRADING. A row that is no symbol is left out, so that a new kind of one does not hide all others. */
export const instruments: Provider['instruments'] = {
  requests: () => [{ path: '/api/v3/exchangeInfo', query: {}, weight: 20 }],
  parse([body = '']) {
    const value = jsonOf(venue, body, 'the symbols')
    const rows = isFields(value) ? value['symbols'] : undefined
    if (!Array.isArray(rows)) throw badBody(venue, 'no list of symbols')
    const trading = (rows as readonly unknown[]).filter(isFields).filter(({ status }) => status === 'TRADING')
    const read = trading.map(readInstrument).filter((instrument) => instrument !== null)
    if (read.length === 0 && trading.length > 0) throw badBody(venue, 'symbols that are none')
    return read
  },
}

/** `quoteVolume` of the last 24 hours; without symbols it costs 80. */
export const turnover: NonNullable<Provider['turnover']> = {
  request: () => ({ path: '/api/v3/ticker/24hr', query: {}, weight: 80 }),
  parse(body) {
    const turnovers = new Map<string, number>()
    for (const row of listOf(body, '24 h figures')) {
      if (!isFields(row) || typeof row['symbol'] !== 'string') continue
      const volume = readSize(row['quoteVolume'])
      if (volume !== null) turnovers.set(row['symbol'], volume)
    }
    return turnovers
  },
}

/**
 * `startTime` and `endTime` both include. With a start the oldest rows from there are answered, without one the newest: exactly
 * what a range means.
 */
function historyRequest({ symbol }: Instrument, interval: Interval, range: HistoryRange): RestRequest {
  if (!nativeIntervals.includes(interval))
    throw codedError('unsupported', `${venue} has no ${interval} candles`)
  const { fromAt, toAt, limit } = range
  const query: Record<string, string> = {
    symbol,
    interval,
    limit: String(Math.min(maxRows, Math.max(1, Math.ceil(limit)))),
  }
  if (fromAt !== null) query['startTime'] = String(Math.max(0, Math.ceil(fromAt)))
  if (toAt !== null) query['endTime'] = String(Math.max(0, Math.ceil(toAt) - 1))
  return { path: '/api/v3/klines', query, weight: 2 }
}

/** The last row may still be running, and only the venue's clock could tell. */
function parseHistory(body: string, { symbol }: Instrument, interval: Interval): Candle[] {
  const rows = listOf(body, `candles of ${symbol} ${interval}`)
  let before = -Infinity
  return rows.map((row, index) => {
    const [openAt, open, high, low, close, volume] = Array.isArray(row) ? (row as readonly unknown[]) : []
    const closed = index < rows.length - 1
    const candle = readCandle(
      { openAt: readTime(openAt), open, high, low, close, volume, closed, source: 'rest' },
      interval,
    )
    if (candle === null)
      throw badBody(venue, `a candle of ${symbol} ${interval} that is none, in row ${index}`)
    if (candle.openAt <= before)
      throw badBody(venue, `candles of ${symbol} ${interval} that do not ascend, at row ${index}`)
    before = candle.openAt
    return candle
  })
}

export const history: Provider['history'] = { maxRows, request: historyRequest, parse: parseHistory }

const restNames: TickerNames = {
  last: 'lastPrice',
  open: 'openPrice',
  high: 'highPrice',
  low: 'lowPrice',
  volume: 'volume',
  change: 'priceChange',
  changePercent: 'priceChangePercent',
  at: 'closeTime',
}

function readTickerRow(row: unknown): QuoteUpdate {
  const fields = isFields(row) ? row : {}
  const quote = readTicker(fields, fields['symbol'], restNames)
  const bid = readPriceOrNone(fields['bidPrice'])
  const ask = readPriceOrNone(fields['askPrice'])
  if (quote === null || bid === undefined || ask === undefined)
    throw badBody(venue, `24 h figures of ${String(fields['symbol'])} that are none`)
  return { ...quote, bid, ask }
}

/** Twenty symbols cost as much as one; one more would cost 40. */
export const ticker: Provider['ticker'] = {
  maxInstruments: 20,
  request: (asked) => ({
    path: '/api/v3/ticker/24hr',
    query: { symbols: JSON.stringify(asked.map(({ symbol }) => symbol)) },
    weight: 2,
  }),
  parse: (body) => listOf(body, '24 h figures').map(readTickerRow),
}

export const lastTrade: Provider['lastTrade'] = {
  request: ({ symbol }) => ({ path: '/api/v3/trades', query: { symbol, limit: '1' }, weight: 25 }),
  parse(body, { symbol }): LastTrade | null {
    const newest = listOf(body, `trades of ${symbol}`).at(-1)
    if (newest === undefined) return null
    const fields = isFields(newest) ? newest : {}
    const tradeId = readId(fields['id'])
    const price = readPrice(fields['price'])
    const exchangeAt = readTime(fields['time'])
    if (tradeId === null || price === null || exchangeAt === null)
      throw badBody(venue, `a trade of ${symbol} that is none`)
    return { price, exchangeAt, tradeId }
  },
}

export const serverTime: NonNullable<Provider['serverTime']> = {
  request: () => ({ path: '/api/v3/time', query: {}, weight: 1 }),
  parse(body) {
    const value = jsonOf(venue, body, 'its time')
    const at = isFields(value) ? readTime(value['serverTime']) : null
    if (at === null) throw badBody(venue, 'no time')
    return at
  },
}

export const probe = (): RestRequest => ({ path: '/api/v3/ping', query: {}, weight: 1 })
