/** The price under the pointer on the chart, for commands that work at it. The chart says how it is read. */

let readPrice: (() => number | null) | null = null

/** Called by the chart when it appears and, with null, when it goes. */
export function setCrosshair(read: (() => number | null) | null): void {
  readPrice = read
}

/** On the tick grid of the selected instrument; null while the pointer is not over the candles. */
export function chartCrosshairPrice(): number | null {
  return readPrice?.() ?? null
}
