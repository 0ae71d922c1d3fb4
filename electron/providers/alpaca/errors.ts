/** Alpaca's words for a REST failure: `{"message":"…"}`, with a `code` on the trading host. */
import { codedError, toAppError, type AppError } from '../../../shared/errors.ts'
import { isFields, parseJson, readWords } from '../fields.ts'

/** What the docs' FAQ gives as the words for data outside the plan, which come with the same 403 as a wrong key. */
const plan = /subscription|not permit|not entitled|insufficient/i
const symbol = /symbol|asset not found/i

/** Null for a good answer, and for a body that is not Alpaca's. */
export function restError(status: number, body: string): AppError | null {
  if (status < 400) return null
  const value = parseJson(body)
  if (!isFields(value)) return null
  const words = readWords(value['message'], `refused (${status})`)
  const text = `Alpaca: ${words}`
  if (status === 429) return toAppError(codedError('rate-limited', text, 'later'))
  if (status >= 500) return toAppError(codedError('venue-error', text, 'later'))
  if (status === 403 && plan.test(words))
    return toAppError(
      codedError('forbidden', `${text}: your plan does not include this`, 'no', { plan: true }),
    )
  if (status === 401 || status === 403)
    return toAppError(
      codedError('unauthorized', `${text}: the key is wrong, or belongs to the other of paper and live`),
    )
  if (status === 404 || symbol.test(words)) return toAppError(codedError('not-found', text))
  return toAppError(codedError('venue-refused', text))
}
