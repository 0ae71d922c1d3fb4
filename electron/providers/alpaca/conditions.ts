/** Which trades of the US tapes may set a price: the conditions that the consolidated tapes keep out of last, high and low. */

/**
 * Cash, odd lot, next day, seller's terms, extended hours out of sequence, contingent, qualified contingent, price variation, official
 * open and close (reports, not trades), prior reference price, derivatively priced, sold out of sequence. Alpaca leaves the same ones
 * out of the prices of its bars, after the tables of the CTS and UTP specifications (alpaca.markets/learn/stock-minute-bars): a last
 * price that candles never show, and alerts on it, would be wrong. `T` (extended hours) stays in: there it is the only price.
 */
const onBothTapes = 'CINRUV7HQMP4Z'
/** `B` is an average price on tapes A and B and a bunched trade on C, where `W` is the average price and `G` bunched and late. */
const onTapeC = 'WG'
const onTapesAB = 'B'

/** `conditions` and `tape` as in a trade's `c` and `z`; unknown conditions move the price, as an unconditional trade does. */
export function movesPrice(conditions: unknown, tape: unknown): boolean {
  if (!Array.isArray(conditions)) return true
  const others = tape === 'C' ? onTapeC : onTapesAB
  for (const condition of conditions as unknown[]) {
    if (typeof condition !== 'string' || condition.length !== 1) continue
    if (onBothTapes.includes(condition) || others.includes(condition)) return false
  }
  return true
}
