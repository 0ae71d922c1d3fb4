/** Carries quotes by REST while the stream is down, slowly enough to leave the venue's limits to those who need them. */
import { toAppError } from '../../shared/errors.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { QuoteUpdate } from '../../shared/model/quote.ts'
import type { Cancel, Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Provider, RateRule } from '../providers/provider.ts'
import type { RestClient } from './rest-client.ts'

export type PollerDeps = {
  readonly provider: Provider
  readonly rest: RestClient
  readonly clock: Clock
  readonly log: Log
  /** Instruments whose quotes are wanted now. */
  instruments(): readonly Instrument[]
  quotes(updates: readonly QuoteUpdate[], receivedAt: number): void
}

export type Poller = {
  /** While true it polls; false ends what runs, and an answer that comes later is dropped. */
  setNeeded(needed: boolean): void
}

/** A stream that is back within this needs no poll. */
export const firstPollAfterMs = 2_000
export const pollEveryMs = 5_000
const instrumentsPerPoll = 50
const shortestGapMs = 100
// The most of each of the venue's limits that polls may use up.
const shareOfLimit = 0.25

/** How long requests of this weight must lie apart to take no more than our share of every rule. */
export function spacingMs(rules: readonly RateRule[], weight: number): number {
  return Math.max(0, ...rules.map(({ max, windowMs }) => (weight * windowMs) / (max * shareOfLimit)))
}

export function createPoller(deps: PollerDeps): Poller {
  const { provider, clock, log } = deps
  let running: AbortController | null = null
  let cancel: Cancel | null = null
  // Who was answered longest ago comes first: a venue may answer for fewer than it was asked.
  const answered = new Map<InstrumentId, number>()
  let round = 0

  const poll = async (abort: AbortController): Promise<number> => {
    const all = deps.instruments()
    const wanted = [...all]
      .sort((a, b) => (answered.get(a.id) ?? 0) - (answered.get(b.id) ?? 0))
      .slice(0, Math.min(instrumentsPerPoll, Math.max(1, provider.ticker.maxInstruments)))
    if (wanted.length === 0) return pollEveryMs
    round += 1
    // Each instrument as often as if one request could ask for all.
    let waitMs = Math.max(shortestGapMs, (pollEveryMs * wanted.length) / all.length)
    try {
      const request = provider.ticker.request(wanted)
      waitMs = Math.max(waitMs, spacingMs(provider.limits.rest, request.weight))
      const { body } = await deps.rest.get(request, { signal: abort.signal })
      if (abort.signal.aborted) return waitMs
      const ids = new Set(wanted.map(({ id }) => id))
      const updates = provider.ticker.parse(body, wanted).filter(({ instrument }) => ids.has(instrument))
      for (const { instrument } of updates) answered.set(instrument, round)
      if (updates.length > 0) deps.quotes(updates, clock.now())
    } catch (thrown) {
      const { code, message, retry } = toAppError(thrown)
      if (code !== 'cancelled') log.debug({ provider: provider.id, code }, `poll: ${message}`)
      waitMs = Math.max(waitMs, pollEveryMs)
      if (typeof retry === 'object') waitMs = Math.max(waitMs, retry.afterMs)
    }
    return waitMs
  }

  const pollAndPlan = async (abort: AbortController): Promise<void> => {
    const waitMs = await poll(abort)
    if (!abort.signal.aborted) plan(abort, waitMs)
  }

  function plan(abort: AbortController, waitMs: number): void {
    cancel = clock.after(waitMs, () => {
      cancel = null
      // Failures are answered inside; it never rejects.
      void pollAndPlan(abort)
    })
  }

  return {
    setNeeded(needed) {
      if (needed === (running !== null)) return
      if (needed) {
        running = new AbortController()
        plan(running, firstPollAfterMs)
        return
      }
      running?.abort()
      running = null
      cancel?.()
      cancel = null
      answered.clear()
    },
  }
}
