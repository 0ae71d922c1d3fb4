/** What Binance's refusals mean (errors.md), and what its headers say of the limits. */
import { codedError, toAppError, type AppError } from '../../../shared/errors.ts'
import type { LimitUsage } from '../../../shared/model/feed-status.ts'
import { isFields, parseJson, readWords } from '../fields.ts'

/** Weights of REST requests that an address may use up in a minute. */
export const restWeight = { max: 6000, windowMs: 60_000 } as const

const badSymbol = -1121
const tooMany: readonly unknown[] = [-1003, -1015, -1034]
/** No key, or one that may not: only a proxy or another endpoint can ask for one. */
const keyless: readonly unknown[] = [-1002, -1022, -2014, -2015]
/** Internal trouble of the venue, whatever status it comes with. */
const troubled: readonly unknown[] = [-1000, -1001, -1006, -1007, -1008, -1016]

/**
 * A body is looked at only with a status that says failure: Binance never fails with 200. Of a ban the text says until when
 * (`IP banned until <ms>`), but only the `Retry-After` header says how long that is from now, so the advice is `later`.
 */
export function readError(status: number, body: string): AppError | null {
  if (status < 400) return null
  const value = parseJson(body)
  if (!isFields(value) || typeof value['code'] !== 'number') return null
  const { code } = value
  const text = `Binance: ${readWords(value['msg'], `refused with code ${code}`)}`
  if (status === 429 || status === 418 || tooMany.includes(code))
    return toAppError(codedError('rate-limited', text, 'later'))
  if (code === badSymbol) return toAppError(codedError('not-found', text))
  if (status === 401 || keyless.includes(code)) return toAppError(codedError('unauthorized', text))
  if (status >= 500 || troubled.includes(code)) return toAppError(codedError('venue-error', text, 'later'))
  return toAppError(codedError('venue-refused', text))
}

/** Every answer says what was used of the minute. */
export function readUsage(header: (name: string) => string | null): LimitUsage | null {
  const used = header('x-mbx-used-weight-1m')
  return used !== null && /^\d{1,9}$/.test(used) ? { used: Number(used), ...restWeight } : null
}
