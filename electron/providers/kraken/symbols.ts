/**
 * Kraken's three spellings: `BTC/USD` on WebSocket v2 and here, `XBT/USD` and `XBTUSD` in the list of pairs and in REST requests,
 * `XXBTZUSD` as the key of REST answers (docs.kraken.com, spot-websocket-v2 and "Get Tradable Asset Pairs").
 */
import { instrumentId, isInstrumentId, symbolOf, type InstrumentId } from '../../../shared/model/ids.ts'

export const providerId = 'kraken'

/** The v2 spelling. */
export const toVenue = (instrument: InstrumentId): string => symbolOf(instrument)

/** Throws a RangeError for what can't be a symbol. */
export const fromVenue = (symbol: string): InstrumentId => instrumentId(providerId, symbol)

/** For frames, which must not throw: null for what is not a symbol. */
export function readSymbol(value: unknown): InstrumentId | null {
  if (typeof value !== 'string') return null
  const id = `${providerId}:${value}`
  return isInstrumentId(id) ? id : null
}

/** The two assets whose older codes live on in REST; v2 refuses them. */
const newCodes = new Map([
  ['XBT', 'BTC'],
  ['XDG', 'DOGE'],
])
const oldCodes = new Map(Array.from(newCodes, ([older, newer]) => [newer, older]))

/** `XBT/USD`, as the list of pairs names it → `BTC/USD`; null for what is no pair of two. */
export function symbolOfPairName(name: unknown): string | null {
  if (typeof name !== 'string') return null
  const [base = '', quote = '', ...more] = name.split('/')
  if (base === '' || quote === '' || more.length > 0) return null
  return `${newCodes.get(base) ?? base}/${newCodes.get(quote) ?? quote}`
}

/** Base and quote in REST's codes: `BTC/USD` → XBT, USD. */
function codesOf(symbol: string): readonly [base: string, quote: string] {
  const slash = symbol.indexOf('/')
  const base = slash < 0 ? symbol : symbol.slice(0, slash)
  const quote = slash < 0 ? '' : symbol.slice(slash + 1)
  return [oldCodes.get(base) ?? base, oldCodes.get(quote) ?? quote]
}

/** The pair that REST is asked for, its "altname": `BTC/USD` → `XBTUSD`. */
export function restPair(symbol: string): string {
  return codesOf(symbol).join('')
}

/** Shares as tokens end in a small x, which no other asset does (`AAPLx/USD`); REST wants their class named with each request. */
export function isTokenisedStock(symbol: string): boolean {
  return /^[A-Z0-9.]+x\//.test(symbol)
}

const baseMarks = ['', 'X', 'Z']

/**
 * Who is meant by the keys of a REST answer: pairs from before 2017 are keyed `XXBTZUSD` (X before assets, Z before currencies), the
 * others by the altname that was asked. An exact altname goes before a guess.
 */
export function byRestKey<T extends { readonly symbol: string }>(
  asked: readonly T[],
): ReadonlyMap<string, T> {
  const keyed = new Map<string, T>()
  for (const each of asked) {
    const [base, quote] = codesOf(each.symbol)
    for (const baseMark of baseMarks)
      for (const quoteMark of baseMarks) keyed.set(baseMark + base + quoteMark + quote, each)
  }
  for (const each of asked) keyed.set(restPair(each.symbol), each)
  return keyed
}

/** What pairs are quoted in, longer codes before those that they end in. */
const quoteCodes = [
  ...['PYUSD', 'RLUSD', 'USDT', 'USDC', 'USD', 'EUR', 'GBP', 'CAD', 'JPY', 'CHF', 'AUD', 'AED'],
  ...['XBT', 'ETH', 'DAI', 'DOT'],
]

/** The symbol of a key of an answer about all pairs, guessed from its end: good enough to rank by, null where it can't be told. */
export function guessSymbol(key: string): string | null {
  const quote = quoteCodes.find((code) => key.length > code.length && key.endsWith(code))
  if (quote === undefined) return null
  const rest = key.slice(0, -quote.length)
  // XXBTZ of XXBTZUSD; USDTZUSD is the one key that marks its quote only.
  const marked = /^[XZ]([A-Z]{3})[XZ]$/.exec(rest)?.[1] ?? (rest === 'USDTZ' ? 'USDT' : rest)
  return symbolOfPairName(`${marked}/${quote}`)
}
