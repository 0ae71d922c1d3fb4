/** Coinbase's product ids both ways. */
import { describe, expect, it } from 'vitest'
import { fromVenue, readSymbol, toVenue } from '../../../../../electron/providers/coinbase/symbols.ts'

describe('product ids', () => {
  it('are symbols as they are, both ways', () => {
    for (const symbol of ['BTC-USD', '1INCH-EUR', 'ETH-USDT']) {
      expect(fromVenue(symbol)).toBe(`coinbase:${symbol}`)
      expect(toVenue(fromVenue(symbol))).toBe(symbol)
      expect(readSymbol(symbol)).toBe(fromVenue(symbol))
    }
  })

  it('are refused where they are none', () => {
    for (const value of ['', 'A\nB', 5, null, undefined, 'X'.repeat(65)]) expect(readSymbol(value)).toBeNull()
    expect(() => fromVenue('')).toThrow(RangeError)
  })
})
