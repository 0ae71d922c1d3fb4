/** Which of two candles of the same time is right: closed beats open, REST beats stream beats our own sums. */
import type { Candle, CandleSource } from '../../shared/model/candle.ts'

/** The higher, the more it is worth. */
export const sourceRank: Record<CandleSource, number> = { rest: 2, stream: 1, trades: 0 }

/**
 * `next` is the newer word on the same `openAt`. A closed candle gives way only to a closed one of a better source, and REST's to what
 * REST says when it was asked again, which happens only where the first answer was doubted.
 */
export function preferCandle(known: Candle, next: Candle): Candle {
  if (known.closed !== next.closed) return known.closed ? known : next
  if (!next.closed) return next
  if (next.source === 'rest') return next
  return sourceRank[next.source] > sourceRank[known.source] ? next : known
}

/** Both lists ascending and without doubles; so is the answer. */
export function mergeCandles(known: readonly Candle[], next: readonly Candle[]): Candle[] {
  const merged: Candle[] = []
  let left = 0
  let right = 0
  for (;;) {
    const a = known[left]
    const b = next[right]
    if (a === undefined) return [...merged, ...next.slice(right)]
    if (b === undefined) return [...merged, ...known.slice(left)]
    if (a.openAt < b.openAt) {
      merged.push(a)
      left += 1
    } else if (b.openAt < a.openAt) {
      merged.push(b)
      right += 1
    } else {
      merged.push(preferCandle(a, b))
      left += 1
      right += 1
    }
  }
}
