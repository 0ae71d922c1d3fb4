/** What an answer of a venue means: its body, or a coded error that says whether asking again helps. */
import { codedError } from '../../shared/errors.ts'
import type { AppError, CodedError } from '../../shared/errors.ts'
import type { Provider } from '../providers/provider.ts'
import type { RestAnswer } from './rest-fetch.ts'
import { retryAfterMs } from './retry-after.ts'

/** `blockMs`: for how long nothing at all may be asked of the venue. */
export type RestFailure = { readonly error: CodedError; readonly blockMs: number | null }

// For a venue that says "too many" without saying for how long.
const defaultBlockMs = 60_000
const tooMany = new Set([418, 429])
const temporary = new Set([408, 425])

/** Null where the answer is good. `now` is the wall clock, for a `Retry-After` that is a date. */
export function judgeAnswer(
  provider: Provider,
  answer: RestAnswer,
  label: string,
  now: number,
): RestFailure | null {
  const { status, body } = answer
  if (status >= 200 && status < 300) {
    // A login page of a hotel or a block page of a proxy answers 200 as well.
    if (!/^\s*</.test(body)) return null
    return {
      error: codedError('bad-data', `${label}: answered a web page, not data`, 'later'),
      blockMs: null,
    }
  }
  const words = venueWords(provider, answer)
  const afterMs = retryAfterMs(answer.retryAfter, now)
  if (tooMany.has(status) || words?.code === 'rate-limited') {
    const advised = typeof words?.retry === 'object' ? words.retry.afterMs : null
    const blockMs = afterMs ?? advised ?? defaultBlockMs
    const error = codedError(
      'rate-limited',
      `${label}: ${words?.message ?? `too many requests (${status})`}`,
      {
        afterMs: blockMs,
      },
    )
    return { error, blockMs }
  }
  if (words !== null) {
    return { error: codedError(words.code, `${label}: ${words.message}`, words.retry), blockMs: null }
  }
  return { error: byStatus(answer, label, afterMs), blockMs: null }
}

/** Error pages need not be what the venue documents: a provider that stumbles over one has nothing to say. */
function venueWords(provider: Provider, { status, body }: RestAnswer): AppError | null {
  try {
    return provider.error(status, body)
  } catch {
    return null
  }
}

function byStatus({ status, location }: RestAnswer, label: string, afterMs: number | null): CodedError {
  if (status >= 300 && status < 400) {
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
  return codedError('venue-refused', `${label}: the venue refused (${status})`)
}
