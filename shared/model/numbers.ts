/** Decimal arithmetic on prices: everything is counted in whole ticks, so that 0.1 + 0.2 is never a question. */

/** Digits after the point that a tick size needs: 0.01 → 2, 1e-8 → 8, 0.25 → 2, 5 → 0. */
export function decimalsOf(tickSize: number): number {
  if (!(tickSize > 0) || !Number.isFinite(tickSize)) return 2
  for (let decimals = 0; decimals <= 12; decimals += 1) {
    const scaled = tickSize * 10 ** decimals
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * Math.max(1, scaled) && Math.round(scaled) > 0)
      return decimals
  }
  return 12
}

/** How many ticks a price is; the integer that prices are compared by. `NaN` for what is not a price. */
export function toTicks(price: number, tickSize: number): number {
  return Number.isFinite(price) ? Math.round(price / tickSize) : NaN
}

/** The nearest price on the tick grid, without binary dust (64000.1, not 64000.100000000006). */
export function roundToTick(price: number, tickSize: number): number {
  return Number((toTicks(price, tickSize) * tickSize).toFixed(decimalsOf(tickSize)))
}
