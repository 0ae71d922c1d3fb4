/**
 * A seeded market, computed and not stored: every candle and trade of one instrument at any moment is a pure function of the seed.
 * A week is made first; each candle is split into its parts (week, day, 4 h, 1 h, 15 m, 5 m, 1 m, trades), which add up to it.
 * The other intervals are joined from the longest of these that divides them.
 */
import { divides, intervalMs, nextOpenAt, openAtOf, type Interval } from '../../shared/model/interval.ts'
import { barOfTrades, joinBars, mergeBars, type Bar, type BarRange } from './bars.ts'
import type { SimulatedListing } from './instruments.ts'
import { createRandom, hashText, mix, normal } from './noise.ts'
import { createOpenHours, type OpenHours } from './open-hours.ts'
import { shareOut, subdivide, subdivideIntoPrices } from './subdivide.ts'

/** A trade in whole ticks and lots. Ids ascend with time. */
export type MarketTrade = {
  readonly id: number
  readonly at: number
  readonly price: number
  readonly size: number
  readonly side: 'buy' | 'sell'
}

export type Market = {
  readonly hours: OpenHours
  /** Ascending, whole candles, the future included. Nothing while the market is shut. */
  bars(interval: Interval, range: BarRange): Bar[]
  /** The candle that opens at `openAt` as far as its trades up to and with `at` tell; null before the first. */
  barUpTo(interval: Interval, openAt: number, at: number): Bar | null
  /** Ascending in time; empty while the market is shut. `minuteAt` is on a whole minute. */
  tradesOfMinute(minuteAt: number): readonly MarketTrade[]
}

/** Monday on which everything was listed; nothing is older. */
export const listedSince = Date.UTC(2014, 0, 6)

const minuteMs = 60_000
const weekMs = intervalMs('1w')
// Never to be changed: prices of a seed depend on how they are split.
const levels: readonly Interval[] = ['1w', '1d', '4h', '1h', '15m', '5m', '1m']
const tradesLevel = levels.length
const anchorLevel = levels.length + 1
// Midpoint displacement over a power of two of weeks since 1970, wide enough for every moment that matters.
const anchorWeeks = 8192
// Swings longer than this many weeks don't grow further, so that prices stay within a few times their base price.
const longestSwingWeeks = 32
const referenceWeek = Math.floor(Date.UTC(2026, 10, 2) / weekMs)
// A week without holidays.
const ordinaryWeekAt = Date.UTC(2026, 9, 12)
const fewestTicks = 50
const idsPerMinute = 10_000
const longestMemory = 512

/** The longest level that `interval`, which is none, is made of. */
function partOf(interval: Interval): Interval {
  return levels.find((level) => divides(level, interval)) ?? '1m'
}

/** Remembers what was computed last, within a bound; purely to save time. */
function remember<T>(compute: (key: number) => T, most = longestMemory): (key: number) => T {
  const known = new Map<number, T>()
  return (key) => {
    const before = known.get(key)
    if (before !== undefined) return before
    const value = compute(key)
    if (known.size >= most) known.clear()
    known.set(key, value)
    return value
  }
}

export function createMarket(seed: number, listing: SimulatedListing): Market {
  const key = mix(hashText(String(seed)), hashText(listing.symbol))
  const hours = createOpenHours(listing.session)
  const baseTicks = listing.basePrice * 10 ** listing.priceDecimals
  const lotsPerMinute = listing.volumePerMinute * 10 ** listing.sizeDecimals
  const fewestTrades = Math.max(4, Math.round(listing.tradesPerMinute * 0.6))
  const tradeSpread = Math.round(listing.tradesPerMinute * 0.8)
  // Enough for every trade of the busiest minute to have a lot.
  const fewestLots = fewestTrades + tradeSpread + 1
  const volatility = listing.weeklyVolatility
  // How wide a minute is on an ordinary day, as a share of the price.
  const minuteRange =
    (volatility * 1.6) / Math.sqrt(hours.openMinutes(ordinaryWeekAt, ordinaryWeekAt + weekMs))

  const swingAt = remember((week: number): number => {
    let from = 0
    let to = anchorWeeks
    let left = 0
    let right = 0
    while (to - from > 1) {
      const middle = (from + to) / 2
      const width = Math.sqrt(Math.min(to - from, longestSwingWeeks)) / 2
      const value = (left + right) / 2 + normal(createRandom(key, anchorLevel, middle)) * volatility * width
      if (week < middle) {
        to = middle
        right = value
      } else {
        from = middle
        left = value
      }
    }
    return left
  })

  /** Price in ticks at which the week before closed. */
  const anchorTicks = (week: number): number =>
    Math.max(fewestTicks, Math.round(baseTicks * Math.exp(swingAt(week) - swingAt(referenceWeek))))

  const makeWeek = (openAt: number): Bar | null => {
    const minutes = hours.openMinutes(openAt, openAt + weekMs)
    if (minutes === 0 || openAt < listedSince) return null
    const week = Math.floor(openAt / weekMs)
    const random = createRandom(key, 0, week)
    const before = anchorTicks(week)
    const close = anchorTicks(week + 1)
    const weekend =
      listing.session.kind === 'always' ? 0 : Math.round(normal(random) * before * volatility * 0.25)
    const open = Math.max(fewestTicks, before + weekend)
    const up = Math.round(Math.abs(normal(random)) * before * volatility * 0.5)
    const down = Math.round(Math.abs(normal(random)) * before * volatility * 0.5)
    return {
      openAt,
      open,
      high: Math.max(open, close) + up,
      low: Math.max(fewestTicks / 2, Math.min(open, close) - down),
      close,
      volume: Math.round(minutes * (fewestLots + lotsPerMinute * Math.exp(normal(random) * 0.35))),
    }
  }

  const split = (bar: Bar, level: number): Bar[] => {
    const parent = levels[level] ?? '1w'
    const child = levels[level + 1] ?? '1m'
    const childMs = intervalMs(child)
    const starts: number[] = []
    const minutes: number[] = []
    for (let at = bar.openAt; at < bar.openAt + intervalMs(parent); at += childMs) {
      const open = hours.openMinutes(at, at + childMs)
      if (open === 0) continue
      starts.push(at)
      minutes.push(open)
    }
    const random = createRandom(key, level + 1, bar.openAt / minuteMs)
    const overnight = parent === '1w' && listing.session.kind === 'exchange' ? 0.35 : 0
    const openMinutes = minutes.reduce((sum, open) => sum + open, 0)
    const usualRange = bar.open * minuteRange * Math.sqrt(openMinutes)
    const prices = subdivide(bar, minutes, usualRange, overnight, random)
    const floors = minutes.map((open) => open * fewestLots)
    const spare = bar.volume - floors.reduce((sum, lots) => sum + lots, 0)
    const spares = shareOut(
      spare,
      minutes.map((open) => open * (0.35 + random() * random() * 2.6)),
    )
    return prices.map((price, index) => ({
      openAt: starts[index] ?? bar.openAt,
      open: price.open,
      high: price.high,
      low: price.low,
      close: price.close,
      volume: (floors[index] ?? 0) + (spares[index] ?? 0),
    }))
  }

  const weekAt = remember(makeWeek)
  const splitters = levels.slice(0, -1).map((_, level) => {
    const parts = new Map<number, Bar[]>()
    return (bar: Bar): Bar[] => {
      const before = parts.get(bar.openAt)
      if (before !== undefined) return before
      const children = split(bar, level)
      if (parts.size >= longestMemory) parts.clear()
      parts.set(bar.openAt, children)
      return children
    }
  })
  const childrenOf = (bar: Bar, level: number): Bar[] => splitters[level]?.(bar) ?? []

  const find = (interval: Interval, openAt: number): Bar | null => {
    let bar = weekAt(openAtOf('1w', openAt))
    for (let level = 0; bar !== null && levels[level] !== interval; level += 1) {
      const start = openAtOf(levels[level + 1] ?? '1m', openAt)
      bar = childrenOf(bar, level).find((child) => child.openAt === start) ?? null
    }
    return bar
  }

  const makeTrades = (minuteAt: number): readonly MarketTrade[] => {
    const bar = find('1m', minuteAt)
    if (bar === null) return []
    const random = createRandom(key, tradesLevel, minuteAt / minuteMs)
    const count = fewestTrades + Math.round(random() * tradeSpread)
    const prices = subdivideIntoPrices(bar, count, random)
    const weights = prices.map(() => 0.1 + random() * random() * random() * 6)
    const spares = shareOut(bar.volume - count, weights)
    const firstId = (minuteAt / minuteMs) * idsPerMinute
    let before = bar.open
    return prices.map((price, index) => {
      const rises = price === before ? random() < 0.5 : price > before
      before = price
      return {
        id: firstId + index,
        // Each in its own slice of the minute, so that no silence is longer than two slices.
        at: minuteAt + Math.floor(((index + random()) / count) * minuteMs),
        price,
        size: 1 + (spares[index] ?? 0),
        side: rises ? ('buy' as const) : ('sell' as const),
      }
    })
  }
  const tradesOfMinute = remember(makeTrades, 4)

  const upTo = (bar: Bar, level: number, at: number): Bar | null => {
    const interval = levels[level] ?? '1m'
    if (bar.openAt + intervalMs(interval) <= at) return bar
    if (interval === '1m')
      return barOfTrades(
        bar.openAt,
        tradesOfMinute(bar.openAt).filter((trade) => trade.at <= at),
      )
    const begun = childrenOf(bar, level).filter((child) => child.openAt <= at)
    return mergeBars(
      bar.openAt,
      begun.map((child) => upTo(child, level + 1, at)).filter((child) => child !== null),
    )
  }

  /** For the levels only, as everything above. */
  const levelBars = (interval: Interval, { fromAt, toAt, limit, newest }: BarRange): Bar[] => {
    const found: Bar[] = []
    const collect = (bar: Bar, level: number): void => {
      if (levels[level] === interval) {
        if (bar.openAt >= fromAt && bar.openAt < toAt) found.push(bar)
        return
      }
      const length = intervalMs(levels[level + 1] ?? '1m')
      const children = childrenOf(bar, level)
      for (let step = 0; step < children.length && found.length < limit; step += 1) {
        const child = children[newest ? children.length - 1 - step : step]
        if (child !== undefined && child.openAt + length > fromAt && child.openAt < toAt)
          collect(child, level + 1)
      }
    }
    const first = openAtOf('1w', Math.max(listedSince, fromAt))
    const last = openAtOf('1w', toAt - 1)
    for (let step = 0; first + step * weekMs <= last && found.length < limit; step += 1) {
      const week = weekAt(newest ? last - step * weekMs : first + step * weekMs)
      if (week !== null) collect(week, 0)
    }
    return newest ? found.toReversed() : found
  }
  const levelBarUpTo = (interval: Interval, openAt: number, at: number): Bar | null => {
    const bar = find(interval, openAt)
    return bar === null || bar.openAt > at ? null : upTo(bar, levels.indexOf(interval), at)
  }

  return {
    hours,
    bars(interval, range) {
      if (levels.includes(interval)) return levelBars(interval, range)
      const part = partOf(interval)
      return joinBars(interval, part, range, (inner) => levelBars(part, inner))
    },
    barUpTo(interval, openAt, at) {
      if (levels.includes(interval)) return levelBarUpTo(interval, openAt, at)
      const part = partOf(interval)
      const toAt = Math.min(at + 1, nextOpenAt(interval, openAt))
      const begun = levelBars(part, { fromAt: openAt, toAt, limit: Infinity, newest: false })
      return mergeBars(
        openAt,
        begun.map((bar) => levelBarUpTo(part, bar.openAt, at)).filter((bar) => bar !== null),
      )
    },
    tradesOfMinute,
  }
}
