/** Kraken's candles: what is asked, and rows that are checked before they are believed. */
import { describe, expect, it } from 'vitest'
import { kraken } from '../../../../../electron/providers/kraken/index.ts'
import { CodedError } from '../../../../../shared/errors.ts'
import type { Instrument } from '../../../../../shared/model/instrument.ts'
import { abuseRest, checkCandle } from '../../../../support/parser-abuse.ts'

const named = (symbol: string): Instrument => ({
  id: kraken.fromVenue(symbol),
  provider: 'kraken',
  symbol,
  name: symbol,
  kind: 'crypto',
  currency: 'USD',
  tickSize: 0.1,
  session: { kind: 'always' },
  intervals: [...kraken.intervals],
  simulated: false,
})
const btc = named('BTC/USD')
const apple = named('AAPLx/USD')
const good = (result: unknown): string => JSON.stringify({ error: [], result })
const candles = good({
  XXBTZUSD: [
    [1759485600, '11', '12', '10', '11.5', '99', '1.25', 7],
    [1759485660, '11.5', '11.5', '11.5', '11.5', '0', '0.00000000', 0],
    [1759485720, '0.00000001', '0.00000002', '0.00000001', '0.00000002', '0', '5', 1],
  ],
  last: 1759485660,
})

const code = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof CodedError) return error.code
    throw error
  }
  return 'nothing was thrown'
}

describe('candles', () => {
  it('are asked for by altname and minutes, a little early', () => {
    const at = 1759485600000
    const query = (fromAt: number | null): unknown =>
      kraken.history.request(btc, '5m', { fromAt, toAt: at, limit: 10 }, null).query
    expect(query(null)).toEqual({ pair: 'XBTUSD', interval: '5' })
    expect(query(at)).toEqual({ pair: 'XBTUSD', interval: '5', since: '1759485300' })
    expect(query(0)).toMatchObject({ since: '0' })
    expect(kraken.history.request(apple, '1d', { fromAt: null, toAt: null, limit: 1 }, null)).toEqual({
      path: '/0/public/OHLC',
      query: { pair: 'AAPLxUSD', asset_class: 'tokenized_asset', interval: '1440' },
      weight: 1,
    })
    expect(code(() => kraken.history.request(btc, '1w', { fromAt: null, toAt: null, limit: 1 }, null))).toBe(
      'bad-request',
    )
    expect([kraken.history.maxRows, kraken.history.deepestRows]).toEqual([720, 720])
  })

  it('have their volume after the average price, and a last one that is not final', () => {
    expect(kraken.history.parse(candles, btc, '1m')).toEqual([
      {
        openAt: 1759485600000,
        open: 11,
        high: 12,
        low: 10,
        close: 11.5,
        volume: 1.25,
        closed: true,
        source: 'rest',
      },
      {
        openAt: 1759485660000,
        open: 11.5,
        high: 11.5,
        low: 11.5,
        close: 11.5,
        volume: 0,
        closed: true,
        source: 'rest',
      },
      {
        openAt: 1759485720000,
        open: 1e-8,
        high: 2e-8,
        low: 1e-8,
        close: 2e-8,
        volume: 5,
        closed: false,
        source: 'rest',
      },
    ])
    const asText = candles.replace('"last":1759485660', '"last":"1759485660"')
    expect(kraken.history.parse(asText, btc, '1m').length).toBe(3)
    expect(kraken.history.parse(good({ XBTUSD: [], last: 0 }), btc, '1m')).toEqual([])
  })

  it('are refused as a whole where one is none', () => {
    const rows = (...list: unknown[]): string => good({ X: list, last: 1 })
    const one = [60, '1', '1', '1', '1', '1', '1', 1]
    for (const body of [
      rows(5),
      rows([60, '0', '1', '1', '1', '1', '1']),
      rows(one, one),
      good({ X: 5 }),
      good({ A: [], B: [] }),
      good({}),
    ])
      expect(code(() => kraken.history.parse(body, btc, '1m'))).toBe('bad-data')
    abuseRest(
      (body) => kraken.history.parse(body, btc, '1m'),
      [candles],
      (found) => found.forEach(checkCandle),
    )
  })
})
