/** Small checks and spellings that venue servers share. */
import type { MarketSymbol } from './market.ts'

export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A JSON value, or undefined where the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** A list of texts, or null where it is anything else. */
export const asTexts = (value: unknown): string[] | null =>
  Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null

/** A price or a size as plain decimals, never with an exponent; trailing zeros only as far as `fewest`. */
export function decimals(value: number, most: number, fewest = 0): string {
  const text = value.toFixed(most)
  if (most === 0) return text
  const [whole = '0', part = ''] = text.split('.')
  const kept = part.replace(/0+$/, '').padEnd(fewest, '0')
  return kept === '' ? whole : `${whole}.${kept}`
}

export const priceText = (symbol: MarketSymbol, price: number): string =>
  decimals(price, symbol.priceDecimals)
export const sizeText = (symbol: MarketSymbol, size: number): string => decimals(size, symbol.sizeDecimals)

/** RFC 3339 with microseconds or nanoseconds, as some venues write their milliseconds. */
export const isoTime = (at: number, digits: 3 | 6 | 9): string =>
  `${new Date(at).toISOString().slice(0, -1)}${'0'.repeat(digits - 3)}Z`

/** A whole number of a query, `fallback` where it is absent, null where it is not one. */
export function wholeNumber(text: string | null, fallback: number): number | null {
  if (text === null) return fallback
  return /^\d{1,16}$/.test(text) ? Number(text) : null
}
