/** Candles without holes, as most venues answer them. */
import type { MarketCandle } from './market.ts'
import type { CandleStep } from './venue-steps.ts'
import type { VenueCore } from './venue-types.ts'

/** Candles that open in [fromAt, toAt): where nothing traded, flat at the close before and without volume. */
export function filledCandles(
  core: VenueCore,
  symbol: string,
  step: CandleStep,
  fromAt: number,
  toAt: number,
): MarketCandle[] {
  const traded = new Map(core.candles(symbol, step, fromAt, toAt).map((candle) => [candle.openAt, candle]))
  const first = [...traded.keys()][0]
  let openAt = step.openAtOf(fromAt)
  if (openAt < fromAt) openAt = step.nextOpenAt(openAt)
  const before = core.candles(symbol, step, openAt - 20 * (step.nextOpenAt(openAt) - openAt), openAt).at(-1)
  // Nothing for long: the last single trade tells the price.
  const lastClose = before?.close ?? core.trades(symbol).findLast(({ at }) => at < openAt)?.price
  if (lastClose === undefined) {
    if (first === undefined) return []
    openAt = first
  }
  let close = lastClose ?? 0
  const candles: MarketCandle[] = []
  for (const endAt = Math.min(toAt, core.now() + 1); openAt < endAt; openAt = step.nextOpenAt(openAt)) {
    const flat = { open: close, high: close, low: close, close, volume: 0, quoteVolume: 0, trades: 0 }
    const candle = traded.get(openAt) ?? { openAt, endAt: step.nextOpenAt(openAt), ...flat }
    candles.push(candle)
    close = candle.close
  }
  return candles
}
