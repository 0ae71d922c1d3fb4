/** A level or a channel on the last price: nothing happens in a bar that lies between the prices that matter. */
import type { AlertMemory } from '../../../shared/alerts/memory.ts'
import { toTicks } from '../../../shared/model/numbers.ts'
import { memoryAfterQuiet, type Quiet } from '../language/quiet.ts'
import type { ConditionWatch, Watch } from '../language/watch.ts'
import { minuteMs, type Bars } from './bars.ts'
import { quietOfOne, type BarGauge } from './gauge.ts'

export function createPriceGauge(watched: Watch, each: ConditionWatch, tape: number, bars: Bars): BarGauge {
  const { grid } = each
  const alone: Watch = { ...watched, conditions: [each] }
  let quiet: Quiet = { fromTicks: NaN, toTicks: NaN }
  let from: AlertMemory | null = null
  let kept = -1
  const isWithin = (price: number | undefined): boolean => {
    const ticks = toTicks(price ?? NaN, grid)
    return ticks >= quiet.fromTicks && ticks <= quiet.toTicks
  }
  return {
    tape,
    reset(condition, memory) {
      kept = -1
      from = memory
      const found = quietOfOne(watched, each, condition, memory)
      if (found !== null) quiet = found
      return found !== null
    },
    // Venues have been seen to send bars whose open lies outside of low and high.
    holds: (place) =>
      isWithin(bars.low[place]) &&
      isWithin(bars.high[place]) &&
      isWithin(bars.open[place]) &&
      isWithin(bars.close[place]),
    keep(place) {
      kept = place
    },
    after(condition) {
      if (kept === -1 || from === null) return condition
      const at = (bars.openAt[kept] ?? NaN) + minuteMs - 1
      const last = { value: bars.close[kept] ?? NaN, exchangeAt: at, receivedAt: at }
      return memoryAfterQuiet(alone, { ...from, conditions: [condition] }, last).conditions[0] ?? condition
    },
  }
}
