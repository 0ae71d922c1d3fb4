/** Asks the venue's REST for an instrument's last trade: one at a time, and with a small share of what the venue allows. */
import { toAppError } from '../../shared/errors.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { LastTrade, Provider } from '../providers/provider.ts'
import { createRateLimit } from './rate-limit.ts'
import type { RestClient } from './rest-client.ts'

export type SpotAnswer =
  /** Null: it never traded. */
  | { readonly kind: 'trade'; readonly trade: LastTrade | null }
  /** The venue does not know the symbol. */
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'failed' }

export type SpotChecks = {
  /** `done` is called later, and not after `stop`. False: another is under way or the share is used up; ask again later. */
  ask(instrument: Instrument, done: (answer: SpotAnswer) => void): boolean
  stop(): void
}

export type SpotChecksDeps = {
  readonly provider: Provider
  readonly rest: Pick<RestClient, 'get'>
  readonly clock: Clock
  readonly log: Log
}

// Charts and searches are what the limits are for.
const shareOfLimit = 0.1

export function createSpotChecks(deps: SpotChecksDeps): SpotChecks {
  const { provider, clock, log } = deps
  // A request that weighs more than its share is let through when the window is empty.
  const share = createRateLimit(
    clock,
    provider.limits.rest.map(({ max, windowMs }) => ({ max: max * shareOfLimit, windowMs })),
  )
  const abort = new AbortController()
  let busy = false

  const answerFor = async (instrument: Instrument): Promise<SpotAnswer> => {
    const request = provider.lastTrade.request(instrument)
    try {
      share.take(request.weight)
      const { body } = await deps.rest.get(request, { signal: abort.signal })
      return { kind: 'trade', trade: provider.lastTrade.parse(body, instrument) }
    } catch (thrown) {
      const { code, message } = toAppError(thrown)
      log.debug({ provider: provider.id, instrument: instrument.id, code }, `last trade: ${message}`)
      if (code !== 'not-found') return { kind: 'failed' }
      // Which call it was is nothing to the user, who sees this beside the symbol.
      return { kind: 'unknown', reason: message.replace(`${provider.id} GET ${request.path}: `, '') }
    }
  }

  const run = async (instrument: Instrument, done: (answer: SpotAnswer) => void): Promise<void> => {
    busy = true
    const answer = await answerFor(instrument)
    busy = false
    if (!abort.signal.aborted) done(answer)
  }

  return {
    ask(instrument, done) {
      if (busy || abort.signal.aborted || share.waitMs(provider.lastTrade.request(instrument).weight) > 0)
        return false
      // It answers failures as such and never rejects.
      void run(instrument, done)
      return true
    },
    stop: () => abort.abort(),
  }
}
