/** What the simulated exchange lists: about thirty instruments, and how each one moves. */
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Session } from '../../shared/model/session.ts'
import { nyseSession } from './nyse.ts'

/** What an exchange says of an instrument. Prices are whole numbers of 10^-priceDecimals, sizes of 10^-sizeDecimals. */
export type Listing = {
  readonly symbol: string
  readonly name: string
  readonly kind: Instrument['kind']
  readonly currency: string
  readonly session: Session
  readonly priceDecimals: number
  readonly sizeDecimals: number
}

/** A listing whose prices are made here. */
export type SimulatedListing = Listing & {
  /** About what it costs now. */
  readonly basePrice: number
  /** Standard deviation of a week's return, as a share of the price. */
  readonly weeklyVolatility: number
  readonly tradesPerMinute: number
  /** Mean volume of an open minute, in units of what is traded. */
  readonly volumePerMinute: number
}

type Row = readonly [
  symbol: string,
  name: string,
  price: number,
  decimals: number,
  sizeDecimals: number,
  trades: number,
  volume: number,
]

const always: Session = { kind: 'always' }
const fx: Session = { kind: 'fx' }

const crypto: readonly Row[] = [
  ['BTCUSDT', 'Bitcoin / Tether', 60_000, 2, 5, 300, 16],
  ['ETHUSDT', 'Ether / Tether', 3_000, 2, 4, 150, 240],
  ['SOLUSDT', 'Solana / Tether', 150, 2, 3, 60, 2_400],
  ['BNBUSDT', 'BNB / Tether', 580, 2, 3, 30, 190],
  ['XRPUSDT', 'XRP / Tether', 0.52, 4, 1, 40, 310_000],
  ['ADAUSDT', 'Cardano / Tether', 0.38, 4, 1, 24, 160_000],
  ['DOGEUSDT', 'Dogecoin / Tether', 0.12, 5, 0, 30, 900_000],
  ['AVAXUSDT', 'Avalanche / Tether', 27, 2, 2, 22, 3_100],
  ['LINKUSDT', 'Chainlink / Tether', 11.8, 2, 2, 22, 2_600],
  ['DOTUSDT', 'Polkadot / Tether', 4.6, 3, 2, 20, 4_200],
  ['LTCUSDT', 'Litecoin / Tether', 68, 2, 3, 20, 380],
  ['TRXUSDT', 'TRON / Tether', 0.158, 4, 1, 20, 190_000],
  ['SHIBUSDT', 'Shiba Inu / Tether', 0.00001234, 8, 0, 24, 900_000_000],
  ['PEPEUSDT', 'Pepe / Tether', 0.00000812, 8, 0, 30, 4_000_000_000],
]

const currencies: readonly Row[] = [
  ['EURUSD', 'Euro / US dollar', 1.085, 5, 0, 60, 260_000],
  ['GBPUSD', 'Pound sterling / US dollar', 1.27, 5, 0, 40, 170_000],
  ['USDJPY', 'US dollar / Japanese yen', 151.2, 3, 0, 50, 220_000],
  ['USDCHF', 'US dollar / Swiss franc', 0.885, 5, 0, 24, 90_000],
  ['AUDUSD', 'Australian dollar / US dollar', 0.656, 5, 0, 24, 110_000],
  ['USDCAD', 'US dollar / Canadian dollar', 1.38, 5, 0, 24, 90_000],
  ['NZDUSD', 'New Zealand dollar / US dollar', 0.597, 5, 0, 20, 60_000],
  ['EURGBP', 'Euro / Pound sterling', 0.854, 5, 0, 20, 70_000],
]

const stocks: readonly Row[] = [
  ['AAPL', 'Apple', 228, 2, 0, 60, 42_000],
  ['MSFT', 'Microsoft', 430, 2, 0, 40, 18_000],
  ['NVDA', 'NVIDIA', 132, 2, 0, 90, 160_000],
  ['AMZN', 'Amazon', 196, 2, 0, 36, 30_000],
  ['GOOGL', 'Alphabet', 172, 2, 0, 30, 22_000],
  ['META', 'Meta Platforms', 560, 2, 0, 30, 11_000],
  ['TSLA', 'Tesla', 250, 2, 0, 60, 80_000],
  ['KO', 'Coca-Cola', 62, 2, 0, 20, 12_000],
  ['SPY', 'SPDR S&P 500 ETF', 575, 2, 0, 60, 52_000],
  ['QQQ', 'Invesco QQQ Trust', 490, 2, 0, 40, 34_000],
]

const volatilityOf: Record<string, number> = {
  BTCUSDT: 0.05,
  KO: 0.018,
  SPY: 0.018,
  QQQ: 0.023,
  TSLA: 0.065,
  NVDA: 0.055,
}

function list(
  rows: readonly Row[],
  kind: Listing['kind'],
  session: Session,
  volatility: number,
): SimulatedListing[] {
  return rows.map(
    ([symbol, name, basePrice, priceDecimals, sizeDecimals, tradesPerMinute, volumePerMinute]) => ({
      symbol,
      name,
      kind,
      currency: kind === 'stock' ? 'USD' : symbol.slice(symbol.endsWith('USDT') ? -4 : -3),
      session,
      priceDecimals,
      sizeDecimals,
      basePrice,
      weeklyVolatility: volatilityOf[symbol] ?? volatility,
      tradesPerMinute,
      volumePerMinute,
    }),
  )
}

export const simulatedListings: readonly SimulatedListing[] = [
  ...list(crypto, 'crypto', always, 0.07),
  ...list(currencies, 'fx', fx, 0.011),
  ...list(stocks, 'stock', nyseSession, 0.032),
]
