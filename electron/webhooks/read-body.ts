/** What a body's bytes mean: JSON, text or neither, the fields in it, and one line for the list. Never throws. */
import type { HookReading } from '../store/inbox.ts'
import {
  fieldsOfJson,
  fieldsOfText,
  isSecretKey,
  placeholder,
  withoutSecrets,
  type Fields,
} from './body-fields.ts'
import { decodeBody, oneLine, safeText } from './body-text.ts'
import { readJson, type JsonText } from './json-text.ts'

/** A reading before its symbol is looked up. */
export type BodyReading = Omit<HookReading, 'instrument'>

const longestSummary = 160
const longestMessage = 4000
const mostPlaceholders = 20

/** Whether there is anything to keep: nothing but white space is no message. */
export function isEmptyBody(body: Uint8Array): boolean {
  return body.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d))
}

function placeholdersOf(text: string): string[] {
  const found = new Set<string>()
  for (const [one] of text.matchAll(placeholder)) {
    found.add(safeText(one))
    if (found.size === mostPlaceholders) break
  }
  return [...found]
}

/** `key: value` of the outer level, secrets masked, for a body in which nothing was recognised. */
function outline(value: JsonText): string {
  const one = (inner: JsonText): string => {
    if (typeof inner === 'string') return inner
    if (typeof inner !== 'object' || inner === null) return String(inner)
    if ('digits' in inner) return inner.digits
    return inner instanceof Map ? '{…}' : '[…]'
  }
  const first = Array.isArray(value) ? ((value as readonly JsonText[])[0] ?? null) : value
  if (!(first instanceof Map)) return one(first)
  return [...first]
    .slice(0, 8)
    .map(([key, inner]: [string, JsonText]) => `${key}: ${isSecretKey(key) ? '***' : one(inner)}`)
    .join(', ')
}

function summaryOf({ symbol, price, message }: Fields, otherwise: string): string {
  const parts = [symbol, price, message === null ? null : withoutSecrets(message)].filter(
    (part) => part !== null,
  )
  return oneLine(
    parts.length === 0 || (parts.length === 1 && message === null) ? otherwise : parts.join(' · '),
    longestSummary,
  )
}

function textReading(text: string, jsonError: BodyReading['jsonError']): BodyReading {
  const fields = fieldsOfText(text)
  const message = safeText(withoutSecrets(text.slice(0, longestMessage))).trim()
  return {
    format: 'text',
    jsonError,
    summary: oneLine(message, longestSummary),
    ...fields,
    message: message === '' ? null : message,
    placeholders: placeholdersOf(text),
  }
}

/** The declared Content-Type is not asked: senders get it wrong both ways. */
export function readBody(body: Uint8Array): BodyReading {
  const nothing = { jsonError: null, symbol: null, price: null, message: null, placeholders: [] }
  if (isEmptyBody(body)) return { ...nothing, format: 'empty', summary: 'empty' }
  const text = decodeBody(body)
  if (text === null)
    return { ...nothing, format: 'binary', summary: `${body.length} bytes that are not text` }
  const json = readJson(text)
  if ('error' in json) {
    const looksLikeJson = /^\s*[[{]/.test(text)
    return textReading(text, looksLikeJson ? { ...json.error, message: safeText(json.error.message) } : null)
  }
  // A bare string, number or word is a message, not a structure.
  if (typeof json.value === 'string') return textReading(json.value, null)
  if (typeof json.value !== 'object' || json.value === null || 'digits' in json.value)
    return textReading(text.trim(), null)
  const fields = fieldsOfJson(json.value)
  return {
    format: 'json',
    jsonError: null,
    summary: summaryOf(fields, outline(json.value)),
    symbol: fields.symbol,
    price: fields.price,
    message: fields.message === null ? null : safeText(withoutSecrets(fields.message)),
    placeholders: placeholdersOf(text),
  }
}
