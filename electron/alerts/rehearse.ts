/** Dry run: what a rule would have done over one-minute candles, by the evaluator that watches live. */
import type { RehearsedFiring, Rule } from '../../shared/model/alert.ts'
import type { Candle, Gap } from '../../shared/model/candle.ts'
import type { Tick } from '../../shared/model/quote.ts'
import { armedMemory, evaluate, memoryAfterGap } from './evaluate.ts'

const minuteMs = 60_000

/**
 * The path that a candle stands for: open, the extreme nearer to the open, the other extreme, close. The times inside the
 * minute are made up in that order, since a candle does not keep them.
 */
export function pathOf({ openAt, open, high, low, close }: Candle): Tick[] {
  const highFirst = Math.abs(high - open) <= Math.abs(open - low)
  const prices = highFirst ? [open, high, low, close] : [open, low, high, close]
  return prices.map((price, step) => {
    const at = openAt + Math.min(step * 20_000, minuteMs - 1)
    return { price, exchangeAt: at, receivedAt: at }
  })
}

/** Whether a hole lies between two moments. */
function gapBetween(gaps: readonly Gap[], fromAt: number, toAt: number): boolean {
  return gaps.some((gap) => gap.fromAt < toAt && gap.toAt > fromAt)
}

/** Firings in order, each with its candle. A once-only rule stops at its first, as it would live. */
export function rehearse(
  rule: Pick<Rule, 'operator' | 'level' | 'frequency'>,
  candles: readonly Candle[],
  gaps: readonly Gap[],
  tickSize: number,
): RehearsedFiring[] {
  const { operator, level, frequency } = rule
  const watched = { operator, level, frequency, expiresAt: null, armedAt: -Infinity }
  const firings: RehearsedFiring[] = []
  let state: Rule['state'] = 'armed'
  let memory = armedMemory()
  let previousAt: number | null = null
  for (const bar of candles) {
    if (previousAt !== null && gapBetween(gaps, previousAt + minuteMs, bar.openAt))
      memory = memoryAfterGap(memory)
    previousAt = bar.openAt
    for (const tick of pathOf(bar)) {
      const result = evaluate({ ...watched, state }, memory, tick, { stale: false, tickSize })
      ;({ state, memory } = result)
      if (result.firing !== null) firings.push({ at: tick.receivedAt, bar })
    }
    if (state !== 'armed') break
  }
  return firings
}
