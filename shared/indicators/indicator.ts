/** What every indicator can do: take in closed bars one by one, and tell its value with a bar that is still open. */
import type { Candle } from '../model/candle.ts'

export type Bar = Pick<Candle, 'openAt' | 'open' | 'high' | 'low' | 'close' | 'volume'>

/** The value of each line by its name in `indicatorTable`. */
export type Outputs = Readonly<Record<string, number>>

export type Indicator = {
  /** Takes in a closed bar. */
  close(bar: Bar): void
  /** All lines with `bar` taken as the open one; nothing of it is kept. Null: too few bars, or no value (division by 0). */
  peek(bar: Bar): Outputs | null
  /** All lines at the last closed bar. */
  current(): Outputs | null
  /** Closed bars without which there is no value of an open one. */
  readonly neededBars: number
  /**
   * Closed bars to begin with, so that beginning earlier would differ by less than 1e-9 of the prices: where values
   * lean on all bars before, at most `longestSettlingBars` of them (or `neededBars`, if that is more).
   */
  readonly warmUpBars: number
}

/** Past this, more bars are not worth fetching: what is left of the beginning is small, though more than 1e-9. */
export const longestSettlingBars = 1500

// Even a beginning at a hundred times the price, through two smoothings in a row, then leaves less than 1e-9.
const leftOver = 1e-13

/** After how many values an exponential smoothing has forgotten how it began. */
export function settlingBars(alpha: number): number {
  return alpha >= 1 ? 0 : Math.ceil(Math.log(leftOver) / Math.log(1 - alpha))
}

/** `warmUpBars` of an indicator that must forget how it began. */
export function warmUpOf(neededBars: number, settling: number): number {
  return Math.max(neededBars, Math.min(longestSettlingBars, neededBars + settling))
}

/** Shorthand of indicators whose lines are computed without keeping anything, and of what they do with a closed bar. */
export function fromPeek(
  parts: Pick<Indicator, 'peek' | 'neededBars' | 'warmUpBars'> & { keep(bar: Bar): void },
): Indicator {
  const { peek, keep, neededBars, warmUpBars } = parts
  let last: Outputs | null = null
  return {
    peek,
    close(bar) {
      last = peek(bar)
      keep(bar)
    },
    current: () => last,
    neededBars,
    warmUpBars,
  }
}
