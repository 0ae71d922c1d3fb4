/** Candles made of smaller things: of shorter candles, or of trades. */
import type { Candle } from '../../shared/model/candle.ts'
import { nextOpenAt, openAtOf, type Interval } from '../../shared/model/interval.ts'
import type { Trade } from '../../shared/model/quote.ts'
import { sourceRank } from './merge.ts'

/**
 * The sum of two volumes without binary dust, so that it does not depend on the order of adding:
 * exact for decimals of up to 15 digits, which is more than venues write.
 */
export function addVolumes(a: number, b: number): number {
  return Number((a + b).toPrecision(15))
}

function joined(
  openAt: number,
  parts: readonly Candle[],
  endsAt: number,
  base: Interval,
  followed: boolean,
): Candle | null {
  const first = parts[0]
  const last = parts.at(-1)
  if (first === undefined || last === undefined) return null
  const complete = followed || nextOpenAt(base, last.openAt) >= endsAt
  return {
    openAt,
    open: first.open,
    high: Math.max(...parts.map(({ high }) => high)),
    low: Math.min(...parts.map(({ low }) => low)),
    close: last.close,
    volume: parts.reduce((sum, { volume }) => addVolumes(sum, volume), 0),
    closed: complete && parts.every(({ closed }) => closed),
    source: parts.reduce(
      (worst, { source }) => (sourceRank[source] < sourceRank[worst] ? source : worst),
      first.source,
    ),
  }
}

/**
 * Candles of `interval` from ascending candles of the shorter interval `base`, which divides it.
 * The last one is open unless its end was reached; the first is whole only if `candles` begin where it opens: that is the
 * caller's to see to. The source is the least of the parts'.
 */
export function aggregateCandles(candles: readonly Candle[], base: Interval, interval: Interval): Candle[] {
  const result: Candle[] = []
  let from = 0
  while (from < candles.length) {
    const openAt = openAtOf(interval, candles[from]?.openAt ?? 0)
    const endsAt = nextOpenAt(interval, openAt)
    let to = from + 1
    while (to < candles.length && (candles[to]?.openAt ?? endsAt) < endsAt) to += 1
    const candle = joined(openAt, candles.slice(from, to), endsAt, base, to < candles.length)
    if (candle !== null) result.push(candle)
    from = to
  }
  return result
}

/** A candle that is being made of trades, with the trades that its open and close come from (null: from elsewhere). */
export type TradeSum = { readonly candle: Candle; readonly first: Trade | null; readonly last: Trade | null }

/** Order of trades: by venue time, then by id where ids are numbers (of any length); else 0, so that arrival decides. */
export function compareTrades(a: Trade, b: Trade): number {
  if (a.exchangeAt !== b.exchangeAt) return a.exchangeAt - b.exchangeAt
  if (!/^\d+$/.test(a.tradeId) || !/^\d+$/.test(b.tradeId)) return 0
  if (a.tradeId.length !== b.tradeId.length) return a.tradeId.length - b.tradeId.length
  return a.tradeId < b.tradeId ? -1 : Number(a.tradeId > b.tradeId)
}

/**
 * Adds a trade to the candle it belongs to (`sum` null begins it). Trades may come in any order within the candle.
 * A snapshot's trade counts as a price, never as volume. Doubles are the caller's to keep out (`recent-ids.ts`).
 */
export function addTrade(sum: TradeSum | null, interval: Interval, trade: Trade): TradeSum {
  const { price, exchangeAt } = trade
  const size = trade.snapshot ? 0 : trade.size
  if (sum === null) {
    const openAt = openAtOf(interval, exchangeAt)
    const candle: Candle = {
      openAt,
      open: price,
      high: price,
      low: price,
      close: price,
      volume: addVolumes(0, size),
      closed: false,
      source: 'trades',
    }
    return { candle, first: trade, last: trade }
  }
  const { candle } = sum
  const opens = sum.first !== null && compareTrades(trade, sum.first) < 0
  const closes = sum.last === null || compareTrades(trade, sum.last) >= 0
  return {
    candle: {
      ...candle,
      open: opens ? price : candle.open,
      high: Math.max(candle.high, price),
      low: Math.min(candle.low, price),
      close: closes ? price : candle.close,
      volume: addVolumes(candle.volume, size),
    },
    first: opens ? trade : sum.first,
    last: closes ? trade : sum.last,
  }
}
