/** Tries a venue as a user would want it tried: one step after the other, each saying exactly what failed. */
import type { TestStep } from '../../shared/contract/market-methods.ts'
import { codedError, toAppError } from '../../shared/errors.ts'
import type { AppError } from '../../shared/errors.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Credentials, Provider } from '../providers/provider.ts'
import { probeStream } from './probe-stream.ts'
import { openTunnel, restDispatcher } from './proxy.ts'
import type { ProxySettings } from './proxy.ts'
import { hideSecrets } from './redact.ts'
import { createAsk, missingKeys } from './rest-ask.ts'
import type { AskDeps } from './rest-ask.ts'
import { firstBlockMs } from './rest-block.ts'

export type ProbeDeps = {
  readonly provider: Provider
  readonly restUrl: string
  readonly wsUrl: string
  readonly credentials: Credentials
  readonly proxy: ProxySettings | null
  readonly clock: Clock
  readonly log: Log
  readonly userAgent: string
  /** False where the venue allows one connection and it is in use; `streamNote` says what is known of that one. */
  readonly streamAllowed: boolean
  readonly streamNote?: string
}

/** Of each step. */
export const stepWithinMs = 10_000
const toleratedSkewMs = 2_000

type Verdict = { readonly ok: boolean | null; readonly message: string }

const notTried = (name: string, why: string): TestStep => ({
  name,
  ok: null,
  message: `Not tried: ${why}`,
  latencyMs: null,
})

/** What a failure means to the user; our own labels left out. */
function inWords({ code, message, retry }: AppError, label: string): string {
  const words = message.startsWith(`${label}: `) ? message.slice(label.length + 2) : message
  if (code === 'rate-limited') {
    const wait = typeof retry === 'object' ? `, try again in ${Math.ceil(retry.afterMs / 1000)} s` : ''
    return `Rate limited: ${words}${wait}`
  }
  if (code === 'network' || code === 'timeout') return `Not reachable: ${words}`
  if (code === 'bad-data') return `Not what the venue documents: ${words}`
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function skewWords(skewMs: number): string {
  if (Math.abs(skewMs) <= toleratedSkewMs) return ''
  const seconds = Math.round(Math.abs(skewMs) / 1000)
  return `; its clock is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} this computer's`
}

/**
 * Steps in order: "Proxy" (only with one), "REST" (is the venue there), "Key" (only where it needs one), "Stream" (connect, log in,
 * leave). Rejects with `cancelled` when `signal` aborts, and with nothing else. No step shows a key or a password.
 */
export async function probeVenue(deps: ProbeDeps, signal?: AbortSignal): Promise<TestStep[]> {
  const { provider, credentials, proxy, clock } = deps
  const wanted = signal ?? new AbortController().signal
  const secrets = [...Object.values(credentials), proxy?.password ?? '']
  const rest = new URL(deps.restUrl)
  const dispatcher = restDispatcher(proxy, clock)
  const askDeps: AskDeps = {
    provider,
    restUrl: deps.restUrl,
    isOverridden: rest.origin !== new URL(provider.restUrl).origin,
    credentials,
    dispatcher,
    clock,
    userAgent: deps.userAgent,
  }
  const ask = createAsk(askDeps)
  const steps: TestStep[] = []

  const step = async (name: string, work: (label: string) => Promise<Verdict>): Promise<boolean> => {
    const label = `${provider.id} ${name}`
    const startedMs = clock.monotonicMs()
    let verdict: Verdict
    try {
      verdict = await work(label)
    } catch (thrown) {
      verdict = { ok: false, message: inWords(toAppError(thrown), label) }
    }
    if (wanted.aborted) throw codedError('cancelled', `test of ${provider.name}: no longer wanted`)
    const message = hideSecrets(verdict.message, secrets)
    steps.push({ name, ok: verdict.ok, message, latencyMs: Math.round(clock.monotonicMs() - startedMs) })
    deps.log.info({ provider: provider.id, step: name, ok: verdict.ok }, `test: ${message}`)
    return verdict.ok === true
  }

  const options = (label: string, withKeys: boolean) => ({
    label,
    signal: wanted,
    unadvisedBlockMs: firstBlockMs,
    withKeys,
    withinMs: stepWithinMs,
  })

  const tryProxy = async (settings: ProxySettings): Promise<Verdict> => {
    const port = Number(rest.port) || (rest.protocol === 'https:' ? 443 : 80)
    const socket = await openTunnel(settings, rest.hostname.replace(/^\[|\]$/g, ''), port, clock)
    socket.on('error', () => undefined)
    socket.destroy()
    return { ok: true, message: `Reached ${rest.host} through ${settings.url}` }
  }

  /** Whether anybody is there who speaks as the venue does; keys are the next step's. */
  const tryRest = async (label: string): Promise<Verdict> => {
    const { serverTime } = provider
    const request = serverTime?.request() ?? provider.probe()
    const { answer, failure } = await ask(request, options(label, false))
    if (failure === null) {
      if (serverTime === undefined) return { ok: true, message: `${rest.host} answers` }
      // Half of the way back and forth is as good as it gets with one question.
      const skewMs = serverTime.parse(answer.body) - (answer.sentAt + answer.receivedAt) / 2
      return { ok: true, message: `${rest.host} answers${skewWords(skewMs)}` }
    }
    const { code } = failure.error
    const wantsKey = code === 'unauthorized' || (provider.credentials.length > 0 && code === 'venue-refused')
    if (wantsKey && answer.status !== 451)
      return { ok: true, message: `${rest.host} answers and wants a key` }
    throw failure.error
  }

  const tryKey = async (label: string): Promise<Verdict> => {
    const { failure } = await ask(provider.probe(), options(label, true))
    if (failure === null) return { ok: true, message: `${provider.name} accepts the key` }
    const { error } = failure
    const { details } = error
    const words = inWords(toAppError(error), label)
    if (typeof details === 'object' && details !== null && 'plan' in details && details.plan === true)
      return { ok: false, message: `The key's plan does not include this: ${words}` }
    if (error.code === 'unauthorized') return { ok: false, message: `The key was refused: ${words}` }
    return { ok: false, message: words }
  }

  try {
    if (proxy !== null && !(await step('Proxy', () => tryProxy(proxy)))) {
      const names = provider.credentials.length > 0 ? ['REST', 'Key', 'Stream'] : ['REST', 'Stream']
      return [...steps, ...names.map((name) => notTried(name, 'the proxy did not connect us'))]
    }
    const isThere = await step('REST', tryRest)
    const missing = missingKeys(provider, credentials).map(({ label }) => label)
    if (provider.credentials.length > 0) {
      if (missing.length > 0)
        steps.push({
          name: 'Key',
          ok: false,
          message: `No key: ${missing.join(', ')} not set`,
          latencyMs: null,
        })
      else if (!isThere) steps.push(notTried('Key', 'REST did not answer'))
      else await step('Key', tryKey)
    }
    if (!deps.streamAllowed)
      steps.push(notTried('Stream', deps.streamNote ?? 'the venue allows one connection, which is in use'))
    else if (missing.length > 0) steps.push(notTried('Stream', 'it needs the key'))
    else
      await step('Stream', async () => ({
        ok: true,
        message: `Stream ${await probeStream({ ...deps, withinMs: stepWithinMs }, wanted)}`,
      }))
    return steps
  } finally {
    void dispatcher.destroy()
  }
}
