/** What of an answer of the history can be computed with: decided without asking again. */
import type { Candle, Gap } from '../../../shared/model/candle.ts'
import type { Loaded } from './bar-row.ts'

export type HistoryAnswer = { readonly candles: readonly Candle[]; readonly gaps: readonly Gap[] }

export type Question = { readonly fromAt: number; readonly toAt: number; readonly asked: number }

const firstRetryMs = 1000
const lastRetryMs = 60_000

/** How long to wait before the next attempt, after `failures` in a row. */
export function retryDelayMs(failures: number): number {
  return Math.min(lastRetryMs, firstRetryMs * 2 ** Math.max(0, failures - 1))
}

/**
 * A gap makes what comes after it incomplete, but for one at the very beginning: that is where the venue's history ends. It
 * is taken for that when it was there the last time as well (`before`: its end then).
 */
export function judge(
  { candles, gaps }: HistoryAnswer,
  { fromAt, toAt, asked }: Question,
  before: number | null,
): { readonly loaded: Loaded } | { readonly gap: Gap; readonly beginsAt: number | null } {
  const last = gaps.reduce<Gap | null>(
    (latest, gap) => (gap.toAt > fromAt && gap.toAt >= (latest?.toAt ?? -Infinity) ? gap : latest),
    null,
  )
  if (last === null) return { loaded: { bars: candles, knownFromAt: fromAt, toAt, asked } }
  const isBeginning = last.fromAt <= fromAt && last.toAt < toAt
  if (!isBeginning || before !== last.toAt) return { gap: last, beginsAt: isBeginning ? last.toAt : null }
  const bars = candles.filter(({ openAt }) => openAt >= last.toAt)
  return { loaded: { bars, knownFromAt: last.toAt, toAt, asked } }
}
