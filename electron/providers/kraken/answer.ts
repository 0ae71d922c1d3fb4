/** The envelope of Kraken's REST answers, and its failures, which come with status 200 (docs.kraken.com/api, "Errors"). */
import { codedError, toAppError, type AppError, type CodedError } from '../../../shared/errors.ts'
import { badBody, isFields, jsonOf, parseJson, readWords, type Fields } from '../fields.ts'

export const venue = 'Kraken'

const good = /^\s*\{\s*"error"\s*:\s*\[\s*\]/

const kinds = [
  {
    words: /^(?:EGeneral:Too many requests|EAPI:Rate limit|EService:Throttled|EGeneral:Temporary lockout)/i,
    code: 'rate-limited',
  },
  { words: /^EQuery:Unknown asset/i, code: 'not-found' },
  { words: /^(?:EAPI:Invalid (?:key|signature|nonce)|EGeneral:Permission denied)/i, code: 'unauthorized' },
  { words: /^(?:EService:|EGeneral:(?:Internal|Unknown) )/i, code: 'venue-error' },
] as const

function errorOf(words: string): CodedError {
  const code = kinds.find((kind) => kind.words.test(words))?.code ?? 'venue-refused'
  const retry = code === 'rate-limited' || code === 'venue-error' ? 'later' : 'no'
  // `EQuery:Unknown asset pair` is written for programs; the words after the colon are for people.
  return codedError(code, `${venue}: ${words.slice(words.indexOf(':') + 1)}`, retry)
}

/** The first failure of the list; what begins with W is a warning. */
function failureIn(value: unknown): CodedError | null {
  const list = isFields(value) ? value['error'] : undefined
  if (!Array.isArray(list)) return null
  const words = (list as unknown[]).map((each) => readWords(each, '')).find((each) => each.startsWith('E'))
  return words === undefined ? null : errorOf(words)
}

/** Good bodies are known by their first characters, and cost no more. */
export function restError(status: number, body: string): AppError | null {
  if (good.test(body)) return null
  const failure = failureIn(parseJson(body))
  if (failure === null) return null
  if (status === 429) return toAppError(codedError('rate-limited', failure.message, 'later'))
  return toAppError(failure)
}

/** The `result` of an answer; throws the venue's own failure, or that there is none. */
export function resultOf(body: string, what: string): Fields {
  const value = jsonOf(venue, body, what)
  const failure = failureIn(value)
  if (failure !== null) throw failure
  const result = isFields(value) ? value['result'] : undefined
  if (!isFields(result)) throw badBody(venue, `no result for ${what}`)
  return result
}
