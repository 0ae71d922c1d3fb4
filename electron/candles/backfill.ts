/** Fills gaps by REST, newest first, page by page. What a page filled is in the book, so it can stop and go on at any point. */
import { toAppError, type RetryAdvice } from '../../shared/errors.ts'
import { shiftOpenAt } from '../../shared/model/interval.ts'
import type { Log } from '../lib/log.ts'
import { missingIn, type Span } from './gaps.ts'
import type { Series } from './series.ts'

export type BackfillDeps = {
  readonly series: Series
  /** What is still missing, ascending. */
  missing(): readonly Span[]
  /** Resolves after the delay, or at once when there is a reason to look again. */
  pause(delayMs: number): Promise<void>
  readonly random: () => number
  readonly log: Log
  /** Rounds without any progress before giving up; 0 asks once for everything and never waits. */
  readonly patience: number
}

/** `filled`; `gave-up`: the venue refuses or has no answer; `stopped`: by the signal. Throws nothing. */
export type BackfillEnd = { readonly end: 'filled' | 'gave-up' | 'stopped'; readonly error: unknown }

const longestWaitMs = 60_000

/** Milliseconds to wait: as long as the venue asked for, else growing with the attempts, with jitter. */
export function retryDelayMs(advice: RetryAdvice, attempt: number, random: () => number): number {
  const grown = Math.min(longestWaitMs, 1000 * 2 ** Math.min(attempt, 6))
  const spread = grown / 2 + (random() * grown) / 2
  return typeof advice === 'object' ? Math.max(advice.afterMs, 0) + random() * 250 : spread
}

export async function fillGaps(deps: BackfillDeps, signal: AbortSignal): Promise<BackfillEnd> {
  const { series, log } = deps
  const { book, interval } = series
  const slots = Math.max(1, series.maxRows - 1)

  /** Asks for what is missing of each part, as long as answers tell something; whether any of it became known. */
  const round = async (): Promise<boolean> => {
    let progress = false
    for (const part of [...deps.missing()].toReversed()) {
      for (let { toAt } = part; ;) {
        const piece = missingIn(book.covered(), { fromAt: part.fromAt, toAt }).at(-1)
        if (piece === undefined) break
        const fromAt = Math.max(piece.fromAt, shiftOpenAt(interval, piece.toAt, -slots))
        const wanted = { fromAt, toAt: piece.toAt }
        await series.askSpan(wanted, signal)
        const [left] = missingIn(book.covered(), wanted)
        if (left?.fromAt === wanted.fromAt && left.toAt === wanted.toAt) toAt = fromAt
        else progress = true
      }
    }
    return progress
  }

  let failures = 0
  let idleRounds = 0
  for (;;) {
    if (signal.aborted) return { end: 'stopped', error: null }
    if (deps.missing().length === 0) return { end: 'filled', error: null }
    let advice: RetryAdvice = 'later'
    try {
      idleRounds = (await round()) ? 0 : idleRounds + 1
      failures = 0
      if (deps.missing().length === 0) continue
      if (idleRounds >= deps.patience) return { end: 'gave-up', error: null }
    } catch (thrown) {
      if (signal.aborted) return { end: 'stopped', error: null }
      const error = toAppError(thrown)
      advice = error.retry
      failures += 1
      log.warn(
        { instrument: series.instrument.id, interval: series.interval, error },
        'a gap could not be filled yet',
      )
      if (advice === 'no' || deps.patience === 0) return { end: 'gave-up', error: thrown }
    }
    await deps.pause(retryDelayMs(advice, failures + idleRounds, deps.random))
  }
}
