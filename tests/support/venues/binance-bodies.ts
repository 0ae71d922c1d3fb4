/** What Binance's REST says of one symbol: its entry in exchangeInfo, its day, its top of book. */
import { binanceDay, eight } from './binance-shapes.ts'
import type { VenueCore } from './venue-types.ts'

/** One symbol of exchangeInfo. */
export function binanceInstrument(core: VenueCore, symbol: string) {
  const { base, quote, priceDecimals, sizeDecimals } = core.market.symbol(symbol)
  return {
    symbol: core.spell(symbol),
    status: 'TRADING',
    baseAsset: base,
    baseAssetPrecision: 8,
    quoteAsset: quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET'],
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      {
        filterType: 'PRICE_FILTER',
        minPrice: eight(10 ** -priceDecimals),
        maxPrice: '1000000.00000000',
        tickSize: eight(10 ** -priceDecimals),
      },
      {
        filterType: 'LOT_SIZE',
        minQty: eight(10 ** -sizeDecimals),
        maxQty: '9000.00000000',
        stepSize: eight(10 ** -sizeDecimals),
      },
    ],
    permissions: [],
    permissionSets: [['SPOT']],
  }
}

/** One symbol of ticker/24hr, `type=MINI` or FULL. */
export function binanceDayBody(core: VenueCore, symbol: string, mini: boolean) {
  const at = binanceDay(core, symbol)
  const shared = {
    openPrice: eight(at.open),
    highPrice: eight(at.high),
    lowPrice: eight(at.low),
    lastPrice: eight(at.last.price),
    volume: eight(at.volume),
    quoteVolume: eight(at.quoteVolume),
    openTime: at.openAt,
    closeTime: at.closeAt,
    firstId: at.firstId,
    lastId: at.last.id,
    count: at.count,
  }
  if (mini) return { symbol: core.spell(symbol), ...shared }
  return {
    symbol: core.spell(symbol),
    priceChange: eight(at.change),
    priceChangePercent: at.changePercent.toFixed(3),
    weightedAvgPrice: eight(at.average),
    prevClosePrice: eight(at.open),
    lastQty: eight(at.last.size),
    bidPrice: eight(at.book.bid),
    bidQty: eight(at.book.bidSize),
    askPrice: eight(at.book.ask),
    askQty: eight(at.book.askSize),
    ...shared,
  }
}

/** One symbol of ticker/bookTicker. */
export function binanceTop(core: VenueCore, symbol: string) {
  const book = core.market.book(symbol)
  return {
    symbol: core.spell(symbol),
    bidPrice: eight(book.bid),
    bidQty: eight(book.bidSize),
    askPrice: eight(book.ask),
    askQty: eight(book.askSize),
  }
}
