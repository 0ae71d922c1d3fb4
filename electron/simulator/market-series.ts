/** A simulated instrument as the exchange serves it: the seeded market, cut off at the present moment. */
import { intervals, nextOpenAt } from '../../shared/model/interval.ts'
import type { SimulatedListing } from './instruments.ts'
import { createMarket, type MarketTrade } from './market.ts'
import type { Series, SeriesCandle } from './series.ts'

const minuteMs = 60_000
const minuteOf = (at: number): number => Math.floor(at / minuteMs) * minuteMs

export function createMarketSeries(seed: number, listing: SimulatedListing): Series {
  const market = createMarket(seed, listing)
  const { hours } = market

  return {
    listing,
    intervals,
    timeAt: (exchangeAt) => exchangeAt,
    exchangeAtOf: (time) => time,
    candles(interval, { fromAt, toAt, limit }, time) {
      const range = {
        fromAt: fromAt ?? -Infinity,
        toAt: Math.min(toAt ?? Infinity, time + 1),
        // One more, as the running candle may turn out to have no trade yet.
        limit: limit + 1,
        newest: fromAt === null,
      }
      const rows: SeriesCandle[] = []
      for (const bar of market.bars(interval, range)) {
        const closed = nextOpenAt(interval, bar.openAt) <= time
        const known = closed ? bar : market.barUpTo(interval, bar.openAt, time)
        if (known !== null) rows.push({ ...known, closed })
      }
      return fromAt === null ? rows.slice(-limit) : rows.slice(0, limit)
    },
    tradesBetween(afterTime, untilTime) {
      const trades: MarketTrade[] = []
      let minuteAt = hours.nextOpenMinuteAt(afterTime)
      while (minuteAt !== null && minuteAt <= untilTime) {
        for (const trade of market.tradesOfMinute(minuteAt)) {
          if (trade.at > afterTime && trade.at <= untilTime) trades.push(trade)
        }
        minuteAt = hours.nextOpenMinuteAt(minuteAt + minuteMs)
      }
      return trades
    },
    lastTrade(time) {
      let minuteAt = hours.previousOpenMinuteAt(time)
      while (minuteAt !== null) {
        const last = market.tradesOfMinute(minuteAt).findLast((trade) => trade.at <= time)
        if (last !== undefined) return last
        // Only before the first trade of the running minute, or before anything was listed.
        if (minuteAt < minuteOf(time)) return null
        minuteAt = hours.previousOpenMinuteAt(minuteAt - minuteMs)
      }
      return null
    },
    nextTradeAt(time) {
      let minuteAt = hours.nextOpenMinuteAt(time)
      while (minuteAt !== null) {
        const next = market.tradesOfMinute(minuteAt).find((trade) => trade.at > time)
        if (next !== undefined) return next.at
        if (minuteAt > minuteOf(time)) return null
        minuteAt = hours.nextOpenMinuteAt(minuteAt + minuteMs)
      }
      return null
    },
  }
}
