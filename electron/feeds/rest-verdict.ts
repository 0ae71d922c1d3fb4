/** What an answer of a venue means: its body, or a coded error that says whether asking again helps. */
import { codedError } from '../../shared/errors.ts'
import type { AppError, CodedError } from '../../shared/errors.ts'
import type { Provider } from '../providers/provider.ts'
import type { RestAnswer } from './rest-fetch.ts'
import { retryAfterMs } from './retry-after.ts'

/** `blockMs`: for how long nothing at all may be asked of the venue. */
export type RestFailure = { readonly error: CodedError; readonly blockMs: number | null }

export type VerdictContext = {
  readonly label: string
  /** Wall clock, for a `Retry-After` that is a date. */
  readonly now: number
  /** For a venue that says "too many" without saying for how long. */
  readonly unadvisedBlockMs: number
  /** Takes keys out of what the venue wrote. */
  hide(text: string): string
}

const tooMany = new Set([418, 429])
const temporary = new Set([408, 425])

/** Null where the answer is good. Some venues fail with 200, so the venue's own reader sees every answer. */
export function judgeAnswer(
  provider: Provider,
  answer: Pick<RestAnswer, 'status' | 'body' | 'header'>,
  context: VerdictContext,
): RestFailure | null {
  const { status, body } = answer
  const { label } = context
  const isGood = status >= 200 && status < 300
  if (isGood && body.trim() === '') {
    // An empty body of a list must not pass for an empty list.
    return { error: codedError('bad-data', `${label}: answered nothing`, 'later'), blockMs: null }
  }
  if (isGood && /^\s*</.test(body)) {
    // A login page of a hotel or a block page of a proxy answers 200 as well.
    return {
      error: codedError('bad-data', `${label}: answered a web page, not data`, 'later'),
      blockMs: null,
    }
  }
  const words = venueWords(provider, status, body)
  if (isGood && words === null) return null
  const said = words === null ? null : context.hide(words.message)
  const afterMs = retryAfterMs(answer.header('retry-after'), context.now, answer.header('date'))
  if (tooMany.has(status) || words?.code === 'rate-limited') {
    const advised = typeof words?.retry === 'object' ? words.retry.afterMs : null
    const blockMs = afterMs ?? advised ?? context.unadvisedBlockMs
    const message = `${label}: ${said ?? `too many requests (${status})`}`
    return { error: codedError('rate-limited', message, { afterMs: blockMs }), blockMs }
  }
  if (words !== null) {
    // Its words know no time; the header may.
    const retry = words.retry === 'later' && afterMs !== null ? { afterMs } : words.retry
    return {
      error: codedError(words.code, `${label}: ${said ?? ''}`, retry, words.details),
      blockMs: null,
    }
  }
  return { error: byStatus(provider, answer, label, afterMs), blockMs: null }
}

/** Error pages need not be what the venue documents: a provider that stumbles over one has nothing to say. */
function venueWords(provider: Provider, status: number, body: string): AppError | null {
  try {
    return provider.error(status, body)
  } catch {
    return null
  }
}

function byStatus(
  provider: Provider,
  { status, header }: Pick<RestAnswer, 'status' | 'header'>,
  label: string,
  afterMs: number | null,
): CodedError {
  if (status >= 300 && status < 400) {
    const location = header('location')
    const target = location !== null && URL.canParse(location) ? ` to ${new URL(location).host}` : ''
    return codedError('venue-error', `${label}: answered a redirect${target}, which is not followed`, 'later')
  }
  if (status >= 500 || temporary.has(status)) {
    return codedError(
      'venue-error',
      `${label}: the venue failed (${status})`,
      afterMs === null ? 'later' : { afterMs },
    )
  }
  if (status === 401 && provider.credentials.length > 0)
    return codedError('unauthorized', `${label}: the venue refused the key (401)`)
  if (status === 451)
    return codedError('venue-refused', `${label}: the venue is not available in this country (451)`)
  return codedError('venue-refused', `${label}: the venue refused (${status})`)
}
