/** Twelve Data's quotes: one credit a symbol, several symbols a request, each with its own success. */
import { CodedError } from '../../../shared/errors.ts'
import type { LimitUsage } from '../../../shared/model/feed-status.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { QuoteUpdate } from '../../../shared/model/quote.ts'
import {
  badBody,
  isFields,
  jsonOf,
  readNumber,
  readPrice,
  readSize,
  readTime,
  type Fields,
} from '../fields.ts'
import type { Provider, RestRequest } from '../provider.ts'
import { errorOf } from './errors.ts'

/** UTC epoch ms of a number of seconds; null for none and for 0. */
export function readSeconds(value: unknown): number | null {
  const seconds = readTime(value)
  return seconds === null || seconds === 0 ? null : readTime(seconds * 1000)
}

function quoteRequest(asked: readonly Instrument[]): RestRequest {
  const symbol = asked.map((each) => each.symbol).join(',')
  return { path: '/quote', query: { symbol }, weight: Math.max(1, asked.length) }
}

/**
 * `{symbol,close,open,high,low,volume,previous_close,change,percent_change,timestamp,last_quote_at}`, texts and seconds. `close` is
 * the last price; `timestamp` opens its candle, `last_quote_at` is when it was said. Currencies and coins have no volume.
 */
function readQuote(fields: Fields, { id, symbol }: Instrument): QuoteUpdate {
  const last = readPrice(fields['close'])
  const exchangeAt = readSeconds(fields['last_quote_at']) ?? readSeconds(fields['timestamp'])
  if (last === null || exchangeAt === null) throw badBody('Twelve Data', `a quote of ${symbol} that is none`)
  const change = readNumber(fields['change'])
  const changePercent = readNumber(fields['percent_change'])
  return {
    instrument: id,
    last,
    open: readPrice(fields['open']),
    high: readPrice(fields['high']),
    low: readPrice(fields['low']),
    ...(fields['volume'] === undefined ? {} : { volume: readSize(fields['volume']) }),
    ...(change === null || changePercent === null ? {} : { change, changePercent, basis: 'previous-close' }),
    exchangeAt,
    snapshot: false,
  }
}

/** One symbol is answered by its quote, several by `{"AAPL":{…},"EUR/USD":{…}}`. Throws if nothing but failures came. */
function parseQuotes(body: string, asked: readonly Instrument[]): QuoteUpdate[] {
  const value = jsonOf('Twelve Data', body, 'quotes')
  if (!isFields(value)) throw badBody('Twelve Data', 'no quotes')
  const quotes: QuoteUpdate[] = []
  let failure: CodedError | null = null
  for (const instrument of asked) {
    const own = value[instrument.symbol]
    const fields = isFields(own) ? own : asked.length === 1 ? value : undefined
    if (fields === undefined) throw badBody('Twelve Data', `no quote of ${instrument.symbol}`)
    if (fields['status'] === 'error') failure ??= new CodedError(errorOf(fields, 200))
    else quotes.push(readQuote(fields, instrument))
  }
  if (failure !== null && quotes.length === 0) throw failure
  return quotes
}

export const ticker: Provider['ticker'] = {
  // As many as a minute of the free plan has credits.
  maxInstruments: 8,
  // The stream has no open, high, low or change. Eight symbols an hour leave three quarters of 800 credits a day.
  refreshMs: 3_600_000,
  request: quoteRequest,
  parse: parseQuotes,
}

export const lastTrade: Provider['lastTrade'] = {
  request: (instrument) => quoteRequest([instrument]),
  parse(body, instrument) {
    const [quote] = parseQuotes(body, [instrument])
    if (quote?.last === undefined || quote.last === null || quote.exchangeAt === null) return null
    return { price: quote.last, exchangeAt: quote.exchangeAt, tradeId: '' }
  },
}

export const probe: Provider['probe'] = () => ({ path: '/api_usage', query: {}, weight: 1 })

/** `api-credits-used` and `api-credits-left` of the minute. */
export function usage(header: (name: string) => string | null): LimitUsage | null {
  const used = readNumber(header('api-credits-used'))
  const left = readNumber(header('api-credits-left'))
  if (used === null || left === null || used < 0 || left < 0) return null
  return { used, max: used + left, windowMs: 60_000 }
}
