/**
 * An indicator that rises with the open bar's close and leans on nothing else of it, against fixed numbers: between two prices at
 * which nothing happens, nothing does until that bar ends, and so most bars are taken by their low and high alone.
 */
import type { IndicatorName } from '../../../shared/alerts/indicator-names.ts'
import { nextOpenAt, openAtOf } from '../../../shared/model/interval.ts'
import { toTicks } from '../../../shared/model/numbers.ts'
import type { MarketState, TickInput } from '../language/input.ts'
import type { Quiet } from '../language/quiet.ts'
import { positionOf, type ConditionWatch, type Watch } from '../language/watch.ts'
import { minuteMs, type Bars } from './bars.ts'
import { quietOfOne, standFor, type BarGauge } from './gauge.ts'
import { seriesOf } from './needs.ts'

/** Of these no rounding can make a higher close give a lower value. MACD is a difference of two, in which it could. */
const rising: readonly IndicatorName[] = ['sma', 'ema', 'wma', 'rsi']

export function canGaugeByClose({ condition, plain, fixed, closes, spec }: ConditionWatch): boolean {
  const { source } = condition
  const isRising = source.kind === 'indicator' && rising.includes(source.name)
  return isRising && plain && fixed !== null && closes === null && ['level', 'channel'].includes(spec.shape)
}

export function createCloseGauge(
  watched: Watch,
  each: ConditionWatch,
  tape: number,
  bars: Bars,
  market: MarketState,
): BarGauge {
  const { grid, spec, fixed } = each
  const [series] = seriesOf({ ...watched, conditions: [each] })
  const stand = standFor(each)
  let quiet: Quiet = { fromTicks: NaN, toTicks: NaN }
  /** Prices that are known to be quiet in the bar that is open until `endAt`. */
  let [lowest, highest, endAt] = [Infinity, -Infinity, -Infinity]
  let next = NaN
  let kept = NaN
  let keptAt = NaN

  const valueAt = (price: number, openAt: number, at: number): number => {
    if (series === undefined) return NaN
    const closeAt = openAt + minuteMs
    const input: TickInput = {
      kind: 'tick',
      instrument: series.instrument,
      exchangeAt: at,
      receivedAt: at,
      last: price,
      inferred: { openAt, closeAt, low: price, high: price },
    }
    return market.derived(series, input) ?? NaN
  }
  const isQuiet = (value: number): boolean => {
    const ticks = toTicks(value, grid)
    return ticks >= quiet.fromTicks && ticks <= quiet.toTicks
  }
  return {
    tape,
    reset(condition, memory) {
      kept = NaN
      endAt = -Infinity
      const found = quietOfOne(watched, stand, condition, memory)
      if (found !== null) quiet = found
      return found !== null
    },
    holds(place) {
      const openAt = bars.openAt[place] ?? NaN
      const open = bars.open[place] ?? NaN
      const close = bars.close[place] ?? NaN
      const low = Math.min(bars.low[place] ?? NaN, open, close)
      const high = Math.max(bars.high[place] ?? NaN, open, close)
      if (openAt >= endAt && series !== undefined) {
        endAt = nextOpenAt(series.interval, openAtOf(series.interval, openAt))
        lowest = Infinity
        highest = -Infinity
      }
      if (!(low >= lowest)) {
        if (!isQuiet(valueAt(low, openAt, openAt))) return false
        lowest = low
        highest = Math.max(highest, low)
      }
      if (!(high <= highest)) {
        if (!isQuiet(valueAt(high, openAt, openAt))) return false
        highest = high
      }
      next = valueAt(close, openAt, openAt + minuteMs - 1)
      return isQuiet(next)
    },
    keep(place) {
      kept = next
      keptAt = (bars.openAt[place] ?? NaN) + minuteMs - 1
    },
    after(condition) {
      if (Number.isNaN(kept)) return condition
      return {
        ...condition,
        last: { value: kept, exchangeAt: keptAt, receivedAt: keptAt },
        position: positionOf(spec, toTicks(kept, grid), fixed?.ticks ?? []),
      }
    },
  }
}
