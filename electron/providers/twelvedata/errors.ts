/** Twelve Data's words for a failure: `{"code":429,"message":"…","status":"error"}`, with status 200 as often as not. */
import { codedError, toAppError, type AppError } from '../../../shared/errors.ts'
import { isFields, parseJson, readWords, type Fields } from '../fields.ts'

const minuteMs = 60_000
/** An error body is a line or two; no longer one is read a second time. */
const longestBody = 4_000

/** Said with 400 for a range without candles: an empty answer, no failure. */
export const isNoData = (words: string): boolean => /no data is available/i.test(words)
const ofPlan = /\bplans?\b|upgrade|not available with your/i
const ofSymbol = /\*\*(?:symbol|figi)\*\*|symbol.*not found/i

/** Of a body that says `status: "error"`, by its own code; `status` where it has none. */
export function errorOf(fields: Fields, status: number): AppError {
  const code = typeof fields['code'] === 'number' ? fields['code'] : status
  const words = readWords(fields['message'], `refused (${code})`)
  const text = `Twelve Data: ${words}`
  if (code === 429) {
    // Credits of a minute come back with the next; those of a day, without a clock that says when, in an hour at the soonest.
    const afterMs = /\bday\b|daily/i.test(words) ? 60 * minuteMs : minuteMs
    return toAppError(codedError('rate-limited', text, { afterMs }))
  }
  if (code >= 500) return toAppError(codedError('venue-error', text, 'later'))
  if (code === 401) return toAppError(codedError('unauthorized', text))
  // A symbol of a dearer plan is answered with 404 and a line on plans.
  if (code === 403 || (code === 404 && ofPlan.test(words)))
    return toAppError(codedError('forbidden', text, 'no', { plan: true }))
  if (code === 404 || (code === 400 && ofSymbol.test(words))) return toAppError(codedError('not-found', text))
  return toAppError(codedError('venue-refused', text))
}

/** Null for a good answer, and for a body that is not Twelve Data's. One failed symbol of several fails no other. */
export function restError(status: number, body: string): AppError | null {
  if (body.length > longestBody || !/"status"\s*:\s*"error"/.test(body)) return null
  const value = parseJson(body)
  if (!isFields(value) || value['status'] !== 'error') return null
  return isNoData(readWords(value['message'], '')) ? null : errorOf(value, status)
}
