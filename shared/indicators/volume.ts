/** What volume says: VWAP, on-balance volume. */
import { dayMs } from '../model/interval.ts'
import { fromPeek, longestSettlingBars, type Bar, type Indicator } from './indicator.ts'

const minutesOfDay = 1440
const dayOf = (at: number): number => Math.floor(at / dayMs)

/**
 * Mean of the typical price (high, low and close) since the UTC day began, weighted by volume: Pine Script's `ta.vwap(hlc3)` by session, the session
 * of a market that never closes. A day that it may not know from its beginning has no value: it must have seen a bar of the day before, or be
 * told that it is given all bars from `knownFromAt` on. No value either before the day's first volume. The library's knows no days.
 */
export function createVwap(knownFromAt: number): Indicator {
  let day = -Infinity
  let isWhole = false
  let money = 0
  let volume = 0
  const isWholeFrom = (next: number, bar: Bar): boolean =>
    day !== -Infinity || knownFromAt <= next * dayMs || bar.openAt === next * dayMs
  return fromPeek({
    neededBars: 0,
    // So many bars of any interval reach back to the day before.
    warmUpBars: minutesOfDay,
    peek(bar) {
      const next = dayOf(bar.openAt)
      const isSame = next === day
      const all = (isSame ? volume : 0) + bar.volume
      if (!(isSame ? isWhole : isWholeFrom(next, bar)) || !(all > 0)) return null
      const typical = (bar.high + bar.low + bar.close) / 3
      return { value: ((isSame ? money : 0) + typical * bar.volume) / all }
    },
    keep(bar) {
      const next = dayOf(bar.openAt)
      if (next !== day) {
        isWhole = isWholeFrom(next, bar)
        day = next
        money = 0
        volume = 0
      }
      money += ((bar.high + bar.low + bar.close) / 3) * bar.volume
      volume += bar.volume
    },
  })
}

/**
 * Volume of bars that closed higher, less that of bars that closed lower: 0 at the first bar (Pine Script's `ta.obv`). Its height depends on
 * where it began, only its moves mean something. The library's has no value at the first bar.
 */
export function createObv(): Indicator {
  let value = 0
  let before: number | null = null
  const next = ({ close, volume }: Bar): number =>
    before === null || close === before ? value : close > before ? value + volume : value - volume
  return fromPeek({
    neededBars: 0,
    // It never settles; as far back as those that do.
    warmUpBars: longestSettlingBars,
    peek: (bar) => ({ value: next(bar) }),
    keep(bar) {
      value = next(bar)
      before = bar.close
    },
  })
}
