/** A move of the last price: nothing happens in a bar whose far end is not far enough from the window's lowest (or highest). */
import type { ConditionMemory } from '../../../shared/alerts/memory.ts'
import { intervalMs } from '../../../shared/model/interval.ts'
import { toTicks } from '../../../shared/model/numbers.ts'
import { isMoved, takeIn } from '../language/move.ts'
import { pathOf } from '../language/walk-bar.ts'
import type { ConditionWatch } from '../language/watch.ts'
import { candleAt, minuteMs, type Bars } from './bars.ts'
import type { BarGauge } from './gauge.ts'

/** No piece of the window begins longer ago. */
function reachMs({ within, interval }: ConditionWatch['condition']): number {
  if (within === null) return 0
  return within.count * (within.unit === 'bars' && interval !== null ? intervalMs(interval) : minuteMs)
}

const mostPieces = 300

/**
 * The window is overestimated: it is kept by whole bars, each with its extreme, which only get worse towards the front. Of the bars that
 * are not among them no price is in the evaluator's window either, so that it can be made again from these few.
 */
export function createMoveGauge(each: ConditionWatch, tape: number, bars: Bars): BarGauge {
  const { grid, condition: watched, spec } = each
  const direction = spec.direction ?? 1
  const reach = reachMs(watched)
  const amount = spec.percent === true ? (each.fixed?.bounds[0] ?? 0) : (each.fixed?.ticks[0] ?? 0)
  const [near, far] = direction === 1 ? [bars.low, bars.high] : [bars.high, bars.low]
  // Nothing is made for a bar: the front moves on, the end goes back and forth.
  /** When a bar ended, or a piece of what is remembered began. */
  const untilAt = new Float64Array(bars.count + mostPieces)
  const extreme = new Float64Array(bars.count + mostPieces)
  const places = new Int32Array(bars.count + mostPieces)
  let [front, end] = [0, 0]
  let kept = -1

  const push = (at: number, ticks: number, place: number): void => {
    while (end > front && ((extreme[end - 1] ?? NaN) - ticks) * direction >= 0) end -= 1
    untilAt[end] = at
    extreme[end] = ticks
    places[end] = place
    end += 1
  }
  return {
    tape,
    reset({ last, position, met, disarmed, owed, bar, window }) {
      kept = -1
      front = 0
      end = 0
      if (last === null || position !== 0 || met !== false || disarmed || owed || bar !== null) return false
      if (window.length > mostPieces) return false
      for (const [startAt, ticks] of window) push(startAt, ticks, -1)
      return true
    },
    holds(place) {
      const openAt = bars.openAt[place] ?? NaN
      while (front < end && (untilAt[front] ?? NaN) < openAt - reach) front += 1
      const least = toTicks(near[place] ?? NaN, grid)
      const most = toTicks(far[place] ?? NaN, grid)
      const first = front < end ? (extreme[front] ?? NaN) : least
      const from = direction === 1 ? Math.min(first, least) : Math.max(first, least)
      const by = (most - from) * direction
      const open = toTicks(bars.open[place] ?? NaN, grid)
      const close = toTicks(bars.close[place] ?? NaN, grid)
      // A bar whose prices do not lie between its low and its high proves nothing.
      const [low, high] = direction === 1 ? [least, most] : [most, least]
      if (!(open >= low && open <= high && close >= low && close <= high)) return false
      if (spec.percent !== true) return !isMoved(by, amount)
      return low > 0 && from > 0 && !isMoved((by / from) * 100, amount)
    },
    keep(place) {
      push((bars.openAt[place] ?? NaN) + minuteMs - 1, toTicks(near[place] ?? NaN, grid), place)
      kept = place
    },
    after(condition): ConditionMemory {
      if (kept === -1) return condition
      let { window } = condition
      for (let index = front; index < end; index += 1) {
        const place = places[index] ?? -1
        if (place === -1) continue
        const candle = candleAt(bars, place)
        const third = minuteMs / 3
        const times = [0, third, 2 * third, minuteMs - 1]
        pathOf(candle).forEach((price, step) => {
          const at = candle.openAt + (times[step] ?? 0)
          window = takeIn(window, watched, direction, at, toTicks(price, grid))
        })
      }
      const at = (bars.openAt[kept] ?? NaN) + minuteMs - 1
      return {
        ...condition,
        last: { value: bars.close[kept] ?? NaN, exchangeAt: at, receivedAt: at },
        window,
      }
    },
  }
}
