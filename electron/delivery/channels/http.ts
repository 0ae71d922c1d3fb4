/** One POST of any channel: to a checked address, without redirects, within a time limit and a bound on the answer. */
import { Agent, request, type Dispatcher } from 'undici'
import { CodedError, codedError } from '../../../shared/errors.ts'
import type { Delivery, Target } from '../../../shared/model/delivery.ts'
import type { Clock } from '../../lib/clock.ts'
import { guardedConnector, type Resolve } from '../address-guard.ts'
import { refusedForGood, refusedForNow, type Sending } from '../sending.ts'
import type { Answer } from './answer.ts'
import type { HttpChannel, HttpRequest } from './channel.ts'
import { masked, spellings } from './masking.ts'
import { withinTime } from './within-time.ts'

export type HttpDeps = {
  readonly clock: Clock
  /** Of Tickerdeck, for the user agent. */
  readonly version: string
  /** The secret of a target. Rejects where it can't be read now. */
  secret(target: string): Promise<string | null>
  /** How many times what is told went through us already; for the guard against loops. One where nothing is said. */
  hop?(delivery: Delivery): number
  readonly resolve?: Resolve
  readonly withinMs?: number
}

export type HttpSender = {
  /** Never rejects. */
  send(channel: HttpChannel, target: Target, delivery: Delivery): Promise<Sending>
  /** Ends all connections. */
  close(): Promise<void>
}

/** Says that a webhook comes from a Tickerdeck, which may be the one that would receive it. */
const hopHeader = 'tickerdeck-hop'

export const sendWithinMs = 15_000
const mostAnswerBytes = 64 * 1024

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
export function failure(error: unknown, secrets: readonly string[]): Sending {
  const said = (text: string) => masked(text, secrets)
  if (error instanceof CodedError)
    return error.retry === 'no' ? refusedForGood(said(error.message)) : refusedForNow(said(error.message))
  if (!(error instanceof Error)) return refusedForNow('the connection failed')
  const { code } = error as NodeJS.ErrnoException
  return refusedForNow(said(error.message === '' ? (code ?? 'the connection failed') : error.message))
}

/** Null where the target has none. Rejects where it has one that can't be had. */
export async function secretOf(
  { id, name, kind, hasSecret }: Target,
  read: HttpDeps['secret'],
): Promise<string | null> {
  if (!hasSecret) return null
  const what = kind === 'webhook' ? 'signing secret' : 'secret'
  let secret: string | null
  try {
    secret = await read(id)
  } catch {
    // What the key store says may hold anything.
    throw codedError('storage', `the ${what} of ${name} can't be read now`, 'later')
  }
  if (secret === null)
    throw codedError('storage', `the ${what} of ${name} is not there any more: enter it again`)
  return secret
}

export function createHttpSender(deps: HttpDeps): HttpSender {
  const { clock, withinMs = sendWithinMs } = deps
  const agentFor = (allowPrivate: boolean) =>
    new Agent({
      connect: guardedConnector(allowPrivate, withinMs, deps.resolve),
      headersTimeout: withinMs,
      bodyTimeout: withinMs,
    })
  const agents = { public: agentFor(false), private: agentFor(true) }

  const post = async (
    what: HttpRequest,
    target: Target,
    delivery: Delivery,
    signal: AbortSignal,
  ): Promise<Answer> => {
    const sentMs = clock.monotonicMs()
    const { statusCode, headers, body } = await request(what.url, {
      method: 'POST',
      dispatcher: target.allowPrivate ? agents.private : agents.public,
      signal,
      headers: {
        // What is not compressed can't unfold.
        'accept-encoding': 'identity',
        'user-agent': `Tickerdeck/${deps.version}`,
        [hopHeader]: String(deps.hop?.(delivery) ?? 1),
        ...what.headers,
      },
      body: what.body,
    })
    const latencyMs = clock.monotonicMs() - sentMs
    return {
      status: statusCode,
      latencyMs,
      retryAfter: headerOf(headers, 'retry-after'),
      date: headerOf(headers, 'date'),
      limitReset: headerOf(headers, 'x-limit-app-reset'),
      body: await beginningOf(body),
    }
  }

  return {
    async send(channel, target, delivery) {
      let secrets: readonly string[] = []
      try {
        return await withinTime(clock, withinMs, async (signal, limited) => {
          const secret = await limited(secretOf(target, deps.secret))
          secrets = secret === null ? [] : spellings(secret)
          const built = channel.request({ target, delivery, secret, now: clock.now() })
          const answer = await post(built, target, delivery, signal)
          return channel.judge(answer, clock.now(), secrets)
        })
      } catch (error) {
        return failure(error, secrets)
      }
    },
    async close() {
      await Promise.all([agents.public.destroy(), agents.private.destroy()])
    },
  }
}
