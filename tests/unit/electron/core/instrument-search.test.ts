/** Search: however a symbol is punctuated, with the venue among the words, and over many thousand instruments. */
import { describe, expect, it } from 'vitest'
import { createInstrumentSearch } from '../../../../electron/core/instrument-search.ts'
import { instrumentId } from '../../../../shared/model/ids.ts'
import type { Instrument } from '../../../../shared/model/instrument.ts'
import { testInstrument } from '../../../support/instruments.ts'

function listed(provider: string, symbol: string, name: string): Instrument {
  return testInstrument(symbol, { id: instrumentId(provider, symbol), provider, name })
}

const all = [
  listed('binance', 'BTCUSDT', 'Bitcoin / Tether'),
  listed('binance', 'WBTCBTC', 'Wrapped Bitcoin / Bitcoin'),
  listed('coinbase', 'BTC-USD', 'Bitcoin / US Dollar'),
  listed('kraken', 'BTC/USD', 'Bitcoin / US Dollar'),
  listed('kraken', 'ETH/USD', 'Ether / US Dollar'),
  listed('alpaca', 'AAPL', 'Apple Inc.'),
  listed('alpaca', 'APLE', 'Apple Hospitality REIT'),
]
const turnover = new Map([
  ['binance:BTCUSDT', 9],
  ['coinbase:BTC-USD', 5],
  ['kraken:BTC/USD', 7],
])
const { search } = createInstrumentSearch(all, (id) => turnover.get(id) ?? 0)
const ids = (query: string, options: { provider?: string; limit?: number } = {}): string[] =>
  search(query, { limit: 50, ...options }).map(({ id }) => id)

describe('instrument search', () => {
  it('finds a symbol however it is punctuated, the exact ones first and by turnover', () => {
    expect(ids('btcusd').slice(0, 3)).toEqual(['kraken:BTC/USD', 'coinbase:BTC-USD', 'binance:BTCUSDT'])
    expect(ids('BTC/USD').slice(0, 2)).toEqual(['kraken:BTC/USD', 'coinbase:BTC-USD'])
    expect(ids('btc-usdt')[0]).toBe('binance:BTCUSDT')
  })

  it('puts what begins with the query before what holds it', () => {
    expect(ids('btc')).toEqual(['binance:BTCUSDT', 'kraken:BTC/USD', 'coinbase:BTC-USD', 'binance:WBTCBTC'])
  })

  it('narrows to a venue that is among the words', () => {
    expect(ids('kraken btc')).toEqual(['kraken:BTC/USD'])
    expect(ids('btc krak')).toEqual(['kraken:BTC/USD'])
    expect(ids('binance:btcusdt')).toEqual(['binance:BTCUSDT'])
    expect(ids('btc', { provider: 'coinbase' })).toEqual(['coinbase:BTC-USD'])
    expect(ids('kraken btc', { provider: 'coinbase' })).toEqual([])
  })

  it('finds by name from the start of a word, and with a typing error in a symbol', () => {
    expect(ids('apple')).toEqual(['alpaca:AAPL', 'alpaca:APLE'])
    expect(ids('hospital')).toEqual(['alpaca:APLE'])
    expect(ids('appl')).toContain('alpaca:AAPL')
  })

  it('lists all for an empty query, within the limit', () => {
    expect(ids('  ')).toHaveLength(all.length)
    expect(ids('', { limit: 2 })).toEqual(['binance:BTCUSDT', 'binance:WBTCBTC'])
    expect(ids('', { provider: 'alpaca' })).toEqual(['alpaca:AAPL', 'alpaca:APLE'])
    expect(ids('zzzzzz')).toEqual([])
    expect(ids('(')).toEqual([])
  })
})
