/** Finnhub's words for a REST failure: `{"error":"…"}`. */
import { codedError, toAppError, type AppError } from '../../../shared/errors.ts'
import { isFields, parseJson, readWords } from '../fields.ts'

/** Null for a good answer, and for a body that is not Finnhub's. An error with status 200 begins like any other. */
export function restError(status: number, body: string): AppError | null {
  if (status < 400 && !/^\s*\{\s*"error"\s*:/.test(body)) return null
  const value = parseJson(body)
  const error = isFields(value) ? value['error'] : undefined
  if ((status < 400 || status >= 500) && (typeof error !== 'string' || error === '')) return null
  const words = readWords(error, `refused (${status})`)
  const text = `Finnhub: ${words}`
  if (status === 429 || /limit reached/i.test(words))
    return toAppError(codedError('rate-limited', text, { afterMs: 60_000 }))
  if (status >= 500) return toAppError(codedError('venue-error', text, 'later'))
  if (status === 401 || /api key/i.test(words)) return toAppError(codedError('unauthorized', text))
  if (status === 403) {
    const said = `${text} Your Finnhub plan does not include this.`
    return toAppError(codedError('forbidden', said, 'no', { plan: true }))
  }
  if (status === 404 || /symbol/i.test(words)) return toAppError(codedError('not-found', text))
  return toAppError(codedError('venue-refused', text))
}
