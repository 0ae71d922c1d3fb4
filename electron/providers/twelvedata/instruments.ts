/** What Twelve Data lists that we show: US stocks and funds, currency pairs, coins; with tick sizes that its lists do not give. */
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { Session } from '../../../shared/model/session.ts'
import { badBody, isFields, jsonOf, type Fields } from '../fields.ts'
import type { Provider, RestRequest } from '../provider.ts'
import { usStockSession } from '../us-stocks.ts'
import { nativeIntervals } from './history.ts'
import { providerId, readSymbol } from './symbols.ts'

type Kind = 'stock' | 'fx' | 'crypto'

/** Each list is one credit and far below 16 MB; all stocks of the country, those over the counter included, would be near it. */
const lists: readonly {
  readonly path: string
  readonly query: Record<string, string>
  readonly kind: Kind
}[] = [
  { path: '/stocks', query: { country: 'United States', exchange: 'NASDAQ' }, kind: 'stock' },
  { path: '/stocks', query: { country: 'United States', exchange: 'NYSE' }, kind: 'stock' },
  { path: '/etfs', query: { country: 'United States' }, kind: 'stock' },
  { path: '/forex_pairs', query: {}, kind: 'fx' },
  { path: '/cryptocurrencies', query: {}, kind: 'crypto' },
]

/** Currencies of which a dollar buys a hundred and more: quoted with two digits less. */
const small = new Set(
  'JPY HUF KRW IDR VND CLP COP ISK PYG UGX TZS NGN LBP IRR LAK KHR MMK RWF XAF XOF'.split(' '),
)
/** Coins that cost tens of dollars and more. */
const dear = new Set('BTC ETH BNB SOL LTC BCH XMR AAVE PAXG XAUT WBTC STETH ZEC DASH MKR TAO'.split(' '))
const coins = new Set('BTC ETH BNB'.split(' '))

/**
 * The finest step that prices of this kind are quoted in, so that no price is shown rounder than it is: a cent for stocks (SEC
 * rule 612), a tenth of a pip for currencies, a cent for dear coins in money, and eight decimals for all other coins.
 */
export function tickSizeOf(kind: Kind, symbol: string): number {
  const [base = '', quote = ''] = symbol.split('/')
  if (kind === 'stock') return 0.01
  if (kind === 'fx') return small.has(quote) ? 0.001 : 0.00001
  return dear.has(base) && !coins.has(quote) ? 0.01 : 0.00000001
}

const words = (value: unknown): string => (typeof value === 'string' ? value : '')

/** `AAPL` is "Apple Inc"; a pair has the names of its two halves. */
function nameOf(row: Fields, symbol: string): string {
  const [base, quote] = [words(row['currency_base']), words(row['currency_quote'])]
  return words(row['name']) || (base !== '' && quote !== '' ? `${base} / ${quote}` : symbol)
}

function readInstrument(row: unknown, kind: Kind, session: Session): Instrument | null {
  const fields: Fields = isFields(row) ? row : {}
  const { symbol, currency } = fields
  if (typeof symbol !== 'string' || symbol === '')
    throw badBody('Twelve Data', 'an instrument without a symbol')
  const id = readSymbol(symbol)
  const [, quote = ''] = symbol.split('/')
  // A pair needs its two halves, and a symbol that can't be asked for can't be watched.
  if (id === null || (kind !== 'stock' && quote === '')) return null
  return {
    id,
    provider: providerId,
    symbol,
    name: nameOf(fields, symbol),
    kind,
    currency: kind === 'stock' ? words(currency) || 'USD' : quote,
    tickSize: tickSizeOf(kind, symbol),
    session,
    intervals: [...nativeIntervals],
    simulated: false,
  }
}

/** Lists are `{"data":[…],"status":"ok"}`; one that a plan leaves out entirely fails as a whole by its status. */
export const instruments: Provider['instruments'] = {
  requests: () => lists.map(({ path, query }): RestRequest => ({ path, query, weight: 1 })),
  parse(bodies, at) {
    const sessions: Record<Kind, Session> = {
      // Nothing of the extended hours is in the smaller plans.
      stock: usStockSession(at, null),
      fx: { kind: 'fx' },
      crypto: { kind: 'always' },
    }
    // A symbol that is listed twice (a stock on two exchanges) is one instrument: requests name no exchange.
    const byId = new Map<string, Instrument>()
    for (const [index, { path, kind }] of lists.entries()) {
      const body = bodies[index] ?? ''
      if (body === '') continue
      const value = jsonOf('Twelve Data', body, path)
      const rows = isFields(value) ? value['data'] : undefined
      if (!Array.isArray(rows)) throw badBody('Twelve Data', `no list for ${path}`)
      for (const row of rows as unknown[]) {
        const instrument = readInstrument(row, kind, sessions[kind])
        if (instrument !== null && !byId.has(instrument.id)) byId.set(instrument.id, instrument)
      }
    }
    return [...byId.values()]
  },
}
