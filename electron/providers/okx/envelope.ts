/** OKX's envelope `{ code, msg, data }`: failures come with HTTP 200 too, so `code` decides (docs-v5, error codes, REST). */
import { codedError, toAppError, type AppError } from '../../../shared/errors.ts'
import { badBody, isFields, jsonOf, parseJson, readId, readWords } from '../fields.ts'

export const venue = 'OKX'

/** The list that was asked for. Throws a coded error for every other body. */
export function dataOf(body: string, asked: string): readonly unknown[] {
  const value = jsonOf(venue, body, asked)
  if (!isFields(value) || value['code'] !== '0' || !Array.isArray(value['data']))
    throw badBody(venue, `no list of ${asked}`)
  return value['data'] as readonly unknown[]
}

/** Of the address, of the user, and of one who does the same too often. */
const tooMany: readonly string[] = ['50011', '50040', '50061']
/** Down, timed out, broken inside, busy. */
const troubled: readonly string[] = ['50001', '50004', '50013', '50026']

function isUnknownSymbol(code: string, words: string): boolean {
  return code === '51001' || (code === '51000' && words.includes('instId'))
}

// The usual first bytes of a good body: then there is no need to read all of it.
const good = /^\{\s*"code"\s*:\s*"0"\s*,/

export function readError(status: number, body: string): AppError | null {
  if (status < 400 && good.test(body)) return null
  const value = parseJson(body)
  const code = isFields(value) ? readId(value['code']) : null
  if (!isFields(value) || code === null || code === '0') return null
  const words = readWords(value['msg'], `refused with code ${code}`)
  const text = `${venue}: ${words}`
  if (tooMany.includes(code)) return toAppError(codedError('rate-limited', text, 'later'))
  if (troubled.includes(code) || status >= 500) return toAppError(codedError('venue-error', text, 'later'))
  if (status === 429) return toAppError(codedError('rate-limited', text, 'later'))
  if (isUnknownSymbol(code, words)) return toAppError(codedError('not-found', text))
  if (status === 401) return toAppError(codedError('unauthorized', text))
  return toAppError(codedError('venue-refused', text))
}
