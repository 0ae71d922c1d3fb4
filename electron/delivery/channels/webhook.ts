/** One POST of a webhook: signed, to a checked address, without redirects, within a time limit and a bound on the answer. */
import { Agent, request, type Dispatcher } from 'undici'
import { CodedError, codedError } from '../../../shared/errors.ts'
import type { Delivery, Target } from '../../../shared/model/delivery.ts'
import type { Clock } from '../../lib/clock.ts'
import { guardedConnector, targetUrl, type Resolve } from '../address-guard.ts'
import { refusedForGood, refusedForNow, type Sending } from '../sending.ts'
import { signedHeaders, signingKeys } from '../sign.ts'
import { judgeAnswer, type Answer } from './answer.ts'

export type WebhookDeps = {
  readonly clock: Clock
  /** Of Tickerdeck, for the user agent. */
  readonly version: string
  /** The signing secret of a target. Rejects where it can't be read now. */
  secret(target: string): Promise<string | null>
  /** How many times what is told went through us already; for the guard against loops. One where nothing is said. */
  hop?(delivery: Delivery): number
  readonly resolve?: Resolve
  readonly withinMs?: number
}

export type WebhookChannel = {
  /** Never rejects. */
  send(target: Target, delivery: Delivery): Promise<Sending>
  /** Ends all connections. */
  close(): Promise<void>
}

/** Says that a webhook comes from a Tickerdeck, which may be the one that would receive it. */
const hopHeader = 'tickerdeck-hop'

const sendWithinMs = 15_000
const mostAnswerBytes = 64 * 1024

/** As it may come back in an answer: as it is, without its prefix, and escaped in JSON or a URL. */
function spellings(secret: string): string[] {
  const parts = secret.split(' ').flatMap((part) => [part, part.replace(/^whs(ec|k)_/, '')])
  return [secret, ...parts].flatMap((text) => [text, text.replaceAll('/', '\\/'), encodeURIComponent(text)])
}

/** The beginning of the body; what is left of it ends with its connection. One that breaks off or drips does not matter: the status was said. */
async function beginningOf(body: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of body) {
      if (!(chunk instanceof Uint8Array)) break
      chunks.push(Buffer.from(chunk.subarray(0, mostAnswerBytes - bytes)))
      bytes += chunk.length
      if (bytes >= mostAnswerBytes) break
    }
  } catch {
    // The connection or the time ended.
  }
  return Buffer.concat(chunks).toString('utf8')
}

function headerOf(headers: Dispatcher.ResponseData['headers'], name: string): string | null {
  const value = headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? null
}

/** Names what failed, never the address, whose path may be as good as a password. */
function failure(error: unknown, timedOut: boolean, withinMs: number): Sending {
  if (timedOut) return refusedForNow(`no answer within ${withinMs / 1000} s`)
  if (error instanceof CodedError)
    return error.retry === 'no' ? refusedForGood(error.message) : refusedForNow(error.message)
  if (!(error instanceof Error)) return refusedForNow('the connection failed')
  const { code } = error as NodeJS.ErrnoException
  return refusedForNow(error.message === '' ? (code ?? 'the connection failed') : error.message)
}

export function createWebhookChannel(deps: WebhookDeps): WebhookChannel {
  const { clock, withinMs = sendWithinMs } = deps
  const agentFor = (allowPrivate: boolean) =>
    new Agent({
      connect: guardedConnector(allowPrivate, withinMs, deps.resolve),
      headersTimeout: withinMs,
      bodyTimeout: withinMs,
    })
  const agents = { public: agentFor(false), private: agentFor(true) }

  const secretOf = async ({ id, name, hasSecret }: Target): Promise<string | null> => {
    if (!hasSecret) return null
    let secret: string | null
    try {
      secret = await deps.secret(id)
    } catch {
      // What the key store says may hold anything.
      throw codedError('storage', `the signing secret of ${name} can't be read now`, 'later')
    }
    if (secret === null)
      throw codedError('storage', `the signing secret of ${name} is not there any more: enter it again`)
    return secret
  }

  const post = async (
    url: URL,
    allowPrivate: boolean,
    delivery: Delivery,
    secret: string | null,
    signal: AbortSignal,
  ): Promise<Answer> => {
    const sentMs = clock.monotonicMs()
    const { statusCode, headers, body } = await request(url, {
      method: 'POST',
      dispatcher: allowPrivate ? agents.private : agents.public,
      signal,
      headers: {
        'content-type': 'application/json',
        // What is not compressed can't unfold.
        'accept-encoding': 'identity',
        'user-agent': `Tickerdeck/${deps.version}`,
        [hopHeader]: String(deps.hop?.(delivery) ?? 1),
        ...signedHeaders({
          id: delivery.id,
          at: clock.now(),
          body: delivery.body,
          keys: secret === null ? [] : signingKeys(secret),
        }),
      },
      body: delivery.body,
    })
    const latencyMs = clock.monotonicMs() - sentMs
    return {
      status: statusCode,
      latencyMs,
      retryAfter: headerOf(headers, 'retry-after'),
      date: headerOf(headers, 'date'),
      body: await beginningOf(body),
    }
  }

  return {
    async send(target, delivery) {
      const abort = new AbortController()
      let timedOut = false
      const cancelTimeout = clock.after(withinMs, () => {
        timedOut = true
        abort.abort()
      })
      // Neither a key store nor a resolver can be stopped: they are left behind.
      const outOfTime = new Promise<never>((_resolve, reject) => {
        abort.signal.addEventListener('abort', () => reject(new Error('out of time')), { once: true })
      })
      outOfTime.catch(() => undefined)
      try {
        const url = targetUrl(target.url ?? '', target.allowPrivate)
        const secret = await Promise.race([secretOf(target), outOfTime])
        const answer = await post(url, target.allowPrivate, delivery, secret, abort.signal)
        return judgeAnswer(answer, clock.now(), secret === null ? [] : spellings(secret))
      } catch (error) {
        return failure(error, timedOut, withinMs)
      } finally {
        cancelTimeout()
      }
    },
    async close() {
      await Promise.all([agents.public.destroy(), agents.private.destroy()])
    },
  }
}
