/** Twelve Data's symbols: tickers of US stocks (`AAPL`), pairs with a slash (`EUR/USD`, `BTC/USD`). */
import { instrumentId, isInstrumentId, symbolOf, type InstrumentId } from '../../../shared/model/ids.ts'

export const providerId = 'twelvedata'

export const toVenue = (instrument: InstrumentId): string => symbolOf(instrument)

/** Throws a RangeError for what can't be a symbol. */
export const fromVenue = (symbol: string): InstrumentId => instrumentId(providerId, symbol)

/** For frames, which must not throw: null for what is not a symbol. A comma separates symbols in requests and can be in none. */
export function readSymbol(value: unknown): InstrumentId | null {
  if (typeof value !== 'string' || value.includes(',')) return null
  const id = `${providerId}:${value}`
  return isInstrumentId(id) ? id : null
}
