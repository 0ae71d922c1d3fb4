/** How fast and how far prices went: RSI, MACD, stochastic. */
import { DonchianChannels, SMA } from 'trading-signals'
import { fromPeek, settlingBars, warmUpOf, type Bar, type Indicator, type Outputs } from './indicator.ts'
import { createSmoother, emaAlpha, wilderAlpha } from './smoother.ts'
import { createWindow } from './windowed.ts'

/**
 * Wilder's RSI: smoothed gains and losses of the close. Without any loss it is 100 (even where nothing moved at all), else
 * without any gain 0, as TradingView's own "Relative Strength Index" has it. Not the library's, which adds up `length` values on every tick
 * to look at one, and has no value at length 1.
 */
export function createRsi(length: number): Indicator {
  const alpha = wilderAlpha(length)
  const gains = createSmoother(length, alpha)
  const losses = createSmoother(length, alpha)
  let before: number | null = null
  return fromPeek({
    neededBars: length,
    warmUpBars: warmUpOf(length, settlingBars(alpha)),
    peek({ close }) {
      if (before === null) return null
      const change = close - before
      const up = gains.peek(Math.max(0, change))
      const down = losses.peek(Math.max(0, -change))
      if (up === null || down === null) return null
      return { value: down === 0 ? 100 : 100 - 100 / (1 + up / down) }
    },
    keep({ close }) {
      if (before !== null) {
        gains.push(Math.max(0, close - before))
        losses.push(Math.max(0, before - close))
      }
      before = close
    },
  })
}

/**
 * The fast EMA of the close less the slow one, an EMA of that, and their distance. All three begin as our EMA does; the
 * library's begin with their first value.
 */
export function createMacd(fast: number, slow: number, signal: number): Indicator {
  const fastEma = createSmoother(fast, emaAlpha(fast))
  const slowEma = createSmoother(slow, emaAlpha(slow))
  const signalEma = createSmoother(signal, emaAlpha(signal))
  const longest = Math.max(fast, slow)
  const neededBars = longest + signal - 2
  return fromPeek({
    neededBars,
    // What the slow EMA has still to forget, the signal takes in: one after the other.
    warmUpBars: warmUpOf(neededBars, settlingBars(emaAlpha(longest)) + settlingBars(emaAlpha(signal))),
    peek({ close }) {
      const [quick, late] = [fastEma.peek(close), slowEma.peek(close)]
      if (quick === null || late === null) return null
      const macd = quick - late
      const smoothed = signalEma.peek(macd)
      return smoothed === null ? null : { macd, signal: smoothed, histogram: macd - smoothed }
    },
    keep({ close }) {
      const [quick, late] = [fastEma.push(close), slowEma.push(close)]
      if (quick !== null && late !== null) signalEma.push(quick - late)
    },
  })
}

/**
 * Where the close lies between the lowest and the highest price of `length` bars, in percent, averaged over `smooth` bars
 * (%K), and that over `signal` bars (%D). While all these bars stand at one price it divides by 0: there is no value
 * (Pine Script says na) until such a bar has left the averages; the library says 0, which would read as oversold.
 */
export function createStochastic(length: number, smooth: number, signal: number): Indicator {
  const range = createWindow(new DonchianChannels(length))
  const k = createWindow(new SMA(smooth))
  const d = createWindow(new SMA(signal))
  const step = (bar: Bar, way: 'peek' | 'push'): Outputs | null => {
    // The window keeps what it is given: a bar of its own.
    const found = range[way]({ high: bar.high, low: bar.low })
    if (found === null) return null
    const smoothed = k[way]((100 * (bar.close - found.lower)) / (found.upper - found.lower))
    const signalled = smoothed === null ? null : d[way](smoothed)
    if (smoothed === null || signalled === null || Number.isNaN(signalled)) return null
    return { k: smoothed, d: signalled }
  }
  const neededBars = length + smooth + signal - 3
  let last: Outputs | null = null
  return {
    close(bar) {
      last = step(bar, 'push')
    },
    peek: (bar) => step(bar, 'peek'),
    current: () => last,
    neededBars,
    warmUpBars: neededBars,
  }
}
