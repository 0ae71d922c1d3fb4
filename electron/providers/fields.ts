/** Hand-written checks of what venues send: what does not hold is null or unknown, never a wrong number. */
import type { Candle, CandleSource } from '../../shared/model/candle.ts'
import { codedError, type CodedError } from '../../shared/errors.ts'
import { openAtOf, type Interval } from '../../shared/model/interval.ts'
import { emptyFrame, type StreamFrame } from './stream.ts'

export type Fields = Readonly<Record<string, unknown>>

const decimal = /^-?\d{1,20}(?:\.\d{1,20})?$/
/** Longest part of a venue's own words that is shown. */
const longestReason = 300

export const unknownFrame: StreamFrame = Object.freeze({ ...emptyFrame, unknown: 1 })
export const heartbeatFrame: StreamFrame = Object.freeze({ ...emptyFrame, heartbeat: true })

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Decimal text as a number; null for anything else, an exponent included. */
export function readDecimal(value: unknown): number | null {
  return typeof value === 'string' && decimal.test(value) ? Number(value) : null
}

/** Decimal text or a finite number. */
export function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  return readDecimal(value)
}

/** Above zero, decimal text or a number. */
export function readPrice(value: unknown): number | null {
  const price = readNumber(value)
  return price !== null && price > 0 ? price : null
}

/** As `readPrice`, for venues that say "none" with zero or empty text: null then, undefined for what is no price at all. */
export function readPriceOrNone(value: unknown): number | null | undefined {
  if (value === '') return null
  const price = readNumber(value)
  if (price === null || price < 0) return undefined
  return price === 0 ? null : price
}

/** Zero or above, decimal text or a number. */
export function readSize(value: unknown): number | null {
  const size = readNumber(value)
  return size !== null && size >= 0 ? size : null
}

/** UTC epoch ms, a whole number or its text. */
export function readTime(value: unknown): number | null {
  const time = readNumber(value)
  return time !== null && Number.isSafeInteger(time) && time >= 0 ? time : null
}

/** UTC epoch ms of seconds, a number or decimal text; digits past the millisecond are cut off. Null past what a date can hold. */
export function readSeconds(value: unknown): number | null {
  const seconds = readNumber(value)
  if (seconds === null || seconds < 0 || seconds > 8_640_000_000_000) return null
  return Math.floor(seconds * 1000)
}

/** UTC epoch ms of an ISO 8601 or RFC 3339 text with a zone, to the millisecond; further digits are cut off. */
export function readIsoTime(value: unknown): number | null {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T.+(?:Z|[+-]\d{2}:?\d{2})$/.test(value)) return null
  const time = Date.parse(value.replace(/(\.\d{3})\d+/, '$1'))
  return Number.isNaN(time) || time < 0 ? null : time
}

/** A venue's id as text: text as it is, a whole number only while a double holds it exactly (see `parseJson`). */
export function readId(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : null
}

/** Words of a venue, fit to be shown in one line. */
export function readWords(value: unknown, otherwise: string): string {
  if (typeof value !== 'string') return otherwise
  // oxlint-disable-next-line no-control-regex -- these are what is to be taken out
  const words = value.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim()
  return words === '' ? otherwise : words.slice(0, longestReason)
}

const longInteger = /([[:,]\s*)(-?\d{16,})(?=\s*[,}\]])/
const longIntegers = /([[:,]\s*)(-?\d{16,})(?=\s*[,}\]])/g

/** JSON with whole numbers of 16 digits and more left as text, since doubles would change them; undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(longInteger.test(text) ? text.replace(longIntegers, '$1"$2"') : text) as unknown
  } catch {
    return undefined
  }
}

export type CandleParts = {
  readonly openAt: number | null
  readonly open: unknown
  readonly high: unknown
  readonly low: unknown
  readonly close: unknown
  readonly volume: unknown
  readonly closed: boolean
  readonly source: CandleSource
}

/** Null unless the parts make a candle; it opens on the grid of its interval. */
export function readCandle(parts: CandleParts, interval: Interval): Candle | null {
  const { openAt, closed, source } = parts
  const open = readPrice(parts.open)
  const high = readPrice(parts.high)
  const low = readPrice(parts.low)
  const close = readPrice(parts.close)
  const volume = readSize(parts.volume)
  if (openAt === null || open === null || high === null || low === null || close === null || volume === null)
    return null
  if (high < Math.max(open, close) || low > Math.min(open, close)) return null
  return { openAt: openAtOf(interval, openAt), open, high, low, close, volume, closed, source }
}

/** A body that is not what the venue documents. `venue` is its name. */
export function badBody(venue: string, what: string): CodedError {
  return codedError('bad-data', `${venue} sent ${what}`)
}

/** The body's JSON, or a coded error that says what was asked. */
export function jsonOf(venue: string, body: string, asked: string): unknown {
  const value = parseJson(body)
  // Cut off or garbled on the way, as a rule: unlike a body of another form it may be whole the next time.
  if (value === undefined)
    throw codedError('bad-data', `${venue} sent something that is not JSON for ${asked}`, 'later')
  return value
}

/** Decimal places of a step as a venue writes it: `0.00001000` → 0.00001; null unless above zero. */
export function readStep(value: unknown): number | null {
  const step = readNumber(value)
  return step !== null && step > 0 ? step : null
}
