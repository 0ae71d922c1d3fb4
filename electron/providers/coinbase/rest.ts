/** Coinbase Exchange's REST routes except candles (docs.cdp.coinbase.com/api-reference/exchange-api). */
import { codedError, toAppError, type AppError } from '../../../shared/errors.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { Interval } from '../../../shared/model/interval.ts'
import type { QuoteUpdate } from '../../../shared/model/quote.ts'
import {
  badBody,
  isFields,
  jsonOf,
  parseJson,
  readId,
  readIsoTime,
  readPriceOrNone,
  readSeconds,
  readSize,
  readStep,
  readWords,
  type Fields,
} from '../fields.ts'
import type { LastTrade, Provider, RestRequest } from '../provider.ts'
import { providerId, readSymbol } from './symbols.ts'

const venue = 'Coinbase'

/** Candles that the venue sums itself, all on the UTC grid; granularity in seconds. */
export const granularities = new Map<Interval, number>([
  ['1m', 60],
  ['5m', 300],
  ['15m', 900],
  ['1h', 3600],
  ['6h', 21_600],
  ['1d', 86_400],
])

/** The address of a product's own route. */
export function productRequest(
  { symbol }: Instrument,
  route: string,
  query: Readonly<Record<string, string>> = {},
): RestRequest {
  return { path: `/products/${encodeURIComponent(symbol)}/${route}`, query, weight: 1 }
}

// Post-only and cancel-only products have no takers, so nothing trades there.
const isTradable = (row: Fields): boolean =>
  row['status'] === 'online' &&
  row['trading_disabled'] !== true &&
  row['cancel_only'] !== true &&
  row['post_only'] !== true

function readProduct(row: unknown): Instrument | null {
  if (!isFields(row) || !isTradable(row)) return null
  const id = readSymbol(row['id'])
  const symbol = row['id']
  const base = row['base_currency']
  const currency = row['quote_currency']
  const tickSize = readStep(row['quote_increment'])
  if (id === null || typeof symbol !== 'string' || tickSize === null) return null
  if (typeof base !== 'string' || base === '' || typeof currency !== 'string' || currency === '') return null
  return {
    id,
    provider: providerId,
    symbol,
    name: `${base} / ${currency}`,
    kind: 'crypto',
    currency,
    tickSize,
    session: { kind: 'always' },
    intervals: [...granularities.keys()],
    simulated: false,
  }
}

/** One broken row among hundreds is left out; a list in which nothing can be read is no list. */
export const instruments: Provider['instruments'] = {
  requests: () => [{ path: '/products', query: {}, weight: 1 }],
  parse(bodies) {
    const rows = jsonOf(venue, bodies[0] ?? '', 'products')
    if (!Array.isArray(rows)) throw badBody(venue, 'no list of products')
    const found = (rows as unknown[]).map(readProduct).filter((instrument) => instrument !== null)
    if (found.length === 0 && rows.length > 0) throw badBody(venue, 'no product that can be read')
    return found
  },
}

function fieldsOf(body: string, asked: string): Fields {
  const value = jsonOf(venue, body, asked)
  if (!isFields(value)) throw badBody(venue, `no object for ${asked}`)
  return value
}

/** Undefined where the body has no such field; throws for what is no price. */
function priceIn(fields: Fields, name: string, asked: string): number | null | undefined {
  if (fields[name] === undefined) return undefined
  const price = readPriceOrNone(fields[name])
  if (price === undefined) throw badBody(venue, `a ${name} that is no price for ${asked}`)
  return price
}

/**
 * Reads `/ticker` (price, bid, ask, volume, time) and `/stats` (open, high, low, last, volume): what the body carries. `/ticker` is
 * asked, since a bid and an ask that stay behind would mislead more than a 24 h range that does; its figures are of the same 24 hours.
 */
function parseTicker(body: string, asked: readonly Instrument[]): QuoteUpdate[] {
  const instrument = asked[0]
  if (instrument === undefined) return []
  const { symbol } = instrument
  const fields = fieldsOf(body, `the ticker of ${symbol}`)
  const price = (name: string): number | null | undefined => priceIn(fields, name, symbol)
  const last = price('price') ?? price('last')
  const read = {
    last,
    bid: price('bid'),
    ask: price('ask'),
    open: price('open'),
    high: price('high'),
    low: price('low'),
  }
  const volume = readSize(fields['volume'])
  const exchangeAt = fields['time'] === undefined ? null : readIsoTime(fields['time'])
  if (exchangeAt === null && fields['time'] !== undefined)
    throw badBody(venue, `a time that is none for ${symbol}`)
  if (volume === null && fields['volume'] !== undefined)
    throw badBody(venue, `a volume that is none for ${symbol}`)
  const known = Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
  if (Object.keys(known).length === 0) throw badBody(venue, `no ticker of ${symbol}`)
  const { open } = read
  const isChange = typeof last === 'number' && typeof open === 'number'
  return [
    {
      instrument: instrument.id,
      ...known,
      ...(volume === null ? {} : { volume }),
      ...(isChange
        ? { change: last - open, changePercent: ((last - open) / open) * 100, basis: '24h' as const }
        : {}),
      exchangeAt,
      snapshot: false,
    },
  ]
}

export const ticker: Provider['ticker'] = {
  maxInstruments: 1,
  request(asked) {
    const [instrument] = asked
    if (instrument === undefined) throw codedError('bad-request', 'Coinbase: a ticker of no instrument')
    return productRequest(instrument, 'ticker')
  },
  parse: parseTicker,
}

function parseLastTrade(body: string, { symbol }: Instrument): LastTrade | null {
  const fields = fieldsOf(body, `the last trade of ${symbol}`)
  const price = priceIn(fields, 'price', symbol)
  // A product that never traded has a book and no trade.
  if (price === null || (price === undefined && fields['bid'] !== undefined)) return null
  const exchangeAt = readIsoTime(fields['time'])
  const tradeId = readId(fields['trade_id'])
  if (price === undefined || exchangeAt === null || tradeId === null)
    throw badBody(venue, `a last trade of ${symbol} that is none`)
  return { price, exchangeAt, tradeId }
}

export const lastTrade: Provider['lastTrade'] = {
  request: (instrument) => productRequest(instrument, 'ticker'),
  parse: parseLastTrade,
}

const timeRequest = (): RestRequest => ({ path: '/time', query: {}, weight: 1 })

export const probe = timeRequest

export const serverTime: NonNullable<Provider['serverTime']> = {
  request: timeRequest,
  parse(body) {
    const fields = fieldsOf(body, 'the time')
    const at = readIsoTime(fields['iso']) ?? readSeconds(fields['epoch'])
    if (at === null) throw badBody(venue, 'a time that is none')
    return at
  },
}

/** `{ message }` of the Exchange, or `{ errors: [{ id, message }] }`, which Coinbase's newer gateway answers. */
function wordsOf(body: string): string | null {
  const value = parseJson(body)
  if (!isFields(value)) return null
  const [first] = Array.isArray(value['errors']) ? (value['errors'] as unknown[]) : []
  const words = readWords(value['message'] ?? (isFields(first) ? first['message'] : undefined), '')
  return words === '' ? null : words
}

/** Coinbase fails by HTTP status alone. */
export function restError(status: number, body: string): AppError | null {
  if (status < 400) return null
  const words = wordsOf(body)
  if (words === null) return null
  const text = `Coinbase: ${words}`
  if (status === 429) return toAppError(codedError('rate-limited', text, 'later'))
  if (status >= 500) return toAppError(codedError('venue-error', text, 'later'))
  if (status === 404 || /not a valid product|invalid product/i.test(words))
    return toAppError(codedError('not-found', text))
  if (status === 401) return toAppError(codedError('unauthorized', text))
  return toAppError(codedError('venue-refused', text))
}
