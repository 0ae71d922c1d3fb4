/** A market as a list of trades, and the one-minute bars that a venue would make of them. */
import type { Candle, Gap } from '../../shared/model/candle.ts'

export type TapeTick = { readonly at: number; readonly price: number }

const minuteMs = 60_000

/** A small generator of the same numbers for the same seed, in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Bars of the trades up to and with `nowAt`, that open in [`fromAt`, `toAt`); the last is open where its minute is. */
export function barsOf(
  ticks: readonly TapeTick[],
  fromAt: number,
  toAt: number,
  nowAt: number,
): { candles: Candle[]; gaps: Gap[]; knownTo: number } {
  const candles: Candle[] = []
  for (const { at, price } of ticks) {
    const openAt = Math.floor(at / minuteMs) * minuteMs
    if (at > nowAt || openAt < fromAt || openAt >= toAt) continue
    const last = candles.at(-1)
    if (last?.openAt === openAt) {
      candles[candles.length - 1] = {
        ...last,
        high: Math.max(last.high, price),
        low: Math.min(last.low, price),
        close: price,
        volume: last.volume + 1,
      }
    } else {
      candles.push({
        openAt,
        open: price,
        high: price,
        low: price,
        close: price,
        volume: 1,
        closed: openAt + minuteMs <= nowAt,
        source: 'rest',
      })
    }
  }
  return { candles, gaps: [], knownTo: Math.floor(nowAt / minuteMs) * minuteMs }
}
