/** Asks one venue over REST: in order, within its limits, and not at all while it has told us to stop. */
import { CodedError, codedError } from '../../shared/errors.ts'
import type { RestHealth } from '../../shared/model/feed-status.ts'
import type { Cancel, Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Credentials, Provider, RestRequest } from '../providers/provider.ts'
import type { ClockSkew } from './clock-skew.ts'
import { restDispatcher } from './proxy.ts'
import type { ProxySettings } from './proxy.ts'
import { createAsk, needsKey } from './rest-ask.ts'
import { createRestBudget, type RestBudget } from './rest-budget.ts'
import type { RestAnswer } from './rest-fetch.ts'

/** `sentAt` and `receivedAt` (the headers came): our wall clock, UTC epoch ms. */
export type RestResult = {
  readonly body: string
  readonly latencyMs: number
  readonly sentAt: number
  readonly receivedAt: number
}

export type RestClient = {
  /**
   * Rejects with a coded error: `network`, `timeout`, `rate-limited`, `unauthorized` (no key, or a refused one), `venue-error`,
   * `venue-refused`, `bad-data`, `cancelled`, or what the venue's own words mean; details `{ plan: true }` mark what the user's plan
   * does not include. `latencyMs` counts from sending, without the time in our queue.
   */
  get(request: RestRequest, options?: { signal?: AbortSignal }): Promise<RestResult>
  health(): RestHealth
  /** Ends what runs and waits, as `cancelled`; nothing can be asked afterwards. */
  stop(): void
}

export type RestClientDeps = {
  readonly provider: Provider
  /** Origin that stands before every path. */
  readonly restUrl: string
  /** Then it replaces the other origins of the venue too. Default: where it is not the venue's own. */
  readonly isOverridden?: boolean
  readonly credentials?: Credentials
  readonly proxy?: ProxySettings | null
  /** What is left of the venue's limits; made anew where it is not given. */
  readonly budget?: RestBudget
  /** Learns from each answer's `Date`. */
  readonly skew?: ClockSkew
  readonly userAgent: string
  readonly clock: Clock
  readonly log: Log
  /** Called for each request that is sent. */
  sent(nowMs: number): void
}

type Job = {
  readonly request: RestRequest
  readonly label: string
  /** Ends it once it runs. */
  readonly abort: AbortController
  readonly resolve: (result: RestResult) => void
  readonly reject: (error: CodedError) => void
}

// A queue that grows past this is a mistake of ours; better told than served in an hour.
const longestQueue = 1_000
/** Who would have to wait longer for the limits (a day's allowance is used up) is told so at once. */
export const longestWaitMs = 120_000
// Our clock was set while the venue answered: its time tells nothing then.
const clockToleranceMs = 50

export function createRestClient(deps: RestClientDeps): RestClient {
  const { provider, clock, log, skew, credentials = {} } = deps
  const { limits } = provider
  const isOverridden = deps.isOverridden ?? new URL(deps.restUrl).origin !== new URL(provider.restUrl).origin
  const dispatcher = restDispatcher(deps.proxy ?? null, clock)
  const ask = createAsk({ ...deps, credentials, isOverridden, dispatcher })
  const { limit, venueUsage, block } =
    deps.budget ?? createRestBudget(clock, limits.rest, () => skew?.skewMs() ?? 0)
  const queue: Job[] = []
  const running = new Set<Job>()
  let stopped = false
  let cancelPump: Cancel | null = null
  const health: Pick<RestHealth, 'requests' | 'failures' | 'lastLatencyMs' | 'lastAt' | 'lastError'> = {
    requests: 0,
    failures: 0,
    lastLatencyMs: null,
    lastAt: null,
    lastError: null,
  }

  const blocked = (label: string): CodedError => {
    const afterMs = Math.ceil(block.leftMs())
    const seconds = Math.ceil(afterMs / 1000)
    return codedError('rate-limited', `${label}: the venue asked us to wait another ${seconds} s`, {
      afterMs,
    })
  }

  const learnFrom = (answer: RestAnswer, sentMs: number, mark: number): void => {
    health.lastLatencyMs = answer.latencyMs
    const usage = provider.usage?.(answer.header) ?? null
    if (usage !== null) venueUsage.told(usage, mark)
    // An answer out of somebody's cache bears the time at which it was put there.
    const date = (answer.header('age') ?? '0') === '0' ? answer.header('date') : null
    const wasSet = Math.abs(clock.now() - answer.sentAt - (clock.monotonicMs() - sentMs)) > clockToleranceMs
    if (date === null || wasSet) return
    skew?.addRest(answer.sentAt, answer.receivedAt, Date.parse(date), 1_000)
  }

  const send = async ({ request, label, abort }: Job): Promise<RestResult> => {
    const sentMs = clock.monotonicMs()
    const mark = venueUsage.sent(request.weight)
    const { answer, failure } = await ask(request, {
      label,
      signal: abort.signal,
      unadvisedBlockMs: block.unadvisedMs(sentMs),
    })
    learnFrom(answer, sentMs, mark)
    if (failure === null) {
      block.good(sentMs)
      const { body, latencyMs, sentAt, receivedAt } = answer
      return { body, latencyMs, sentAt, receivedAt }
    }
    if (failure.blockMs !== null) {
      block.begin(failure.blockMs)
      for (const job of queue.splice(0)) job.reject(blocked(job.label))
    }
    throw failure.error
  }

  const start = async (job: Job): Promise<void> => {
    running.add(job)
    health.requests += 1
    health.lastAt = clock.now()
    deps.sent(clock.monotonicMs())
    try {
      job.resolve(await send(job))
    } catch (thrown) {
      const error =
        thrown instanceof CodedError ? thrown : codedError('internal', `${job.label}: ${String(thrown)}`)
      if (error.code !== 'cancelled') {
        health.failures += 1
        health.lastError = error.message
        log.warn({ provider: provider.id, code: error.code }, error.message)
      }
      job.reject(error)
    } finally {
      running.delete(job)
      pump()
    }
  }

  const usedUp = (job: Job, afterMs: number): CodedError => {
    const words = `our requests have used up what ${provider.name} allows, for another ${Math.ceil(afterMs / 60_000)} min`
    const error = codedError('rate-limited', `${job.label}: ${words}`, { afterMs: Math.ceil(afterMs) })
    health.lastError = error.message
    return error
  }

  const pump = (): void => {
    cancelPump?.()
    cancelPump = null
    while (running.size < Math.max(1, limits.restConcurrency)) {
      const job = queue[0]
      if (job === undefined) return
      const { weight } = job.request
      const waitMs = Math.max(limit.waitMs(weight), venueUsage.waitMs(weight))
      if (waitMs > 0 && waitMs <= longestWaitMs) {
        cancelPump = clock.after(waitMs, pump)
        return
      }
      queue.shift()
      if (waitMs > 0) {
        job.reject(usedUp(job, waitMs))
        continue
      }
      limit.take(weight)
      // It reports through its job and never rejects.
      void start(job)
    }
  }

  /** Why it is not even queued; null where it may be. */
  const refusal = (label: string, signal: AbortSignal | undefined): CodedError | null => {
    if (stopped) return codedError('cancelled', `${label}: the venue was switched off`)
    if (signal?.aborted === true) return codedError('cancelled', `${label}: no longer wanted`)
    const keyless = needsKey(provider, credentials, label)
    if (keyless !== null) return keyless
    if (block.leftMs() > 0) return blocked(label)
    if (queue.length < longestQueue) return null
    return codedError('unavailable', `${label}: ${longestQueue} requests wait already`, 'later')
  }

  return {
    get(request, { signal } = {}) {
      const label = `${provider.id} GET ${request.path}`
      const refused = refusal(label, signal)
      if (refused !== null) return Promise.reject(refused)
      return new Promise((resolve, reject) => {
        const onAbort = (): void => {
          job.abort.abort()
          const index = queue.indexOf(job)
          // One that runs already rejects by itself.
          if (index === -1) return
          queue.splice(index, 1)
          reject(codedError('cancelled', `${label}: no longer wanted`))
          pump()
        }
        const settled = (): void => signal?.removeEventListener('abort', onAbort)
        const job: Job = {
          request,
          label,
          abort: new AbortController(),
          resolve: (result) => (settled(), resolve(result)),
          reject: (error) => (settled(), reject(error)),
        }
        signal?.addEventListener('abort', onAbort, { once: true })
        queue.push(job)
        pump()
      })
    },
    health() {
      const leftMs = block.leftMs()
      const told = venueUsage.latest()
      const counted = health.requests > 0 ? limit.usage() : null
      return {
        provider: provider.id,
        ...health,
        blockedUntil: leftMs > 0 ? Math.round(clock.now() + leftMs) : null,
        usage:
          told !== null
            ? { ...told, source: 'venue' }
            : counted !== null
              ? { ...counted, source: 'counted' }
              : null,
      }
    },
    stop() {
      stopped = true
      for (const job of running) job.abort.abort()
      cancelPump?.()
      cancelPump = null
      for (const job of queue.splice(0))
        job.reject(codedError('cancelled', `${job.label}: the venue was switched off`))
      // Rejects nothing that is not ended already.
      void dispatcher.destroy()
    },
  }
}
