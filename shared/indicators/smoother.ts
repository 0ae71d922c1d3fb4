/** Exponential smoothing that begins with a plain average: what EMA, RSI, ATR and MACD are made of. */

export type Smoother = {
  /** The smoothed value with `value` as the next; null while there are too few. Nothing is kept. */
  peek(value: number): number | null
  push(value: number): number | null
}

/**
 * The first result is the average of the first `length` values, each later one moves from the one before by `alpha` of the
 * distance: TA-Lib's EMA ("classic"), and Pine Script's `ta.rma`, `na(sum[1]) ? ta.sma(src, length) : alpha * src + (1 - alpha) * sum[1]`.
 */
export function createSmoother(length: number, alpha: number): Smoother {
  let count = 0
  /** The sum of the values while there are too few, then the result. */
  let state = 0
  const peek = (value: number): number | null => {
    if (count >= length) return state + alpha * (value - state)
    return count + 1 === length ? (state + value) / length : null
  }
  return {
    peek,
    push(value) {
      const next = peek(value)
      state = next ?? state + value
      count += 1
      return next
    },
  }
}

/** Weight of the newest value in an EMA. */
export function emaAlpha(length: number): number {
  return 2 / (length + 1)
}

/** Weight of the newest value in Wilder's smoothing ("New Concepts in Technical Trading Systems", 1978). */
export function wilderAlpha(length: number): number {
  return 1 / length
}
