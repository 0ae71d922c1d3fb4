/** The seven venues as one table: what the same scenario has to know of each. */
import { alpaca } from '../../../electron/providers/alpaca/index.ts'
import { binance } from '../../../electron/providers/binance/index.ts'
import { coinbase } from '../../../electron/providers/coinbase/index.ts'
import { finnhub } from '../../../electron/providers/finnhub/index.ts'
import { kraken } from '../../../electron/providers/kraken/index.ts'
import { okx } from '../../../electron/providers/okx/index.ts'
import type { Credentials, Provider } from '../../../electron/providers/provider.ts'
import { twelvedata } from '../../../electron/providers/twelvedata/index.ts'
import { usStockSession } from '../../../electron/providers/us-stocks.ts'
import type { Interval } from '../../../shared/model/interval.ts'
import type { Session } from '../../../shared/model/session.ts'
import { alpacaCredentials } from './alpaca.ts'
import { finnhubCredentials } from './finnhub.ts'
import { twelveDataCredentials } from './twelvedata.ts'

export type VenueCase = {
  readonly id: string
  readonly provider: Provider
  /** The right keys; null for keyless venues. */
  readonly credentials: Credentials | null
  /** Market symbols that the venue lists, of every kind that it has. */
  readonly symbols: readonly [string, string, string, string]
  /** Options of its server: shorter periods, for clocks that are turned faster than real timers run. */
  readonly quick: Readonly<Record<string, unknown>>
  /** Topics of one symbol's quotes, and how many symbols one socket takes at most. */
  readonly topicsPerSymbol: number
  readonly symbolsPerSocket: number
  /** Whether a trade comes as a trade (else as a price), with an id, with the taker's side. */
  readonly trades: 'none' | 'anonymous' | 'ids' | 'ids and sides'
  /** False where nothing tells an unknown symbol from one that is not traded: it is shown as quiet, for its first trade may come. */
  readonly refusesSymbols: boolean
  /** The interval that its stream has candles of, and whether these are marked when they close. */
  readonly streams: { readonly interval: Interval; readonly marksClosed: boolean } | null
  /** Where its candles have no holes: flat ones stand where nothing was traded. */
  readonly fillsCandles: boolean
  /** Whether the candles of a kind have a volume. */
  hasVolume(kind: 'crypto' | 'stock' | 'fx'): boolean
  /** How a trade's id is told. */
  tradeId(id: number): string
  session(kind: 'crypto' | 'stock' | 'fx', at: number): Session
}

const day = (kind: 'crypto' | 'stock' | 'fx', stock: Session): Session =>
  kind === 'stock' ? stock : kind === 'fx' ? { kind: 'fx' } : { kind: 'always' }

const usual = {
  credentials: null,
  trades: 'ids and sides',
  refusesSymbols: true,
  fillsCandles: true,
  hasVolume: () => true,
  tradeId: String,
  session: (kind: 'crypto' | 'stock' | 'fx', at: number) => day(kind, usStockSession(at)),
} as const

const tether = ['BTC/USDT', 'ETH/USDT', 'DOGE/USDT', 'PEPE/USDT'] as const
const dollar = ['BTC/USD', 'ETH/USD', 'DOGE/USD', 'PEPE/USD'] as const
const stocks = ['AAPL', 'MSFT', 'AMD', 'TSLA'] as const

export const venueCases: readonly VenueCase[] = [
  {
    ...usual,
    id: 'binance',
    provider: binance,
    symbols: tether,
    quick: { tickerEveryMs: 10, klineEveryMs: 10 },
    topicsPerSymbol: 3,
    symbolsPerSocket: Math.floor(1024 / 3),
    streams: { interval: '1m', marksClosed: true },
  },
  {
    ...usual,
    id: 'coinbase',
    provider: coinbase,
    symbols: dollar,
    quick: { heartbeatEveryMs: 5 },
    topicsPerSymbol: 3,
    symbolsPerSocket: 100,
    streams: null,
    fillsCandles: false,
  },
  {
    ...usual,
    id: 'kraken',
    provider: kraken,
    symbols: dollar,
    quick: { heartbeatEveryMs: 5 },
    topicsPerSymbol: 2,
    symbolsPerSocket: 500,
    streams: { interval: '1m', marksClosed: false },
  },
  {
    ...usual,
    id: 'okx',
    provider: okx,
    symbols: tether,
    quick: { tickerEveryMs: 10, candleEveryMs: 10 },
    topicsPerSymbol: 2,
    symbolsPerSocket: 200,
    streams: { interval: '1m', marksClosed: true },
  },
  {
    ...usual,
    id: 'alpaca',
    provider: alpaca,
    credentials: alpacaCredentials,
    symbols: stocks,
    quick: { lookEveryMs: 5 },
    topicsPerSymbol: 2,
    symbolsPerSocket: 15,
    trades: 'ids',
    refusesSymbols: false,
    streams: { interval: '1m', marksClosed: true },
    fillsCandles: false,
    // 64 bit numbers that doubles can't hold.
    tradeId: (id) => String(9_007_199_254_740_992n + BigInt(id)),
    session: (_kind, at) => usStockSession(at, { opensAtMinute: 8 * 60, closesAtMinute: 17 * 60 }),
  },
  {
    ...usual,
    id: 'finnhub',
    provider: finnhub,
    credentials: finnhubCredentials,
    symbols: stocks,
    quick: { gatherMs: 1, pingEveryMs: 5, premium: true },
    topicsPerSymbol: 1,
    symbolsPerSocket: 50,
    trades: 'anonymous',
    streams: null,
    fillsCandles: false,
    tradeId: () => '',
  },
  {
    ...usual,
    id: 'twelvedata',
    provider: twelvedata,
    credentials: twelveDataCredentials,
    symbols: ['AAPL', 'EUR/USD', 'BTC/USD', 'MSFT'],
    quick: {},
    topicsPerSymbol: 1,
    symbolsPerSocket: 8,
    trades: 'none',
    streams: null,
    fillsCandles: false,
    hasVolume: (kind) => kind === 'stock',
    session: (kind, at) => day(kind, usStockSession(at, null)),
  },
]

export const keyedCases = venueCases.filter(({ credentials }) => credentials !== null)
/** Those that let one connection live at a time. */
export const singleCases = venueCases.filter(({ provider }) => provider.limits.sockets === 1)
