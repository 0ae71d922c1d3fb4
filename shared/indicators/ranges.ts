/** How wide prices range: Bollinger bands, Donchian channel, ATR. */
import { BollingerBands, DonchianChannels } from 'trading-signals'
import { fromPeek, settlingBars, warmUpOf, type Bar, type Indicator } from './indicator.ts'
import { createSmoother, wilderAlpha } from './smoother.ts'
import { fromWindow } from './windowed.ts'

/** The mean of `length` closes, and so many POPULATION standard deviations above and below, as Bollinger, TradingView and TA-Lib have it. */
export function createBollinger(length: number, deviations: number): Indicator {
  return fromWindow(
    length,
    new BollingerBands(length, deviations),
    ({ close }: Bar) => close,
    ({ upper, middle, lower }) => ({ upper, middle, lower }),
  )
}

/** The highest high and the lowest low of `length` bars, the last one included, and the middle of both. */
export function createDonchian(length: number): Indicator {
  return fromWindow(
    length,
    new DonchianChannels(length),
    // The window keeps what it is given: a bar of its own.
    ({ high, low }: Bar) => ({ high, low }),
    ({ upper, middle, lower }) => ({ upper, middle, lower }),
  )
}

/**
 * Wilder's smoothing of the true range; the first bar's is high less low (Pine Script's `ta.atr`). Not the library's, which
 * adds up `length` values on every tick to look at one.
 */
export function createAtr(length: number): Indicator {
  const alpha = wilderAlpha(length)
  const smoother = createSmoother(length, alpha)
  let before: number | null = null
  const trueRange = ({ high, low }: Bar): number =>
    before === null ? high - low : Math.max(high, before) - Math.min(low, before)
  return fromPeek({
    neededBars: length - 1,
    warmUpBars: warmUpOf(length - 1, settlingBars(alpha)),
    peek(bar) {
      const value = smoother.peek(trueRange(bar))
      return value === null ? null : { value }
    },
    keep(bar) {
      smoother.push(trueRange(bar))
      before = bar.close
    },
  })
}
