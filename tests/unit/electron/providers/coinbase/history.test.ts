/** Coinbase's candles: what is asked, and rows that are checked before they are believed. */
import { describe, expect, it } from 'vitest'
import { coinbase } from '../../../../../electron/providers/coinbase/index.ts'
import { CodedError } from '../../../../../shared/errors.ts'
import type { Instrument } from '../../../../../shared/model/instrument.ts'
import { abuseRest, checkCandle } from '../../../../support/parser-abuse.ts'

const named = (symbol: string): Instrument => ({
  id: coinbase.fromVenue(symbol),
  provider: 'coinbase',
  symbol,
  name: symbol,
  kind: 'crypto',
  currency: 'USD',
  tickSize: 0.1,
  session: { kind: 'always' },
  intervals: [...coinbase.intervals],
  simulated: false,
})
const btc = named('BTC-USD')
const candlesBody = '[[1759485720,0.9,2,1,1.5,3.25],[1759485600,10,12,11,11.5,0.00000001]]'

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
  const minute = 60_000
  const at = Date.UTC(2026, 9, 3, 10)
  const query = (fromAt: number | null, toAt: number | null, limit = 300): Record<string, string> => ({
    ...coinbase.history.request(btc, '1m', { fromAt, toAt, limit }, null).query,
  })

  it('are low, high, open, close in numbers, newest first', () => {
    expect(coinbase.history.parse(candlesBody, btc, '1m')).toEqual([
      {
        openAt: 1759485600000,
        open: 11,
        high: 12,
        low: 10,
        close: 11.5,
        volume: 1e-8,
        closed: true,
        source: 'rest',
      },
      {
        openAt: 1759485720000,
        open: 1,
        high: 2,
        low: 0.9,
        close: 1.5,
        volume: 3.25,
        closed: false,
        source: 'rest',
      },
    ])
    expect(coinbase.history.parse('[]', btc, '1m')).toEqual([])
  })

  it('are asked by both bounds or by none', () => {
    expect(coinbase.history.request(btc, '1d', { fromAt: null, toAt: null, limit: 10 }, null)).toEqual({
      path: '/products/BTC-USD/candles',
      query: { granularity: '86400' },
      weight: 1,
    })
    expect(query(null, at, 2)).toEqual({
      granularity: '60',
      start: '2026-10-03T09:58:00.000Z',
      end: '2026-10-03T09:59:59.000Z',
    })
    // The minute that is running at `toAt` opens before it.
    expect(query(null, at + 1, 1)).toMatchObject({
      start: '2026-10-03T10:00:00.000Z',
      end: '2026-10-03T10:00:59.000Z',
    })
    expect(query(at, null, 3)).toMatchObject({
      start: '2026-10-03T10:00:00.000Z',
      end: '2026-10-03T10:02:59.000Z',
    })
    expect(query(at - 1, at + 2 * minute)).toMatchObject({
      start: '2026-10-03T10:00:00.000Z',
      end: '2026-10-03T10:01:59.000Z',
    })
  })

  it('are never asked for more than 300, next to the bound that counts', () => {
    for (const [fromAt, toAt] of [
      [null, at],
      [at - 9000 * minute, null],
      [at - 9000 * minute, at],
      [at, at],
    ] as const) {
      const { start = '', end = '' } = query(fromAt, toAt, 5000)
      const rows = Math.ceil((Date.parse(end) - Date.parse(start)) / minute)
      expect(rows).toBeGreaterThan(0)
      expect(rows).toBeLessThanOrEqual(300)
      if (fromAt !== null) expect(Date.parse(start)).toBe(fromAt)
      else expect(Date.parse(end) + 1000).toBe(toAt)
    }
    expect(
      code(() => coinbase.history.request(btc, '30m', { fromAt: null, toAt: null, limit: 1 }, null)),
    ).toBe('bad-request')
  })

  it('are refused as a whole where one is none', () => {
    const bad = [
      '{}',
      '{"candles":5}',
      '[[1,2]]',
      '[5]',
      '[[1759485600,10,9,11,11.5,1]]',
      '[["x",1,1,1,1,1]]',
      '[[1759485600,0,1,1,1,1]]',
    ]
    for (const body of bad) expect(code(() => coinbase.history.parse(body, btc, '1m'))).toBe('bad-data')
    abuseRest(
      (body) => coinbase.history.parse(body, btc, '1m'),
      [candlesBody],
      (found) => found.forEach(checkCandle),
    )
  })
})
