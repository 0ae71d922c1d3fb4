/** Moving averages of the close: simple, exponential, weighted. */
import { SMA, WMA } from 'trading-signals'
import { fromPeek, settlingBars, warmUpOf, type Bar, type Indicator, type Outputs } from './indicator.ts'
import { createSmoother, emaAlpha } from './smoother.ts'
import { fromWindow } from './windowed.ts'

const closeOf = ({ close }: Bar): number => close
const single = (value: number): Outputs => ({ value })

/** The mean of the last `length` closes. */
export function createSma(length: number): Indicator {
  return fromWindow(length, new SMA(length), closeOf, single)
}

/** Weights 1 to `length`, the newest close the heaviest. */
export function createWma(length: number): Indicator {
  return fromWindow(length, new WMA(length), closeOf, single)
}

/**
 * Begins with the simple average of the first `length` closes, as TA-Lib's does; null before. The library's begins with
 * the first close, and so takes longer to forget it.
 */
export function createEma(length: number): Indicator {
  const alpha = emaAlpha(length)
  const smoother = createSmoother(length, alpha)
  return fromPeek({
    neededBars: length - 1,
    warmUpBars: warmUpOf(length - 1, settlingBars(alpha)),
    peek({ close }) {
      const value = smoother.peek(close)
      return value === null ? null : { value }
    },
    keep: ({ close }) => void smoother.push(close),
  })
}
