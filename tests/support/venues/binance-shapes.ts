/** How Binance writes trades, tickers and candles: one place for its stream and its REST. https://developers.binance.com/docs/binance-spot-api-docs */
import type { MarketCandle, MarketSymbol, MarketTrade } from './market.ts'
import { fixedStep, monthStep, weekStep, type CandleStep } from './venue-steps.ts'
import type { VenueCore } from './venue-types.ts'

const minuteMs = 60_000
const dayMs = 1440 * minuteMs

/** Case matters: `1m` is a minute, `1M` a month. */
export const binanceIntervals: Readonly<Record<string, number>> = {
  '1s': 1000,
  '1m': minuteMs,
  '3m': 3 * minuteMs,
  '5m': 5 * minuteMs,
  '15m': 15 * minuteMs,
  '30m': 30 * minuteMs,
  '1h': 60 * minuteMs,
  '2h': 120 * minuteMs,
  '4h': 240 * minuteMs,
  '6h': 360 * minuteMs,
  '8h': 480 * minuteMs,
  '12h': 720 * minuteMs,
  '1d': dayMs,
  '3d': 3 * dayMs,
  '1w': 7 * dayMs,
  '1M': 30 * dayMs,
}

/** `zoneMs` is how far the zone is ahead of UTC; null for an interval that there is not. */
export function binanceStep(interval: string, zoneMs = 0): CandleStep | null {
  const lengthMs = Object.hasOwn(binanceIntervals, interval) ? binanceIntervals[interval] : undefined
  if (lengthMs === undefined) return null
  if (interval === '1M') return monthStep(1, -zoneMs)
  if (interval === '1w') return weekStep(-zoneMs)
  return fixedStep(lengthMs, lengthMs >= 60 * minuteMs ? -zoneMs : 0)
}

export const binanceSymbol = ({ kind, base, quote }: MarketSymbol): string | null =>
  kind === 'crypto' ? `${base}${quote}` : null

/** Every price and size has eight decimals. */
export const eight = (value: number): string => value.toFixed(8)

/** Aggregates have ids of their own; here each is of one trade. */
export const aggregateId = (trade: MarketTrade): number => trade.id - 2_000_000

export function binanceTrade(core: VenueCore, symbol: string, trade: MarketTrade) {
  return {
    e: 'trade',
    E: core.now(),
    s: core.spell(symbol),
    t: trade.id,
    p: eight(trade.price),
    q: eight(trade.size),
    T: trade.at,
    m: trade.side === 'sell',
    M: true,
  }
}

export function binanceAggTrade(core: VenueCore, symbol: string, trade: MarketTrade) {
  return {
    e: 'aggTrade',
    E: core.now(),
    s: core.spell(symbol),
    a: aggregateId(trade),
    p: eight(trade.price),
    q: eight(trade.size),
    f: trade.id,
    l: trade.id,
    T: trade.at,
    m: trade.side === 'sell',
    M: true,
  }
}

/** The rolling 24 hours. */
export function binanceDay(core: VenueCore, symbol: string) {
  const closeAt = core.now()
  const openAt = closeAt - dayMs
  const last = core.lastTrade(symbol)
  const day = core.range(symbol, openAt, closeAt + 1)
  const open = day?.open ?? last.price
  const before = core.trades(symbol).at(-2)?.price ?? open
  const count = day?.trades ?? 0
  return {
    openAt,
    closeAt,
    last,
    open,
    before,
    high: day?.high ?? last.price,
    low: day?.low ?? last.price,
    volume: day?.volume ?? 0,
    quoteVolume: day?.quoteVolume ?? 0,
    average: day === null || day.volume === 0 ? last.price : day.quoteVolume / day.volume,
    change: last.price - open,
    changePercent: ((last.price - open) / open) * 100,
    count,
    firstId: last.id - Math.max(0, count - 1),
    book: core.market.book(symbol),
  }
}

/** A candle of the stream's `k`. Its first and last id are -1 where nothing traded. */
export function binanceKline(
  core: VenueCore,
  symbol: string,
  interval: string,
  candle: MarketCandle,
  closed: boolean,
) {
  const trades = core.trades(symbol).filter(({ at }) => at >= candle.openAt && at < candle.endAt)
  const bought = trades.filter(({ side }) => side === 'buy')
  const sum = (read: (trade: MarketTrade) => number): string =>
    eight(bought.reduce((total, trade) => total + read(trade), 0))
  return {
    e: 'kline',
    E: core.now(),
    s: core.spell(symbol),
    k: {
      t: candle.openAt,
      T: candle.endAt - 1,
      s: core.spell(symbol),
      i: interval,
      f: trades[0]?.id ?? -1,
      L: trades.at(-1)?.id ?? -1,
      o: eight(candle.open),
      c: eight(candle.close),
      h: eight(candle.high),
      l: eight(candle.low),
      v: eight(candle.volume),
      n: candle.trades,
      x: closed,
      q: eight(candle.quoteVolume),
      V: sum(({ size }) => size),
      Q: sum(({ size, price }) => size * price),
      B: '0',
    },
  }
}
