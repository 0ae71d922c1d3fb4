/** The candles that a venue should answer, read from the scripted market itself and laid on our grid. */
import { intervalMs, openAtOf } from '../../../shared/model/interval.ts'
import type { Interval } from '../../../shared/model/interval.ts'
import type { Market, MarketCandle } from './market.ts'
import { newYorkDayStep } from './new-york-steps.ts'
import { fixedStep, monthStep, weekStep } from './venue-steps.ts'
import type { CandleStep } from './venue-steps.ts'

export type ExpectedCandle = {
  readonly openAt: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  /** Null where the venue tells none. */
  readonly volume: number | null
}

export function marketStep(kind: 'crypto' | 'stock' | 'fx', interval: Interval): CandleStep {
  if (interval === '1M') return monthStep()
  if (interval === '1w') return weekStep()
  if (interval === '1d' && kind === 'stock') return newYorkDayStep
  return fixedStep(intervalMs(interval))
}

const pick = (
  interval: Interval,
  { openAt, open, high, low, close, volume }: MarketCandle,
): ExpectedCandle => ({
  openAt: openAtOf(interval, openAt),
  open,
  high,
  low,
  close,
  volume,
})

/** Those that open in [fromAt, toAt) on our grid, ascending, the running one included. `filled`: flat ones where nothing was traded. */
export function expectedCandles(
  market: Market,
  symbol: string,
  interval: Interval,
  [fromAt, toAt]: readonly [number, number],
  { filled, volume }: { readonly filled: boolean; readonly volume: boolean },
): ExpectedCandle[] {
  const { kind } = market.symbol(symbol)
  const step = marketStep(kind, interval)
  // A New York day opens hours after the UTC day that it is laid on; and a flat candle needs the close before it.
  const reachMs = kind === 'stock' ? 86_400_000 : 0
  const lengthMs = intervalMs(interval)
  const traded = market
    .candles(symbol, step, fromAt - 30 * lengthMs - reachMs, toAt + reachMs)
    .map((candle) => pick(interval, candle))
  const byTime = new Map(traded.map((candle) => [candle.openAt, candle]))
  const rows: ExpectedCandle[] = []
  if (filled) {
    let close: number | null = null
    const endAt = Math.min(toAt, market.now() + 1)
    let openAt = traded[0]?.openAt ?? endAt
    for (; openAt < endAt; openAt = step.nextOpenAt(openAt)) {
      const candle: ExpectedCandle | undefined = byTime.get(openAt)
      if (candle !== undefined) rows.push(candle)
      else if (close !== null) rows.push({ openAt, open: close, high: close, low: close, close, volume: 0 })
      close = candle?.close ?? close
    }
  } else rows.push(...traded)
  return rows
    .filter(({ openAt }) => openAt >= fromAt && openAt < toAt)
    .map((row) => (volume ? row : { ...row, volume: null }))
}
