/** Alpaca's REST routes for stocks: the list of assets on the trading host, prices of the IEX feed on the data host. */
import type { LimitUsage } from '../../../shared/model/feed-status.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { QuoteUpdate } from '../../../shared/model/quote.ts'
import {
  badBody,
  isFields,
  jsonOf,
  readId,
  readIsoTime,
  readNumber,
  readPrice,
  readSize,
  type Fields,
} from '../fields.ts'
import type { Credentials, LastTrade, Provider } from '../provider.ts'
import { usStockSession } from '../us-stocks.ts'
import { movesPrice } from './conditions.ts'
import { nativeIntervals } from './history.ts'
import { providerId, readSymbol } from './symbols.ts'

const dayMs = 86_400_000
/** IEX itself trades from 8:00 to 17:00 (iexexchange.io, trading hours): nothing of the rest of the day is in its feed. */
const iexHours = { opensAtMinute: 8 * 60, closesAtMinute: 17 * 60 }
const feed = 'iex'

/** Keys of paper accounts begin with PK and are known to the paper host alone, those of live accounts to the other alone. */
export function tradingOrigin({ keyId = 'PK' }: Credentials): string {
  return keyId.startsWith('PK') ? 'https://paper-api.alpaca.markets' : 'https://api.alpaca.markets'
}

/** Null for what can't be watched here: not tradable, over the counter (not on IEX), or not a stock. */
function readAsset(row: unknown, session: Instrument['session']): Instrument | null {
  if (!isFields(row)) throw badBody('Alpaca', 'an asset that is none')
  const { symbol, name, status, tradable, exchange } = row
  const id = readSymbol(symbol)
  if (id === null || typeof symbol !== 'string') throw badBody('Alpaca', 'an asset without a symbol')
  if (row['class'] !== 'us_equity' || status !== 'active' || tradable !== true || exchange === 'OTC')
    return null
  return {
    id,
    provider: providerId,
    symbol,
    name: typeof name === 'string' && name !== '' ? name : symbol,
    kind: 'stock',
    currency: 'USD',
    // Not in the list: the increment of quotes from one dollar up (SEC rule 612).
    tickSize: 0.01,
    session,
    intervals: [...nativeIntervals],
    simulated: false,
  }
}

export const instruments: Provider['instruments'] = {
  requests: (credentials: Credentials = {}) => [
    {
      path: '/v2/assets',
      query: { status: 'active', asset_class: 'us_equity' },
      weight: 1,
      origin: tradingOrigin(credentials),
    },
  ],
  parse([body = ''], at) {
    const rows = jsonOf('Alpaca', body, 'assets')
    if (!Array.isArray(rows)) throw badBody('Alpaca', 'no list of assets')
    const session = usStockSession(at, iexHours)
    return (rows as unknown[]).map((row) => readAsset(row, session)).filter((asset) => asset !== null)
  },
}

const fieldsIn = (parent: Fields, key: string): Fields => {
  const value = parent[key]
  return isFields(value) ? value : {}
}

/** The figures of the day that `tradedAt` lies in, against the close of the trading day before it. */
function dayFigures(snapshot: Fields, last: number | null, tradedAt: number | null): Partial<QuoteUpdate> {
  const day = fieldsIn(snapshot, 'dailyBar')
  const openAt = readIsoTime(day['t'])
  // Before its first regular trade a day has no bar: then `dailyBar` still is the day before.
  const isOver = openAt !== null && tradedAt !== null && tradedAt >= openAt + dayMs
  const previous = readPrice(isOver ? day['c'] : fieldsIn(snapshot, 'prevDailyBar')['c'])
  const figures = isOver
    ? { open: null, high: null, low: null, volume: null }
    : {
        open: readPrice(day['o']),
        high: readPrice(day['h']),
        low: readPrice(day['l']),
        volume: readSize(day['v']),
      }
  if (last === null || previous === null) return figures
  const change = last - previous
  const changePercent = (change / previous) * 100
  if (!Number.isFinite(changePercent)) return figures
  return { ...figures, change, changePercent, basis: 'previous-close' }
}

function readSnapshot(symbol: string, snapshot: Fields): QuoteUpdate {
  const instrument = readSymbol(symbol)
  if (instrument === null) throw badBody('Alpaca', `a snapshot of ${symbol}, which is no symbol`)
  const trade = fieldsIn(snapshot, 'latestTrade')
  const quote = fieldsIn(snapshot, 'latestQuote')
  const moves = movesPrice(trade['c'], trade['z'])
  // An odd lot and the like set no price: then the last minute with a price tells it.
  const last = readPrice(moves ? trade['p'] : fieldsIn(snapshot, 'minuteBar')['c'])
  const tradedAt = readIsoTime(trade['t'])
  return {
    instrument,
    last,
    // 0 says that there is none.
    bid: readPrice(quote['bp']),
    ask: readPrice(quote['ap']),
    ...dayFigures(snapshot, last, tradedAt),
    exchangeAt: tradedAt ?? readIsoTime(quote['t']),
    snapshot: false,
  }
}

/** `GET /v2/stocks/snapshots`: `{"AAPL":{latestTrade,latestQuote,minuteBar,dailyBar,prevDailyBar}}`, null for a symbol without data. */
export const ticker: Provider['ticker'] = {
  maxInstruments: 100,
  // The stream does not know the previous close.
  refreshMs: 60_000,
  request: (asked) => ({
    path: '/v2/stocks/snapshots',
    query: { symbols: asked.map(({ symbol }) => symbol).join(','), feed },
    weight: 1,
  }),
  parse(body) {
    const value = jsonOf('Alpaca', body, 'snapshots')
    if (!isFields(value)) throw badBody('Alpaca', 'no snapshots')
    const quotes: QuoteUpdate[] = []
    for (const [symbol, snapshot] of Object.entries(value)) {
      if (snapshot === null) continue
      if (!isFields(snapshot)) throw badBody('Alpaca', `a snapshot of ${symbol} that is none`)
      quotes.push(readSnapshot(symbol, snapshot))
    }
    return quotes
  },
}

function readLastTrade(body: string, symbol: string): LastTrade | null {
  const value = jsonOf('Alpaca', body, `the last trade of ${symbol}`)
  const trades = isFields(value) ? value['trades'] : undefined
  if (!isFields(trades)) throw badBody('Alpaca', `no last trade of ${symbol}`)
  const trade = trades[symbol]
  if (trade === undefined || trade === null) return null
  const { p, t, i, u } = isFields(trade) ? trade : {}
  const price = readPrice(p)
  const exchangeAt = readIsoTime(t)
  if (price === null || exchangeAt === null) throw badBody('Alpaca', `a last trade of ${symbol} that is none`)
  // Taken back by the exchange.
  if (u === 'canceled' || u === 'incorrect') return null
  return { price, exchangeAt, tradeId: readId(i) ?? '' }
}

export const lastTrade: Provider['lastTrade'] = {
  request: ({ symbol }) => ({
    path: '/v2/stocks/trades/latest',
    query: { symbols: symbol, feed },
    weight: 1,
  }),
  parse: (body, { symbol }) => readLastTrade(body, symbol),
}

export const probe: Provider['probe'] = () => ({
  path: '/v2/stocks/trades/latest',
  query: { symbols: 'SPY', feed },
  weight: 1,
})

/** `X-RateLimit-Limit` and `-Remaining` of the minute. */
export function usage(header: (name: string) => string | null): LimitUsage | null {
  const max = readNumber(header('x-ratelimit-limit'))
  const left = readNumber(header('x-ratelimit-remaining'))
  if (max === null || left === null || max <= 0) return null
  return { used: Math.max(0, max - left), max, windowMs: 60_000 }
}
