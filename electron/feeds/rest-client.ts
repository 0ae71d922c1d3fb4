/** Asks one venue over REST: in order, within its limits, and not at all while it has told us to stop. */
import { CodedError, codedError } from '../../shared/errors.ts'
import type { RestHealth } from '../../shared/model/feed-status.ts'
import type { Cancel, Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Provider, RestRequest } from '../providers/provider.ts'
import { createRateLimit, perMinuteRules } from './rate-limit.ts'
import { fetchAnswer } from './rest-fetch.ts'
import { judgeAnswer } from './rest-verdict.ts'

export type RestClient = {
  /**
   * Rejects with a coded error: `network`, `timeout`, `rate-limited`, `venue-error`, `venue-refused`, `bad-data`, `cancelled`,
   * or what the venue's own words mean. `latencyMs` counts from sending, without the time in our queue.
   */
  get(request: RestRequest, options?: { signal?: AbortSignal }): Promise<{ body: string; latencyMs: number }>
  health(): RestHealth
  /** Ends what runs and waits, as `cancelled`; nothing can be asked afterwards. */
  stop(): void
}

export type RestClientDeps = {
  readonly provider: Provider
  /** Origin that stands before every path. */
  readonly restUrl: string
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
  readonly resolve: (answer: { body: string; latencyMs: number }) => void
  readonly reject: (error: CodedError) => void
}

// A queue that grows past this is a mistake of ours; better told than served in an hour.
const longestQueue = 1_000

export function createRestClient(deps: RestClientDeps): RestClient {
  const { provider, clock, log } = deps
  const { limits } = provider
  const origin = new URL(deps.restUrl).origin
  const limit = createRateLimit(clock, perMinuteRules(limits.restWeightPerMinute))
  const queue: Job[] = []
  const running = new Set<Job>()
  let stopped = false
  let cancelPump: Cancel | null = null
  let blockedUntilMs = -Infinity
  const health = { requests: 0, failures: 0, lastLatencyMs: null, lastAt: null, lastError: null } as {
    requests: number
    failures: number
    lastLatencyMs: number | null
    lastAt: number | null
    lastError: string | null
  }

  const blockedForMs = (): number => Math.max(0, blockedUntilMs - clock.monotonicMs())

  const blocked = (label: string): CodedError => {
    const afterMs = Math.ceil(blockedForMs())
    const seconds = Math.ceil(afterMs / 1000)
    return codedError('rate-limited', `${label}: the venue asked us to wait another ${seconds} s`, {
      afterMs,
    })
  }

  const urlOf = ({ path, query }: RestRequest): URL => {
    const url = new URL(path, origin)
    if (url.origin !== origin) throw codedError('internal', `${provider.id}: ${path} leads to another host`)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    return url
  }

  const block = (blockMs: number): void => {
    blockedUntilMs = Math.max(blockedUntilMs, clock.monotonicMs() + blockMs)
    for (const job of queue.splice(0)) job.reject(blocked(job.label))
  }

  const send = async ({ request, label, abort }: Job): Promise<{ body: string; latencyMs: number }> => {
    const startedMs = clock.monotonicMs()
    const url = urlOf(request)
    const answer = await fetchAnswer(
      { clock, userAgent: deps.userAgent },
      { url, label, signal: abort.signal },
    )
    const latencyMs = clock.monotonicMs() - startedMs
    health.lastLatencyMs = latencyMs
    const failure = judgeAnswer(provider, answer, label, clock.now())
    if (failure === null) return { body: answer.body, latencyMs }
    if (failure.blockMs !== null) block(failure.blockMs)
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

  const pump = (): void => {
    cancelPump?.()
    cancelPump = null
    while (running.size < Math.max(1, limits.restConcurrency)) {
      const job = queue[0]
      if (job === undefined) return
      const waitMs = limit.waitMs(job.request.weight)
      if (waitMs > 0) {
        cancelPump = clock.after(waitMs, pump)
        return
      }
      queue.shift()
      limit.take(job.request.weight)
      // It reports through its job and never rejects.
      void start(job)
    }
  }

  return {
    get(request, options = {}) {
      const { signal } = options
      const label = `${provider.id} GET ${request.path}`
      if (stopped) return Promise.reject(codedError('cancelled', `${label}: the venue was switched off`))
      if (signal?.aborted === true)
        return Promise.reject(codedError('cancelled', `${label}: no longer wanted`))
      if (blockedForMs() > 0) return Promise.reject(blocked(label))
      if (queue.length >= longestQueue) {
        return Promise.reject(
          codedError('unavailable', `${label}: ${longestQueue} requests wait already`, 'later'),
        )
      }
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
          resolve: (answer) => (settled(), resolve(answer)),
          reject: (error) => (settled(), reject(error)),
        }
        signal?.addEventListener('abort', onAbort, { once: true })
        queue.push(job)
        pump()
      })
    },
    health() {
      const leftMs = blockedForMs()
      return {
        provider: provider.id,
        ...health,
        blockedUntil: leftMs > 0 ? Math.round(clock.now() + leftMs) : null,
      }
    },
    stop() {
      stopped = true
      for (const job of running) job.abort.abort()
      cancelPump?.()
      cancelPump = null
      for (const job of queue.splice(0))
        job.reject(codedError('cancelled', `${job.label}: the venue was switched off`))
    },
  }
}
