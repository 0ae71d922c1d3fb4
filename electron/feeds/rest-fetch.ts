/** One GET over the network: no redirects, a bounded body, a time-out over headers and body, and failures as coded errors. */
import { codedError } from '../../shared/errors.ts'
import type { Clock } from '../lib/clock.ts'

export const answerWithinMs = 15_000
export const maxBodyBytes = 16 * 1024 * 1024

export type RestAnswer = {
  readonly status: number
  readonly retryAfter: string | null
  readonly location: string | null
  readonly body: string
}

export type FetchDeps = { readonly clock: Clock; readonly userAgent: string }

/** What the request is called in messages: never its query, which may carry a key. */
type Named = { readonly url: URL; readonly label: string; readonly signal: AbortSignal }

/** Rejects with `timeout`, `cancelled`, `network` or `bad-data` (body too large). Any status is an answer. */
export async function fetchAnswer({ clock, userAgent }: FetchDeps, request: Named): Promise<RestAnswer> {
  const { url, label, signal } = request
  const abort = new AbortController()
  let timedOut = false
  const cancelTimeout = clock.after(answerWithinMs, () => {
    timedOut = true
    abort.abort()
  })
  const onAbort = (): void => abort.abort()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      credentials: 'omit',
      signal: abort.signal,
      headers: { 'User-Agent': userAgent, Accept: 'application/json' },
    })
    const body = await readBody(response, label)
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      location: response.headers.get('location'),
      body,
    }
  } catch (error) {
    if (timedOut)
      throw codedError('timeout', `${label}: no answer within ${answerWithinMs / 1000} s`, 'later')
    if (signal.aborted) throw codedError('cancelled', `${label}: no longer wanted`)
    if (error instanceof TypeError) throw codedError('network', `${label}: ${causeOf(error)}`, 'later')
    throw error
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
