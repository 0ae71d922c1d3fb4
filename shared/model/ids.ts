/** Names of venues and instruments: `binance:BTCUSDT` is venue, colon, the venue's own symbol. */
import { z } from 'zod'

declare const instrumentBrand: unique symbol

/** Venue id, lower case: `simulated`, `binance`. */
export type ProviderId = string

/** `<provider>:<venue symbol>`; the symbol may hold any character but control ones (venues use non-ASCII names). */
export type InstrumentId = string & { readonly [instrumentBrand]: true }

// The only cast that makes an id: everything else comes through this check.
const pattern = /^[a-z][a-z0-9-]{0,31}:[^\u0000-\u001f\u007f]{1,64}$/u

export function isInstrumentId(value: unknown): value is InstrumentId {
  return typeof value === 'string' && pattern.test(value)
}

export function instrumentId(provider: ProviderId, symbol: string): InstrumentId {
  const id = `${provider}:${symbol}`
  if (!isInstrumentId(id)) throw new RangeError(`not an instrument id: ${id}`)
  return id
}

export function providerOf(id: InstrumentId): ProviderId {
  return id.slice(0, id.indexOf(':'))
}

export function symbolOf(id: InstrumentId): string {
  return id.slice(id.indexOf(':') + 1)
}

export const instrumentIdSchema = z
  .string()
  .refine(isInstrumentId, { error: 'an instrument id looks like venue:SYMBOL' })
  .meta({ description: 'venue:SYMBOL, e.g. simulated:BTCUSDT' }) as unknown as z.ZodType<
  InstrumentId,
  InstrumentId
>

export const providerIdSchema = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/)
