/** One GET over the network: no redirects, a bounded body, a time-out over headers and body, and failures as coded errors. */
import { fetch } from 'undici'
import type { Dispatcher, Response } from 'undici'
import { CodedError, codedError } from '../../shared/errors.ts'
import type { Clock } from '../lib/clock.ts'

export const answerWithinMs = 15_000
export const maxBodyBytes = 16 * 1024 * 1024

export type RestAnswer = {
  readonly status: number
  readonly body: string
  /** Names in lower case. */
  header(name: string): string | null
  /** Before sending, and when the headers came; our wall clock, UTC epoch ms. */
  readonly sentAt: number
  readonly receivedAt: number
  /** From sending to the end of the body. */
  readonly latencyMs: number
}

export type FetchDeps = {
  readonly clock: Clock
  readonly userAgent: string
  /** Direct, or through a proxy. */
  readonly dispatcher: Dispatcher
}

/** What the request is called in messages: never its query or headers, which may carry a key. */
type Named = {
  readonly url: URL
  readonly label: string
  readonly signal: AbortSignal
  readonly headers: Readonly<Record<string, string>>
  readonly withinMs?: number
}

/** Rejects with `timeout`, `cancelled`, `network`, `bad-data` (body too large), or what failed at the proxy. Any status is an answer. */
export async function fetchAnswer(deps: FetchDeps, request: Named): Promise<RestAnswer> {
  const { clock } = deps
  const { url, label, signal, withinMs = answerWithinMs } = request
  const abort = new AbortController()
  let timedOut = false
  const cancelTimeout = clock.after(withinMs, () => {
    timedOut = true
    abort.abort()
  })
  const onAbort = (): void => abort.abort()
  signal.addEventListener('abort', onAbort, { once: true })
  const sentMs = clock.monotonicMs()
  const sentAt = clock.now()
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      credentials: 'omit',
      signal: abort.signal,
      dispatcher: deps.dispatcher,
      headers: { ...request.headers, 'User-Agent': deps.userAgent, Accept: 'application/json' },
    })
    const receivedAt = clock.now()
    const body = await readBody(response, label)
    return {
      status: response.status,
      body,
      header: (name) => response.headers.get(name),
      sentAt,
      receivedAt,
      latencyMs: clock.monotonicMs() - sentMs,
    }
  } catch (error) {
    if (timedOut) throw codedError('timeout', `${label}: no answer within ${withinMs / 1000} s`, 'later')
    if (signal.aborted) throw codedError('cancelled', `${label}: no longer wanted`)
    if (error instanceof CodedError) throw error
    if (!(error instanceof TypeError)) throw error
    const { cause } = error
    if (cause instanceof CodedError) throw codedError(cause.code, `${label}: ${cause.message}`, cause.retry)
    throw codedError('network', `${label}: ${causeOf(error)}`, 'later')
  } finally {
    cancelTimeout()
    signal.removeEventListener('abort', onAbort)
    // Frees the connection where the body was not read to its end.
    abort.abort()
  }
}

/** Counts decoded bytes, so that a small compressed answer cannot unfold into a large one. */
async function readBody(response: Response, label: string): Promise<string> {
  if (response.body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of response.body) {
    bytes += chunk.byteLength
    if (bytes > maxBodyBytes)
      throw codedError('bad-data', `${label}: answer larger than ${maxBodyBytes} bytes`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/** `fetch` says "fetch failed" and keeps the reason in its cause. */
function causeOf(error: TypeError): string {
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  const code = (cause as NodeJS.ErrnoException).code
  return cause.message !== '' ? cause.message : (code ?? error.message)
}
