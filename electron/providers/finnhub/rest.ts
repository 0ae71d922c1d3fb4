/** Finnhub's REST routes: the list of US symbols, one quote a request, the holidays of the exchange. */
import { codedError } from '../../../shared/errors.ts'
import type { LimitUsage } from '../../../shared/model/feed-status.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { QuoteUpdate } from '../../../shared/model/quote.ts'
import type { EarlyClose } from '../../../shared/model/session.ts'
import { badBody, isFields, jsonOf, readNumber, readPrice, readTime } from '../fields.ts'
import type { Provider, RestRequest } from '../provider.ts'
import { usStockSession } from '../us-stocks.ts'
import { nativeIntervals } from './history.ts'
import { providerId, readSymbol } from './symbols.ts'

const base = '/api/v1'
/**
 * Exchanges that list stocks (ISO 10383): Nasdaq and its tiers, NYSE, American, Arca, Cboe BZX, IEX. The list of the US also names
 * some fifteen thousand securities that trade over the counter, of which the stream says nothing.
 */
const listing = new Set(['XNAS', 'XNGS', 'XNMS', 'XNCM', 'XNYS', 'XASE', 'ARCX', 'BATS', 'IEXG'])

function readInstrument(row: unknown, session: Instrument['session']): Instrument | null {
  if (!isFields(row)) throw badBody('Finnhub', 'a symbol that is none')
  const { symbol, description, currency, mic } = row
  const id = readSymbol(symbol)
  if (id === null || typeof symbol !== 'string') throw badBody('Finnhub', 'an instrument without a symbol')
  if (typeof mic !== 'string' || !listing.has(mic)) return null
  return {
    id,
    provider: providerId,
    symbol,
    name: typeof description === 'string' && description !== '' ? description : symbol,
    kind: 'stock',
    currency: typeof currency === 'string' && currency !== '' ? currency : 'USD',
    // Not in the list: the increment of quotes from one dollar up (SEC rule 612).
    tickSize: 0.01,
    session,
    intervals: [...nativeIntervals],
    simulated: false,
  }
}

/** `GET /stock/symbol?exchange=US`: `[{currency,description,displaySymbol,figi,mic,symbol,type}]`, about 30,000 of them. */
export const instruments: Provider['instruments'] = {
  requests: () => [{ path: `${base}/stock/symbol`, query: { exchange: 'US' }, weight: 1 }],
  parse([body = ''], at) {
    const rows = jsonOf('Finnhub', body, 'the list of symbols')
    if (!Array.isArray(rows)) throw badBody('Finnhub', 'no list of symbols')
    const session = usStockSession(at)
    return (rows as unknown[]).map((row) => readInstrument(row, session)).filter((each) => each !== null)
  },
}

/** `09:30-13:00` → 780; null for what is no range of hours. */
function closingMinute(hours: string): number | null {
  const match = /^\d{1,2}:\d{2}-(\d{1,2}):(\d{2})$/.exec(hours.trim())
  if (match === null) return null
  const minute = Number(match[1]) * 60 + Number(match[2])
  return minute <= 24 * 60 ? minute : null
}

/**
 * `GET /stock/market-holiday?exchange=US`: `{data:[{eventName,atDate,tradingHour}],exchange,timezone}`; `tradingHour` is '' for a
 * whole day off. It takes no range: what lies outside of the one wanted is left out.
 */
export const calendar: NonNullable<Provider['calendar']> = {
  isWhole: false,
  request: () => ({ path: `${base}/stock/market-holiday`, query: { exchange: 'US' }, weight: 1 }),
  parse(body, fromAt, toAt) {
    const value = jsonOf('Finnhub', body, 'market holidays')
    const rows = isFields(value) ? value['data'] : undefined
    if (!Array.isArray(rows)) throw badBody('Finnhub', 'no list of market holidays')
    const [from = '', to = ''] = [fromAt, toAt].map((at) => new Date(at).toISOString().slice(0, 10))
    const holidays = new Set<string>()
    const earlyCloses = new Map<string, EarlyClose>()
    for (const row of rows as unknown[]) {
      const { atDate, tradingHour } = isFields(row) ? row : {}
      if (typeof atDate !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(atDate))
        throw badBody('Finnhub', 'a market holiday without a date')
      const hours = typeof tradingHour === 'string' ? tradingHour : ''
      const closesAtMinute = closingMinute(hours)
      if (hours !== '' && closesAtMinute === null)
        throw badBody('Finnhub', `the trading hours ${hours.slice(0, 40)} on ${atDate}`)
      if (atDate < from || atDate > to) continue
      if (closesAtMinute === null) holidays.add(atDate)
      else if (closesAtMinute < 16 * 60) earlyCloses.set(atDate, { date: atDate, closesAtMinute })
    }
    const early = [...earlyCloses.values()].toSorted((a, b) => (a.date < b.date ? -1 : 1))
    return { holidays: [...holidays].toSorted(), earlyCloses: early }
  },
}

const quoteRequest = ({ symbol }: Instrument): RestRequest => ({
  path: `${base}/quote`,
  query: { symbol },
  weight: 1,
})

type Quoted = { readonly update: Omit<QuoteUpdate, 'instrument'>; readonly last: number; readonly at: number }

/**
 * `{c,d,dp,h,l,o,pc,t}`, numbers, `t` in seconds. An unknown symbol is answered with zeros and nulls and status 200: `not-found`.
 * Null where the symbol is known but nothing was traded.
 */
function readQuote(body: string, symbol: string): Quoted | null {
  const value = jsonOf('Finnhub', body, `the quote of ${symbol}`)
  if (!isFields(value) || !('c' in value)) throw badBody('Finnhub', `no quote of ${symbol}`)
  const last = readPrice(value['c'])
  const previous = readPrice(value['pc'])
  const seconds = readTime(value['t'])
  if (last === null && previous === null)
    throw codedError('not-found', `Finnhub has no quote of ${symbol}: unknown, or not in your plan`)
  if (last === null) return null
  const at = seconds === null || seconds === 0 ? null : readTime(seconds * 1000)
  if (at === null) throw badBody('Finnhub', `a quote of ${symbol} without a time`)
  const change = readNumber(value['d'])
  const changePercent = readNumber(value['dp'])
  const update = {
    last,
    open: readPrice(value['o']),
    high: readPrice(value['h']),
    low: readPrice(value['l']),
    // The sample of the documents has neither: then they are not known.
    ...(change === null || changePercent === null
      ? {}
      : { change, changePercent, basis: 'previous-close' as const }),
    exchangeAt: at,
    snapshot: false,
  }
  return { update, last, at }
}

export const ticker: Provider['ticker'] = {
  maxInstruments: 1,
  // The stream has no open, high, low or change; fifty instruments take ten of sixty requests a minute.
  refreshMs: 300_000,
  request: ([instrument]) => {
    if (instrument === undefined) throw new RangeError('a quote of nothing')
    return quoteRequest(instrument)
  },
  parse(body, [instrument]) {
    if (instrument === undefined) return []
    const quote = readQuote(body, instrument.symbol)
    return quote === null ? [] : [{ instrument: instrument.id, ...quote.update }]
  },
}

export const lastTrade: Provider['lastTrade'] = {
  request: quoteRequest,
  parse(body, { symbol }) {
    const quote = readQuote(body, symbol)
    return quote === null ? null : { price: quote.last, exchangeAt: quote.at, tradeId: '' }
  },
}

export const probe: Provider['probe'] = () => ({
  path: `${base}/stock/market-status`,
  query: { exchange: 'US' },
  weight: 1,
})

/** `X-Ratelimit-Limit` and `-Remaining`, where an answer has them. */
export function usage(header: (name: string) => string | null): LimitUsage | null {
  const max = readNumber(header('x-ratelimit-limit'))
  const left = readNumber(header('x-ratelimit-remaining'))
  if (max === null || left === null || max <= 0) return null
  return { used: Math.max(0, max - left), max, windowMs: 60_000 }
}
