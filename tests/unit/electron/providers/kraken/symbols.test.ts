/** Kraken's three spellings, and who is meant by which. */
import { describe, expect, it } from 'vitest'
import {
  byRestKey,
  fromVenue,
  guessSymbol,
  isTokenisedStock,
  readSymbol,
  restPair,
  symbolOfPairName,
  toVenue,
} from '../../../../../electron/providers/kraken/symbols.ts'

describe('symbols', () => {
  it('are the v2 spelling, both ways', () => {
    for (const symbol of ['BTC/USD', 'DOGE/EUR', 'AAPLx/USD']) {
      expect(fromVenue(symbol)).toBe(`kraken:${symbol}`)
      expect(toVenue(fromVenue(symbol))).toBe(symbol)
      expect(readSymbol(symbol)).toBe(fromVenue(symbol))
    }
    for (const value of ['', 5, null, 'A\u0000/B']) expect(readSymbol(value)).toBeNull()
  })

  it('come from the names of the list of pairs, whose older codes v2 refuses', () => {
    expect(symbolOfPairName('XBT/USD')).toBe('BTC/USD')
    expect(symbolOfPairName('ETH/XBT')).toBe('ETH/BTC')
    expect(symbolOfPairName('XDG/XBT')).toBe('DOGE/BTC')
    expect(symbolOfPairName('AAPLx/USD')).toBe('AAPLx/USD')
    for (const name of [undefined, '', 'XBTUSD', '/USD', 'XBT/', 'A/B/C', 7])
      expect(symbolOfPairName(name)).toBeNull()
  })

  it('go to REST in the older codes and without a stroke', () => {
    expect(restPair('BTC/USD')).toBe('XBTUSD')
    expect(restPair('ETH/BTC')).toBe('ETHXBT')
    expect(restPair('DOGE/BTC')).toBe('XDGXBT')
    expect(restPair('AAPLx/USD')).toBe('AAPLxUSD')
    expect(restPair('NONSENSE')).toBe('NONSENSE')
  })

  it('tell shares as tokens by their small x', () => {
    expect(['AAPLx/USD', 'BRK.Bx/USD', 'BTC/USD', 'AVAX/USD', 'x/USD'].map(isTokenisedStock)).toEqual([
      ...[true, true, false, false, false],
    ])
  })

  it('are found by the keys of answers', () => {
    const asked = ['BTC/USD', 'ETH/BTC', 'USDT/USD', 'EUR/USD', 'ADA/EUR', 'DOGE/BTC'].map((symbol) => ({
      symbol,
    }))
    const keyed = byRestKey(asked)
    const found = ['XXBTZUSD', 'XETHXXBT', 'USDTZUSD', 'ZEURZUSD', 'ADAEUR', 'XXDGXXBT', 'XBTUSD', 'SOLUSD']
    expect(found.map((key) => keyed.get(key)?.symbol)).toEqual([
      ...['BTC/USD', 'ETH/BTC', 'USDT/USD', 'EUR/USD', 'ADA/EUR', 'DOGE/BTC', 'BTC/USD', undefined],
    ])
    // RP marked with an X would be XRP: the pair that is spelled so goes first.
    for (const order of [
      ['RP/USD', 'XRP/USD'],
      ['XRP/USD', 'RP/USD'],
    ])
      expect(byRestKey(order.map((symbol) => ({ symbol }))).get('XRPUSD')?.symbol).toBe('XRP/USD')
  })

  it('are guessed from a key alone, to rank by', () => {
    const guesses = {
      XXBTZUSD: 'BTC/USD',
      SOLPYUSD: 'SOL/PYUSD',
      USDCUSDT: 'USDC/USDT',
      TUSD: 'T/USD',
      ZEURZUSD: 'EUR/USD',
    }
    for (const [key, symbol] of Object.entries(guesses)) expect(guessSymbol(key)).toBe(symbol)
    expect([guessSymbol('USD'), guessSymbol('ABCXYZ'), guessSymbol('')]).toEqual([null, null, null])
  })
})
