/** Finds symbol, price and message in a body, under the keys that senders commonly use. */
import { isUnsafe } from './body-text.ts'
import type { JsonText } from './json-text.ts'

export type Fields = {
  readonly symbol: string | null
  readonly price: string | null
  readonly message: string | null
}

const symbolKeys = ['ticker', 'symbol', 'tv_instrument', 'instrument', 'pair', 'market', 'product_id', 'coin']
const priceKeys = [
  'price',
  'close',
  'last',
  'last_price',
  'lastprice',
  'trigger_price',
  'triggerprice',
  'signalprice',
  'entry_price',
  'entryprice',
]
const messageKeys = [
  'message',
  'msg',
  'text',
  'alert_message',
  'comment',
  'content',
  'alert',
  'description',
  'note',
  'title',
]
/** Parts of a message whose prices are somebody's plans, not the market's. */
const otherPrices = /stop|loss|profit|target|limit|trail|^(?:tp|sl)\d*$/i
const decimal = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const secretKey = /secret|token|passphrase|passw|pwd|api_?key|auth|licen[cs]e|signature|^key$/i
const longestMessage = 4000

export const placeholder = /\{\{\s*[A-Za-z_][^{}]{0,60}\}\}/g

/** Keys whose values are nobody's business in a list, a notification or a log. */
export function isSecretKey(key: string): boolean {
  return secretKey.test(key)
}

/** A decimal as written; null for anything else: empty, NaN, a placeholder, a thousands separator, past what a number can hold. */
export function priceText(written: string): string | null {
  const text = written.trim()
  return decimal.test(text) && Number.isFinite(Number(text)) ? text : null
}

/** A name that can be looked up and shown: short, without placeholders or characters that disguise it. */
export function symbolText(written: string): string | null {
  const text = written.trim()
  if (text === '' || text.length > 64 || isUnsafe(text) || text.includes('{{') || /\s{2,}|\n/.test(text))
    return null
  return text
}

function scalar(value: JsonText | undefined): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null && 'digits' in value ? value.digits : null
}

function isMap(value: JsonText): value is ReadonlyMap<string, JsonText> {
  return value instanceof Map
}

/** Keys are compared in lower case; the value under the first wanted key that has one. */
function firstOf(values: ReadonlyMap<string, string>, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = values.get(key)
    if (value !== undefined && value.trim() !== '') return value
  }
  return null
}

function fieldsOf(values: ReadonlyMap<string, string>): Fields {
  const symbol = firstOf(values, symbolKeys)
  const price = firstOf(values, priceKeys)
  return {
    symbol: symbol === null ? null : symbolText(symbol),
    price: price === null ? null : priceText(price),
    message: firstOf(values, messageKeys)?.slice(0, longestMessage) ?? null,
  }
}

/** The outer level decides; what it leaves open is looked for in the objects inside, three levels down. */
export function fieldsOfJson(value: JsonText, level = 0): Fields {
  const none: Fields = { symbol: null, price: null, message: null }
  if (level > 3 || typeof value !== 'object' || value === null) return none
  if (Array.isArray(value)) return innerFields((value as readonly JsonText[]).slice(0, 20), level, none)
  if (!isMap(value)) return none
  const scalars = new Map<string, string>()
  const inner: JsonText[] = []
  for (const [key, one] of value) {
    const text = scalar(one)
    if (text !== null) scalars.set(key.toLowerCase(), text)
    else if (!otherPrices.test(key)) inner.push(one)
  }
  const here = fieldsOf(scalars)
  const all = innerFields(inner, level, here)
  // A price that is there but unknown (NaN, a placeholder) stays unknown, whatever lies deeper.
  return firstOf(scalars, priceKeys) === null ? all : { ...all, price: here.price }
}

function innerFields(values: readonly JsonText[], level: number, outer: Fields): Fields {
  let { symbol, price, message } = outer
  for (const value of values) {
    if (symbol !== null && price !== null && message !== null) break
    const inner = fieldsOfJson(value, level + 1)
    symbol ??= inner.symbol
    price ??= inner.price
    message ??= inner.message
  }
  return { symbol, price, message }
}

const tradingView =
  /^(\S{1,64}) (?:Crossing(?: Up| Down)?|Greater Than|Less Than|(?:Entering|Exiting|Inside|Outside) Channel|Moving (?:Up|Down)) ?(\S*)$/

/** `key=value` parts, separated by commas, semicolons, ampersands or line ends. */
function pairsOf(text: string): Map<string, string> {
  const pairs = new Map<string, string>()
  for (const part of text.slice(0, 8192).split(/[,;&\r\n]+/)) {
    const pair = /^\s*([A-Za-z_][\w.-]{0,40})\s*=\s*(.*)$/.exec(part)
    if (pair?.[1] !== undefined && pair[2] !== undefined) pairs.set(pair[1].toLowerCase(), pair[2].trim())
  }
  return pairs
}

/** What a body that is no JSON says of symbol and price: a TradingView sentence, or pairs. */
export function fieldsOfText(text: string): Omit<Fields, 'message'> {
  const sentence = tradingView.exec(text.trim())
  if (sentence !== null) return { symbol: symbolText(sentence[1] ?? ''), price: priceText(sentence[2] ?? '') }
  const pairs = pairsOf(text)
  if (pairs.size < 2) return { symbol: null, price: null }
  const { symbol, price } = fieldsOf(pairs)
  return { symbol, price }
}

/** A text with the values of secret-looking pairs, and a leading licence number, taken out. */
export function withoutSecrets(text: string): string {
  return text
    .replace(
      /(["']?)([A-Za-z_][\w.-]{0,40})\1(\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;&}]+)/g,
      (whole, quote: string, key: string, between: string) =>
        isSecretKey(key) ? `${quote}${key}${quote}${between}***` : whole,
    )
    .replace(/(^|\n)\d{8,}(?=,)/g, '$1***')
}
