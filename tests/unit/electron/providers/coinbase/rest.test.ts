/** Coinbase's REST routes: what is asked, and answers that are checked before they are believed. */
import { describe, expect, it } from 'vitest'
import { coinbase } from '../../../../../electron/providers/coinbase/index.ts'
import { CodedError } from '../../../../../shared/errors.ts'
import { instrumentSchema, type Instrument } from '../../../../../shared/model/instrument.ts'
import { abuseRest, checkQuote } from '../../../../support/parser-abuse.ts'

const products = JSON.stringify([
  {
    id: 'BTC-USD',
    base_currency: 'BTC',
    quote_currency: 'USD',
    quote_increment: '0.01',
    base_increment: '0.00000001',
    display_name: 'BTC-USD',
    status: 'online',
    post_only: false,
    limit_only: false,
    cancel_only: false,
    trading_disabled: false,
  },
  {
    id: 'SHIB-BTC',
    base_currency: 'SHIB',
    quote_currency: 'BTC',
    quote_increment: '0.00000001',
    status: 'online',
  },
  { id: 'OLD-USD', base_currency: 'OLD', quote_currency: 'USD', quote_increment: '0.01', status: 'delisted' },
  {
    id: 'OFF-USD',
    base_currency: 'OFF',
    quote_currency: 'USD',
    quote_increment: '0.01',
    status: 'online',
    trading_disabled: true,
  },
  {
    id: 'CAN-USD',
    base_currency: 'CAN',
    quote_currency: 'USD',
    quote_increment: '0.01',
    status: 'online',
    cancel_only: true,
  },
  {
    id: 'NEW-USD',
    base_currency: 'NEW',
    quote_currency: 'USD',
    quote_increment: '0.01',
    status: 'online',
    post_only: true,
  },
  { id: 'BAD-USD', base_currency: 'BAD', quote_currency: 'USD', quote_increment: '0', status: 'online' },
])
const listed = coinbase.instruments.parse([products], 0)
const [btc] = listed as [Instrument]
const tickerBody =
  '{"ask":"69010.02","bid":"69010.01","volume":"8123.45600000","trade_id":9007199254740993,"price":"69010.02","size":"0.00100000","time":"2026-10-03T10:00:00.123456Z"}'

const code = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof CodedError) return error.code
    throw error
  }
  return 'nothing was thrown'
}

describe('products', () => {
  it('are those that trade now, with their price step', () => {
    expect(listed.map(({ symbol }) => symbol)).toEqual(['BTC-USD', 'SHIB-BTC'])
    expect(btc).toEqual({
      id: 'coinbase:BTC-USD',
      provider: 'coinbase',
      symbol: 'BTC-USD',
      name: 'BTC / USD',
      kind: 'crypto',
      currency: 'USD',
      tickSize: 0.01,
      session: { kind: 'always' },
      intervals: ['1m', '5m', '15m', '1h', '6h', '1d'],
      simulated: false,
    })
    expect(listed[1]?.tickSize).toBe(1e-8)
    expect(coinbase.instruments.requests()).toEqual([{ path: '/products', query: {}, weight: 1 }])
  })

  it('are refused where there is no list', () => {
    for (const body of ['{}', '<html>', '[{"id":5}]', '"ok"'])
      expect(code(() => coinbase.instruments.parse([body], 0))).toBe('bad-data')
    expect(coinbase.instruments.parse(['[]'], 0)).toEqual([])
    abuseRest(
      (body) => coinbase.instruments.parse([body], 0),
      [products],
      (found) => {
        for (const each of found) instrumentSchema.parse(each)
      },
    )
  })
})

describe('ticker, last trade, time', () => {
  it('ticker carries what its body does', () => {
    expect(coinbase.ticker.request([btc])).toEqual({ path: '/products/BTC-USD/ticker', query: {}, weight: 1 })
    expect(coinbase.ticker.parse(tickerBody, [btc])).toEqual([
      {
        instrument: 'coinbase:BTC-USD',
        last: 69010.02,
        bid: 69010.01,
        ask: 69010.02,
        volume: 8123.456,
        exchangeAt: Date.UTC(2026, 9, 3, 10, 0, 0, 123),
        snapshot: false,
      },
    ])
    expect(
      coinbase.ticker.parse('{"open":"10","high":"12","low":"9","last":"11","volume":"5"}', [btc])[0],
    ).toEqual({
      instrument: 'coinbase:BTC-USD',
      last: 11,
      open: 10,
      high: 12,
      low: 9,
      volume: 5,
      change: 1,
      changePercent: 10,
      basis: '24h',
      exchangeAt: null,
      snapshot: false,
    })
    for (const body of [
      '{}',
      '[]',
      '{"price":"x"}',
      '{"price":"1","time":"now"}',
      '{"price":"1","volume":"-1"}',
    ])
      expect(code(() => coinbase.ticker.parse(body, [btc]))).toBe('bad-data')
    abuseRest(
      (body) => coinbase.ticker.parse(body, [btc]),
      [tickerBody],
      (found) => found.forEach(checkQuote),
    )
  })

  it('last trade keeps a long id, and is null where there never was one', () => {
    expect(coinbase.lastTrade.request(btc).path).toBe('/products/BTC-USD/ticker')
    expect(coinbase.lastTrade.parse(tickerBody, btc)).toEqual({
      price: 69010.02,
      exchangeAt: Date.UTC(2026, 9, 3, 10, 0, 0, 123),
      tradeId: '9007199254740993',
    })
    expect(coinbase.lastTrade.parse('{"bid":"1","ask":"2","volume":"0"}', btc)).toBeNull()
    expect(code(() => coinbase.lastTrade.parse('{"price":"1"}', btc))).toBe('bad-data')
    abuseRest(
      (body) => coinbase.lastTrade.parse(body, btc),
      [tickerBody],
      (trade) => {
        if (trade !== null && !(trade.price > 0 && Number.isFinite(trade.exchangeAt)))
          throw new Error('no trade')
      },
    )
  })

  it('time', () => {
    expect(coinbase.serverTime?.parse('{"iso":"2015-01-07T23:47:25.201Z","epoch":1420674445.201}')).toBe(
      1420674445201,
    )
    expect(coinbase.serverTime?.parse('{"epoch":1420674445.5}')).toBe(1420674445500)
    expect(code(() => coinbase.serverTime?.parse('{"iso":"soon"}'))).toBe('bad-data')
    expect(coinbase.probe().path).toBe('/time')
  })
})

describe('failures', () => {
  it('are told by status, in the venue’s words', () => {
    expect(coinbase.error(200, '{"message":"fine"}')).toBeNull()
    expect(coinbase.error(404, '{"message":"NotFound"}')).toEqual({
      code: 'not-found',
      message: 'Coinbase: NotFound',
      retry: 'no',
    })
    expect(coinbase.error(429, '{"message":"Public rate limit exceeded"}')).toMatchObject({
      code: 'rate-limited',
      retry: 'later',
    })
    expect(
      coinbase.error(429, '{"errors":[{"id":"rate_limit_exceeded","message":"Too many requests"}]}'),
    ).toMatchObject({
      code: 'rate-limited',
      message: 'Coinbase: Too many requests',
    })
    expect(
      coinbase.error(400, '{"message":"granularity too small for the requested time range"}')?.code,
    ).toBe('venue-refused')
    expect(coinbase.error(401, '{"message":"CB-ACCESS-KEY header is required"}')?.code).toBe('unauthorized')
    expect(coinbase.error(500, '{"message":"Internal server error"}')).toMatchObject({
      code: 'venue-error',
      retry: 'later',
    })
    for (const body of ['<html>', '', '{}', '{"errors":5}', '{"message":7}'])
      expect(coinbase.error(503, body)).toBeNull()
  })

  it('are about a request that makes no sense', () => {
    expect(code(() => coinbase.ticker.request([]))).toBe('bad-request')
    expect(coinbase.ticker.parse(tickerBody, [])).toEqual([])
  })
})
