/** Candles of the exchange in whole ticks and lots, and how they add up to longer ones. */
import { candlesIn, nextOpenAt, openAtOf, type Interval } from '../../shared/model/interval.ts'

/** A candle in whole ticks and lots. */
export type Bar = {
  readonly openAt: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** Bars that open in [fromAt, toAt): the oldest `limit` of them, or the newest where `newest` says so. */
export type BarRange = {
  readonly fromAt: number
  readonly toAt: number
  readonly limit: number
  readonly newest: boolean
}

/** Adds up candles that follow each other; null for none. */
export function mergeBars(openAt: number, bars: readonly Bar[]): Bar | null {
  const first = bars[0]
  const last = bars.at(-1)
  if (first === undefined || last === undefined) return null
  let { high, low } = first
  let volume = 0
  for (const bar of bars) {
    if (bar.high > high) high = bar.high
    if (bar.low < low) low = bar.low
    volume += bar.volume
  }
  return { openAt, open: first.open, high, low, close: last.close, volume }
}

/** The candle that trades make; null for none. */
export function barOfTrades(openAt: number, trades: readonly { price: number; size: number }[]): Bar | null {
  const points = trades.map(({ price, size }) => ({
    openAt,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: size,
  }))
  return mergeBars(openAt, points)
}

/**
 * Candles of `interval` in `range`, made of those of `part`, which divides it; `barsOf` answers the latter.
 * The longer ones are always whole: the range is widened to whole candles, and one that the limit cut is left out.
 */
export function joinBars(
  interval: Interval,
  part: Interval,
  { fromAt, toAt, limit, newest }: BarRange,
  barsOf: (range: BarRange) => Bar[],
): Bar[] {
  const firstAt = fromAt === -Infinity ? fromAt : openAtOf(interval, fromAt)
  const partsInOne = candlesIn(part, 0, nextOpenAt(interval, 0))
  const parts = barsOf({
    fromAt: firstAt,
    toAt: nextOpenAt(interval, openAtOf(interval, toAt - 1)),
    limit: (limit + 2) * partsInOne,
    newest,
  })
  const groups = [...Map.groupBy(parts, (bar) => openAtOf(interval, bar.openAt))]
  const joined = groups
    .map(([openAt, group]) => mergeBars(openAt, group))
    .filter((bar) => bar !== null)
    .filter(({ openAt }) => openAt >= fromAt && openAt < toAt)
  return newest ? joined.slice(-limit) : joined.slice(0, limit)
}
