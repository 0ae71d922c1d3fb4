/** Asks for the figures of the day by REST while the stream is live, for venues whose stream carries none of them. */
import { toAppError } from '../../shared/errors.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { QuoteUpdate } from '../../shared/model/quote.ts'
import type { Cancel, Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Provider } from '../providers/provider.ts'
import { spacingMs } from './poller.ts'
import type { RestClient } from './rest-client.ts'

export type FiguresDeps = {
  readonly provider: Provider
  readonly rest: Pick<RestClient, 'get'>
  readonly clock: Clock
  readonly log: Log
  /** Instruments whose quotes are wanted now. */
  instruments(): readonly Instrument[]
  figures(updates: readonly QuoteUpdate[], receivedAt: number): void
}

export type Figures = {
  /** Instruments may have come: those without figures are asked for soon. */
  changed(): void
  stop(): void
}

/** Subscriptions of one turn, and of the turns right after it, become one request. */
export const gatherMs = 250
const retryMs = 30_000

/** Does nothing for a venue without `ticker.refreshMs`. */
export function createFigures(deps: FiguresDeps): Figures {
  const { provider, clock, log } = deps
  const { refreshMs, maxInstruments } = provider.ticker
  const askedMs = new Map<InstrumentId, number>()
  const abort = new AbortController()
  let cancel: Cancel | null = null
  let dueMs = Infinity
  let isAsking = false
  let notBeforeMs = -Infinity

  const dueOf = (instrument: InstrumentId, everyMs: number): number =>
    (askedMs.get(instrument) ?? -Infinity) + everyMs

  const plan = (everyMs: number): void => {
    if (isAsking || abort.signal.aborted) return
    const nowMs = clock.monotonicMs()
    const first = Math.min(...deps.instruments().map(({ id }) => dueOf(id, everyMs)))
    const nextMs = Math.max(first, notBeforeMs, nowMs + gatherMs)
    if (nextMs === dueMs || !Number.isFinite(nextMs)) return
    cancel?.()
    dueMs = nextMs
    cancel = clock.after(nextMs - nowMs, () => {
      cancel = null
      dueMs = Infinity
      // Failures are answered inside; it never rejects.
      void ask(everyMs)
    })
  }

  const ask = async (everyMs: number): Promise<void> => {
    const nowMs = clock.monotonicMs()
    const due = deps
      .instruments()
      .filter(({ id }) => dueOf(id, everyMs) <= nowMs)
      .toSorted((a, b) => dueOf(a.id, everyMs) - dueOf(b.id, everyMs))
      .slice(0, Math.max(1, maxInstruments))
    if (due.length === 0) return plan(everyMs)
    isAsking = true
    for (const { id } of due) askedMs.set(id, nowMs)
    try {
      const request = provider.ticker.request(due)
      notBeforeMs = nowMs + spacingMs(provider.limits.rest, request.weight)
      const { body } = await deps.rest.get(request, { signal: abort.signal })
      const updates = provider.ticker.parse(body, due)
      if (!abort.signal.aborted && updates.length > 0) deps.figures(updates, clock.now())
    } catch (thrown) {
      const { code, message, retry } = toAppError(thrown)
      if (code !== 'cancelled') log.debug({ provider: provider.id, code }, `figures of the day: ${message}`)
      // What is refused for good is asked again at its own pace; the rest sooner.
      if (retry !== 'no') {
        for (const { id } of due) askedMs.delete(id)
        const waitMs = typeof retry === 'object' ? Math.max(retryMs, retry.afterMs) : retryMs
        notBeforeMs = Math.max(notBeforeMs, clock.monotonicMs() + waitMs)
      }
    } finally {
      isAsking = false
    }
    plan(everyMs)
  }

  return {
    changed() {
      if (refreshMs !== undefined) plan(refreshMs)
    },
    stop() {
      abort.abort()
      cancel?.()
      cancel = null
    },
  }
}
