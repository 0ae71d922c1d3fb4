/** A recorded instrument as the exchange serves it: history up to the replay's clock, and ticks made inside each candle. */
import { divides, intervals, nextOpenAt, openAtOf, type Interval } from '../../shared/model/interval.ts'
import { barOfTrades, mergeBars, type Bar } from './bars.ts'
import type { MarketTrade } from './market.ts'
import { createRandom, hashText, normal, type Random } from './noise.ts'
import type { RecordedSeries } from './recording.ts'
import { lastNotAbove, type ReplayClock } from './replay-clock.ts'
import type { Series, SeriesCandle } from './series.ts'
import { shareOut } from './subdivide.ts'

const idsPerCandle = 100_000
const fewestTicks = 4
const mostTicks = 10_000
// Two ticks a second look alive; more only where a candle is over sooner.
const tickEveryMs = 500

/** How many ticks a candle is played with, at this speed. */
export function ticksPerCandle(candleMs: number, speed: number): number {
  return Math.min(mostTicks, Math.max(fewestTicks, Math.round(candleMs / speed / tickEveryMs)))
}

/**
 * `count` prices, at least four, from open to close by way of both extremes: the low first in a rising candle, the high first in a falling one.
 * Between two of these corners prices wander, without leaving the space between them.
 */
export function pathInside(bar: Bar, count: number, random: Random): number[] {
  const { open, high, low, close } = bar
  const corners = close >= open ? [open, low, high, close] : [open, high, low, close]
  const indexes = [0, Math.round((count - 1) / 3), Math.round(((count - 1) * 2) / 3), count - 1]
  const prices: number[] = []
  for (let leg = 0; leg < 3; leg += 1) {
    const [from, to] = [corners[leg] ?? open, corners[leg + 1] ?? close]
    const [first, last] = [indexes[leg] ?? 0, indexes[leg + 1] ?? count - 1]
    const spread = Math.abs(to - from) * 0.1
    prices[first] = from
    for (let index = first + 1; index < last; index += 1) {
      const straight = from + ((to - from) * (index - first)) / (last - first)
      const price = Math.round(straight + normal(random) * spread)
      prices[index] = Math.min(Math.max(from, to), Math.max(Math.min(from, to), price))
    }
    prices[last] = to
  }
  return prices
}

export function createReplaySeries(
  { listing, bars }: RecordedSeries,
  base: Interval,
  clock: ReplayClock,
  tickCount: number,
): Series {
  const key = hashText(listing.symbol)
  const openAts = bars.map((bar) => bar.openAt)
  const own = intervals.filter((interval) => interval === base || divides(base, interval))
  const endOf = (bar: Bar) => nextOpenAt(base, bar.openAt)
  const indexAt = (time: number) => lastNotAbove(openAts, time)

  let kept: { openAt: number; ticks: MarketTrade[] } | null = null
  const ticksOf = (bar: Bar): MarketTrade[] => {
    if (kept?.openAt === bar.openAt) return kept.ticks
    const index = indexAt(bar.openAt)
    const random = createRandom(key, 0, index)
    const prices = pathInside(bar, tickCount, random)
    const lengthMs = endOf(bar) - bar.openAt
    const sizes = shareOut(
      bar.volume,
      prices.map(() => 0.2 + random() * 2),
    )
    let before = bar.open
    const ticks = prices.map((price, tick): MarketTrade => {
      const rises = price === before ? random() < 0.5 : price > before
      before = price
      return {
        id: index * idsPerCandle + tick,
        at: bar.openAt + Math.floor((tick * lengthMs) / tickCount),
        price,
        size: sizes[tick] ?? 0,
        side: rises ? 'buy' : 'sell',
      }
    })
    kept = { openAt: bar.openAt, ticks }
    return ticks
  }

  /** A recorded candle as far as it has been played. */
  const played = (bar: Bar, time: number): Bar | null => {
    if (endOf(bar) <= time) return bar
    return barOfTrades(
      bar.openAt,
      ticksOf(bar).filter((tick) => tick.at <= time),
    )
  }

  const whole = new Map<Interval, readonly Bar[]>([[base, bars]])
  const barsOf = (interval: Interval): readonly Bar[] => {
    let merged = whole.get(interval)
    if (merged === undefined) {
      const groups = Map.groupBy(bars, (bar) => openAtOf(interval, bar.openAt))
      merged = [...groups].map(([openAt, group]) => mergeBars(openAt, group)).filter((bar) => bar !== null)
      whole.set(interval, merged)
    }
    return merged
  }
  const runningBar = (interval: Interval, openAt: number, time: number): Bar | null => {
    const begun = bars.slice(indexAt(openAt - 1) + 1, indexAt(time) + 1)
    const parts = begun.filter((bar) => bar.openAt < nextOpenAt(interval, openAt))
    return mergeBars(
      openAt,
      parts.map((bar) => played(bar, time)).filter((bar) => bar !== null),
    )
  }

  return {
    listing,
    intervals: own,
    timeAt: clock.timeAt,
    exchangeAtOf: clock.exchangeAtOf,
    candles(interval, { fromAt, toAt, limit }, time) {
      if (!own.includes(interval)) return []
      const all = barsOf(interval)
      const opens = { length: all.length, at: (index: number) => all[index]?.openAt }
      const first = lastNotAbove(opens, (fromAt ?? -Infinity) - 1) + 1
      const end = lastNotAbove(opens, Math.min(time, (toAt ?? Infinity) - 1)) + 1
      const picked =
        fromAt === null
          ? all.slice(Math.max(first, end - limit), end)
          : all.slice(first, Math.min(end, first + limit))
      const rows: SeriesCandle[] = []
      for (const bar of picked) {
        const closed = nextOpenAt(interval, bar.openAt) <= time
        const known = closed ? bar : runningBar(interval, bar.openAt, time)
        if (known !== null) rows.push({ ...known, closed })
      }
      return rows
    },
    tradesBetween(afterTime, untilTime) {
      const trades: MarketTrade[] = []
      for (let index = Math.max(0, indexAt(afterTime)); index < bars.length; index += 1) {
        const bar = bars[index]
        if (bar === undefined || bar.openAt > untilTime) break
        if (endOf(bar) <= afterTime) continue
        for (const tick of ticksOf(bar)) if (tick.at > afterTime && tick.at <= untilTime) trades.push(tick)
      }
      return trades
    },
    lastTrade(time) {
      const bar = bars[indexAt(time)]
      return bar === undefined ? null : (ticksOf(bar).findLast((tick) => tick.at <= time) ?? null)
    },
    nextTradeAt(time) {
      const index = indexAt(time)
      const running = bars[index]
      const next = running === undefined ? undefined : ticksOf(running).find((tick) => tick.at > time)
      return next?.at ?? bars[index + 1]?.openAt ?? null
    },
  }
}
