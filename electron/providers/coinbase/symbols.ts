/** Coinbase's product ids are ours already: `BTC-USD` is `coinbase:BTC-USD`. */
import { instrumentId, isInstrumentId, symbolOf, type InstrumentId } from '../../../shared/model/ids.ts'

export const providerId = 'coinbase'

export const toVenue = (instrument: InstrumentId): string => symbolOf(instrument)

/** Throws a RangeError for what can't be a symbol. */
export const fromVenue = (symbol: string): InstrumentId => instrumentId(providerId, symbol)

/** For frames, which must not throw: null for what is not a symbol. */
export function readSymbol(value: unknown): InstrumentId | null {
  if (typeof value !== 'string') return null
  const id = `${providerId}:${value}`
  return isInstrumentId(id) ? id : null
}
