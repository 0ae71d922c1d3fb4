/** Names of instruments. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  instrumentId,
  instrumentIdSchema,
  isInstrumentId,
  providerIdSchema,
  providerOf,
  symbolOf,
} from '../../../../shared/model/ids.ts'

describe('instrument ids', () => {
  it('splits at the first colon, whatever the symbol holds', () => {
    const id = instrumentId('simulated', 'REPLAY:gold 1m')
    expect(providerOf(id)).toBe('simulated')
    expect(symbolOf(id)).toBe('REPLAY:gold 1m')
  })

  it('takes the symbols that venues use', () => {
    for (const symbol of ['BTC/USD', 'BRK.B', '币安人生USDT', '1000SATS-USDT', 'EUR/USD:OANDA']) {
      expect(isInstrumentId(instrumentId('binance', symbol))).toBe(true)
    }
  })

  it.each([
    'BTCUSDT',
    ':BTCUSDT',
    'binance:',
    'Binance:BTC',
    '9x:BTC',
    'binance:a\nb',
    'binance:a\u0000',
    `binance:${'x'.repeat(65)}`,
    42,
    null,
    undefined,
  ])('refuses %j', (value) => {
    expect(isInstrumentId(value)).toBe(false)
    expect(instrumentIdSchema.safeParse(value).success).toBe(false)
  })

  it('says which id is wrong', () => {
    expect(() => instrumentId('Bad Venue', 'X')).toThrow('Bad Venue:X')
  })

  it('gives back what it was made of', () => {
    const provider = fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/)
    const symbol = fc.stringMatching(/^[!-~]{1,64}$/)
    fc.assert(
      fc.property(provider, symbol, (venue, name) => {
        const id = instrumentId(venue, name)
        expect([providerOf(id), symbolOf(id)]).toEqual([venue, name])
        expect(providerIdSchema.safeParse(venue).success).toBe(true)
      }),
    )
  })
})
