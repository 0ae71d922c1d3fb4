/** The exchange's REST answers: pure, from path and query to status and body. */
import { intervals, type Interval } from '../../shared/model/interval.ts'
import { bookAfter, tickerAt, type Series } from './series.ts'
import {
  bookBody,
  candleRow,
  defaultCandles,
  instrumentBody,
  maxCandles,
  maxTickers,
  tickerBody,
} from './wire-format.ts'

export type RestAnswer = { readonly status: number; readonly body: object }

/** What is listed, and the exchange's own time. */
export type Market = { readonly listed: ReadonlyMap<string, Series>; readonly now: number }

const refuse = (status: number, code: string, message: string): RestAnswer => ({
  status,
  body: { code, message },
})
const badParameter = (message: string): RestAnswer => refuse(400, 'BAD_PARAMETER', message)
const unknownSymbol = (symbol: string): RestAnswer =>
  refuse(404, 'UNKNOWN_SYMBOL', `unknown symbol ${symbol}`)

const wholeNumber = /^-?\d{1,15}$/

/** A whole number, null where the parameter is absent, NaN for anything else. */
function numberOf(query: URLSearchParams, name: string): number | null {
  const text = query.get(name)
  if (text === null) return null
  return wholeNumber.test(text) ? Number(text) : NaN
}

function isInterval(text: string): text is Interval {
  return (intervals as readonly string[]).includes(text)
}

function strangeParameter(query: URLSearchParams, known: readonly string[]): RestAnswer | null {
  for (const name of query.keys()) if (!known.includes(name)) return badParameter(`unknown parameter ${name}`)
  return null
}

function candles(query: URLSearchParams, { listed, now }: Market): RestAnswer {
  const strange = strangeParameter(query, ['symbol', 'interval', 'start', 'end', 'limit'])
  if (strange !== null) return strange
  const symbol = query.get('symbol')
  if (symbol === null) return badParameter('symbol is missing')
  const series = listed.get(symbol)
  if (series === undefined) return unknownSymbol(symbol)
  const interval = query.get('interval') ?? ''
  if (!isInterval(interval) || !series.intervals.includes(interval)) {
    return badParameter(`interval must be one of ${series.intervals.join(', ')}`)
  }
  const fromAt = numberOf(query, 'start')
  const toAt = numberOf(query, 'end')
  const limit = numberOf(query, 'limit') ?? defaultCandles
  if (Number.isNaN(fromAt) || Number.isNaN(toAt)) return badParameter('start and end are whole milliseconds')
  if (!(limit >= 1 && limit <= maxCandles)) return badParameter(`limit must be from 1 to ${maxCandles}`)
  if (fromAt !== null && toAt !== null && toAt < fromAt) return badParameter('end is before start')
  const rows = series.candles(interval, { fromAt, toAt, limit }, series.timeAt(now))
  return {
    status: 200,
    body: { symbol, interval, candles: rows.map((row) => candleRow(series.listing, row)) },
  }
}

function tickers(query: URLSearchParams, { listed, now }: Market): RestAnswer {
  const strange = strangeParameter(query, ['symbols'])
  if (strange !== null) return strange
  const symbols = (query.get('symbols') ?? '').split(',').filter((symbol) => symbol !== '')
  if (symbols.length === 0) return badParameter('symbols is missing')
  if (symbols.length > maxTickers) return badParameter(`at most ${maxTickers} symbols`)
  const found: object[] = []
  for (const symbol of symbols) {
    const series = listed.get(symbol)
    if (series === undefined) return unknownSymbol(symbol)
    const time = series.timeAt(now)
    const ticker = tickerAt(series, time)
    const last = series.lastTrade(time)
    // Nothing traded yet: there is nothing to tell.
    if (ticker === null || last === null) continue
    found.push({ ...bookBody(series.listing, bookAfter(last)), ...tickerBody(series.listing, ticker) })
  }
  return { status: 200, body: { tickers: found } }
}

export function answerRest(method: string, path: string, query: URLSearchParams, market: Market): RestAnswer {
  if (method !== 'GET') return refuse(405, 'METHOD_NOT_ALLOWED', `${method} is not served`)
  switch (path) {
    case '/api/v1/time':
      return { status: 200, body: { now: market.now } }
    case '/api/v1/instruments':
      return { status: 200, body: { instruments: [...market.listed.values()].map(instrumentBody) } }
    case '/api/v1/candles':
      return candles(query, market)
    case '/api/v1/ticker':
      return tickers(query, market)
    default:
      return refuse(404, 'NOT_FOUND', `no such route: ${path}`)
  }
}
