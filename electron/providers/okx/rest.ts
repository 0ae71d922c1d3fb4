/** OKX's REST calls but candles: requests, and answers checked before they are believed (docs-v5, market data, public data). */
import type { Instrument } from '../../../shared/model/instrument.ts'
import { badBody, isFields, readId, readPrice, readSize, readStep, readTime } from '../fields.ts'
import type { LastTrade, Provider, RestRequest } from '../provider.ts'
import { dataOf, venue } from './envelope.ts'
import { nativeIntervals, providerId, readSymbol } from './symbols.ts'
import { readTicker } from './values.ts'

/** Every call has a limit of its own, most of them 20 in two seconds; one budget for all keeps each. */
export const restRule = { max: 20, windowMs: 2000 } as const
/** 10 in two seconds. */
const timeRequest: RestRequest = { path: '/api/v5/public/time', query: {}, weight: 2 }
const tickersRequest: RestRequest = {
  path: '/api/v5/market/tickers',
  query: { instType: 'SPOT' },
  weight: 1,
}

function readInstrument(row: Readonly<Record<string, unknown>>): Instrument | null {
  const { instId, baseCcy, quoteCcy } = row
  const id = readSymbol(instId)
  const tickSize = readStep(row['tickSz'])
  if (id === null || tickSize === null || typeof instId !== 'string') return null
  if (typeof baseCcy !== 'string' || typeof quoteCcy !== 'string') return null
  return {
    id,
    provider: providerId,
    symbol: instId,
    name: `${baseCcy}/${quoteCcy}`,
    kind: 'crypto',
    currency: quoteCcy,
    tickSize,
    session: { kind: 'always' },
    intervals: [...nativeIntervals],
    simulated: false,
  }
}

/** Spot pairs of state `live`. Announced ones have empty fields and are left out, as is every row that is no pair. */
export const instruments: Provider['instruments'] = {
  requests: () => [{ path: '/api/v5/public/instruments', query: { instType: 'SPOT' }, weight: 1 }],
  parse([body = '']) {
    const live = dataOf(body, 'instruments')
      .filter(isFields)
      .filter(({ instType, state }) => instType === 'SPOT' && state === 'live')
    const read = live.map(readInstrument).filter((instrument) => instrument !== null)
    if (read.length === 0 && live.length > 0) throw badBody(venue, 'instruments that are none')
    return read
  },
}

/** For spot `volCcy24h` is in the quote currency. */
export const turnover: NonNullable<Provider['turnover']> = {
  request: () => tickersRequest,
  parse(body) {
    const turnovers = new Map<string, number>()
    for (const row of dataOf(body, '24 h figures')) {
      if (!isFields(row) || typeof row['instId'] !== 'string') continue
      const volume = readSize(row['volCcy24h'])
      if (volume !== null) turnovers.set(row['instId'], volume)
    }
    return turnovers
  },
}

/** One instrument by its own call, several by the one that answers all. */
export const ticker: Provider['ticker'] = {
  maxInstruments: 1000,
  request(asked) {
    const [only] = asked
    if (asked.length !== 1 || only === undefined) return tickersRequest
    return { path: '/api/v5/market/ticker', query: { instId: only.symbol }, weight: 1 }
  },
  parse(body, asked) {
    const wanted = new Set(asked.map(({ symbol }) => symbol))
    const rows = dataOf(body, '24 h figures').filter(
      (row) => isFields(row) && typeof row['instId'] === 'string' && wanted.has(row['instId']),
    )
    return rows.map((row) => {
      const quote = readTicker(row)
      if (quote === null)
        throw badBody(venue, `24 h figures of ${String(isFields(row) ? row['instId'] : row)} that are none`)
      return quote
    })
  },
}

/** Newest first. */
export const lastTrade: Provider['lastTrade'] = {
  request: ({ symbol }) => ({
    path: '/api/v5/market/trades',
    query: { instId: symbol, limit: '1' },
    weight: 1,
  }),
  parse(body, { symbol }): LastTrade | null {
    const [newest] = dataOf(body, `trades of ${symbol}`)
    if (newest === undefined) return null
    const fields = isFields(newest) ? newest : {}
    const tradeId = readId(fields['tradeId'])
    const price = readPrice(fields['px'])
    const exchangeAt = readTime(fields['ts'])
    if (tradeId === null || price === null || exchangeAt === null)
      throw badBody(venue, `a trade of ${symbol} that is none`)
    return { price, exchangeAt, tradeId }
  },
}

export const serverTime: NonNullable<Provider['serverTime']> = {
  request: () => timeRequest,
  parse(body) {
    const [row] = dataOf(body, 'its time')
    const at = isFields(row) ? readTime(row['ts']) : null
    if (at === null) throw badBody(venue, 'no time')
    return at
  },
}

export const probe = (): RestRequest => timeRequest
