/** Kraken's public REST routes except candles (docs.kraken.com/api-reference/market-data). */
import { codedError } from '../../../shared/errors.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { QuoteUpdate } from '../../../shared/model/quote.ts'
import {
  badBody,
  isFields,
  readId,
  readPrice,
  readPriceOrNone,
  readSeconds,
  readSize,
  readStep,
} from '../fields.ts'
import type { LastTrade, Provider, RestRequest } from '../provider.ts'
import { resultOf, venue } from './answer.ts'
import { intervalMinutes } from './intervals.ts'
import {
  byRestKey,
  guessSymbol,
  isTokenisedStock,
  providerId,
  readSymbol,
  restPair,
  symbolOfPairName,
} from './symbols.ts'

const tickersPerRequest = 100

export const publicRequest = (route: string, query: Readonly<Record<string, string>> = {}): RestRequest => ({
  path: `/0/public/${route}`,
  query,
  weight: 1,
})

/** `pair` of a request; tokenised stocks are found only in their own class. */
export function pairQuery(symbols: readonly string[]): Record<string, string> {
  const pair = symbols.map(restPair).join(',')
  const [first] = symbols
  return first !== undefined && isTokenisedStock(first) ? { pair, asset_class: 'tokenized_asset' } : { pair }
}

// Where orders can only be cancelled or only rest in the book, nothing trades.
const tradable: readonly unknown[] = [undefined, 'online', 'limit_only', 'reduce_only']
const money: readonly string[] = ['USD', 'EUR', 'GBP', 'CAD', 'JPY', 'CHF', 'AUD', 'AED']

/** `tick_size`, or where the list is from before it had one, the step of its decimals. */
function readTickSize(row: Readonly<Record<string, unknown>>): number | null {
  if (row['tick_size'] !== undefined) return readStep(row['tick_size'])
  const decimals = row['pair_decimals']
  if (typeof decimals !== 'number' || !Number.isInteger(decimals) || decimals < 0 || decimals > 20)
    return null
  return Number(`1e-${decimals}`)
}

/**
 * A tokenised stock (`AAPLx/USD`) is a crypto asset here: a token with Kraken's own book, traded day and night at a price of its own.
 * As a stock it would be shown as shut, and as the share itself, when it is neither.
 */
function readPair(row: unknown): Instrument | null {
  if (!isFields(row) || !tradable.includes(row['status'])) return null
  // Pairs of the dark pool have no such name.
  const symbol = symbolOfPairName(row['wsname'])
  const id = readSymbol(symbol)
  const tickSize = readTickSize(row)
  if (symbol === null || id === null || tickSize === null) return null
  const [base = '', currency = ''] = symbol.split('/')
  const isMoney = money.includes(base) && money.includes(currency)
  return {
    id,
    provider: providerId,
    symbol,
    name: isTokenisedStock(symbol) ? `${base} (tokenised stock) / ${currency}` : `${base} / ${currency}`,
    kind: isMoney ? 'fx' : 'crypto',
    currency,
    tickSize,
    session: { kind: 'always' },
    intervals: [...intervalMinutes.keys()],
    simulated: false,
  }
}

/** Tokenised stocks are a list of their own. */
export const instruments: Provider['instruments'] = {
  requests: () => [
    publicRequest('AssetPairs'),
    publicRequest('AssetPairs', { aclass_base: 'tokenized_asset' }),
  ],
  parse(bodies) {
    const found = new Map<string, Instrument>()
    let listed = 0
    for (const body of bodies) {
      if (body === '') continue
      for (const row of Object.values(resultOf(body, 'the asset pairs'))) {
        listed += 1
        const instrument = readPair(row)
        if (instrument !== null && !found.has(instrument.symbol)) found.set(instrument.symbol, instrument)
      }
    }
    if (found.size === 0 && listed > 0) throw badBody(venue, 'no asset pair that can be read')
    return [...found.values()]
  },
}

/** `[price, …]` or `[today, last 24 hours]`: one of a row's lists. */
function listIn(row: unknown, name: string): readonly unknown[] {
  const list = isFields(row) ? row[name] : undefined
  return Array.isArray(list) ? (list as unknown[]) : []
}

/** 24 h turnover is volume times its average price. Keys that can't be told apart are left out: this only ranks. */
export const turnover: NonNullable<Provider['turnover']> = {
  request: () => publicRequest('Ticker'),
  parse(body) {
    const bySymbol = new Map<string, number>()
    for (const [key, row] of Object.entries(resultOf(body, 'all tickers'))) {
      const symbol = guessSymbol(key)
      const volume = readSize(listIn(row, 'v')[1])
      const price = readSize(listIn(row, 'p')[1])
      if (symbol !== null && volume !== null && price !== null) bySymbol.set(symbol, volume * price)
    }
    return bySymbol
  },
}

/** `o` is the price at today's midnight UTC, which is not what the stream's change is counted from: it is left out. */
function readTicker(row: unknown, { id, symbol }: Instrument): QuoteUpdate {
  const last = readPriceOrNone(listIn(row, 'c')[0])
  const bid = readPriceOrNone(listIn(row, 'b')[0])
  const ask = readPriceOrNone(listIn(row, 'a')[0])
  const high = readPriceOrNone(listIn(row, 'h')[1])
  const low = readPriceOrNone(listIn(row, 'l')[1])
  const volume = readSize(listIn(row, 'v')[1])
  if (last === undefined || bid === undefined || ask === undefined || volume === null)
    throw badBody(venue, `a ticker of ${symbol} that is none`)
  if (high === undefined || low === undefined) throw badBody(venue, `a ticker of ${symbol} without its range`)
  return { instrument: id, last, bid, ask, high, low, volume, exchangeAt: null, snapshot: false }
}

/** One class a request: where tokens and others are asked together, those like the first are answered. */
export const ticker: Provider['ticker'] = {
  maxInstruments: tickersPerRequest,
  request(asked) {
    const symbols = asked.slice(0, tickersPerRequest).map(({ symbol }) => symbol)
    const [first] = symbols
    if (first === undefined) throw codedError('bad-request', 'Kraken: a ticker of no instrument')
    const isToken = isTokenisedStock(first)
    return publicRequest('Ticker', pairQuery(symbols.filter((each) => isTokenisedStock(each) === isToken)))
  },
  parse(body, asked) {
    const keyed = byRestKey(asked)
    return Object.entries(resultOf(body, 'tickers')).flatMap(([key, row]) => {
      const instrument = keyed.get(key)
      return instrument === undefined ? [] : [readTicker(row, instrument)]
    })
  },
}

/** The rows of one pair, under whatever key: it may be spelled otherwise than asked. */
export function rowsOf(body: string, what: string): readonly unknown[] {
  const lists = Object.entries(resultOf(body, what)).filter(([key]) => key !== 'last')
  const rows = lists[0]?.[1]
  if (lists.length !== 1 || !Array.isArray(rows)) throw badBody(venue, `no list of ${what}`)
  return rows as unknown[]
}

/** `[price, volume, seconds, side, type, "", id]`; the id is missing in answers from before 2022. */
export const lastTrade: Provider['lastTrade'] = {
  request: ({ symbol }) => publicRequest('Trades', { ...pairQuery([symbol]), count: '1' }),
  parse(body, { symbol }): LastTrade | null {
    const row = rowsOf(body, `trades of ${symbol}`).at(-1)
    if (row === undefined) return null
    const fields: readonly unknown[] = Array.isArray(row) ? (row as unknown[]) : []
    const price = readPrice(fields[0])
    const exchangeAt = readSeconds(fields[2])
    if (price === null || exchangeAt === null) throw badBody(venue, `a trade of ${symbol} that is none`)
    return { price, exchangeAt, tradeId: readId(fields[6]) ?? '' }
  },
}

export const probe = (): RestRequest => publicRequest('Time')

/** To the second. */
export const serverTime: NonNullable<Provider['serverTime']> = {
  request: probe,
  parse(body) {
    const at = readSeconds(resultOf(body, 'the time')['unixtime'])
    if (at === null) throw badBody(venue, 'a time that is none')
    return at
  },
}
