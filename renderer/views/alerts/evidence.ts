/** What a firing's evidence says, in words: which ticks, when, and how long the decision took. */
import type { Firing } from '../../../shared/model/alert.ts'

/** `4 ms`, `1.2 s`, `3 m 20 s`; an en dash where it cannot be known. */
export function latencyText(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return '–'
  const sign = ms < 0 ? '\u2212' : ''
  const size = Math.abs(ms)
  if (size < 1000) return `${sign}${Math.round(size)} ms`
  if (size < 60_000) return `${sign}${(size / 1000).toFixed(1)} s`
  return `${sign}${Math.floor(size / 60_000)} m ${Math.round((size % 60_000) / 1000)} s`
}

export type Latency = {
  /** The venue's clock to ours; negative where the clocks differ. */
  readonly exchangeToUsMs: number | null
  readonly usToDecisionMs: number
  readonly exchangeToDecisionMs: number | null
}

export function latencyOf({ firedAt, evidence: { at } }: Pick<Firing, 'firedAt' | 'evidence'>): Latency {
  return {
    exchangeToUsMs: at.exchangeAt === null ? null : at.receivedAt - at.exchangeAt,
    usToDecisionMs: firedAt - at.receivedAt,
    exchangeToDecisionMs: at.exchangeAt === null ? null : firedAt - at.exchangeAt,
  }
}

/** Past this, a venue's clock is not ours (a replay, or a wrong clock), and a difference says nothing. */
export const clocksDifferAfterMs = 600_000
