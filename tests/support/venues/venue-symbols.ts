/** What the scripted market lists: coins, one with a price near 1e-8, stocks and currencies. */

export type MarketSymbol = {
  /** `BASE/QUOTE`, or the ticker of a stock. */
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly name: string
  readonly tickSize: number
  readonly lotSize: number
  /** Decimals of the two above. */
  readonly priceDecimals: number
  readonly sizeDecimals: number
  readonly basePrice: number
  readonly kind: 'crypto' | 'stock' | 'fx'
}

type Row = readonly [symbol: string, name: string, tick: number, lot: number, price: number]
const cryptoRows: readonly Row[] = [
  ['BTC/USDT', 'Bitcoin', 2, 5, 69_000],
  ['ETH/USDT', 'Ethereum', 2, 4, 3500],
  ['DOGE/USDT', 'Dogecoin', 5, 0, 0.15],
  ['PEPE/USDT', 'Pepe', 8, 0, 0.00001234],
  ['BTC/USD', 'Bitcoin', 2, 5, 69_010],
  ['ETH/USD', 'Ethereum', 2, 4, 3501],
  ['DOGE/USD', 'Dogecoin', 5, 0, 0.1501],
  ['PEPE/USD', 'Pepe', 8, 0, 0.00001235],
  ['ETH/BTC', 'Ethereum', 5, 4, 0.0507],
]
const stockRows: readonly Row[] = [
  ['AAPL', 'Apple Inc', 2, 0, 231.5],
  ['MSFT', 'Microsoft Corp', 2, 0, 418],
  ['AMD', 'Advanced Micro Devices Inc', 2, 0, 142],
  ['TSLA', 'Tesla Inc', 2, 0, 338],
]
const fxRows: readonly Row[] = [
  ['EUR/USD', 'Euro / US Dollar', 5, 0, 1.0842],
  ['USD/JPY', 'US Dollar / Japanese Yen', 3, 0, 151.2],
]

const toSymbol =
  (kind: MarketSymbol['kind']) =>
  ([symbol, name, tick, lot, basePrice]: Row): MarketSymbol => {
    const [base = symbol, quote = 'USD'] = symbol.split('/')
    const tickSize = Number(`1e-${tick}`)
    const lotSize = Number(`1e-${lot}`)
    return {
      symbol,
      base,
      quote,
      name,
      tickSize,
      lotSize,
      priceDecimals: tick,
      sizeDecimals: lot,
      basePrice,
      kind,
    }
  }

/** What the market has unless a test says otherwise. */
export const usualSymbols: readonly MarketSymbol[] = [
  ...cryptoRows.map(toSymbol('crypto')),
  ...stockRows.map(toSymbol('stock')),
  ...fxRows.map(toSymbol('fx')),
]
