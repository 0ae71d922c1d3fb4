/** Kraken's REST routes: what is asked, and answers that are checked before they are believed. */
import { describe, expect, it } from 'vitest'
import { kraken } from '../../../../../electron/providers/kraken/index.ts'
import { CodedError } from '../../../../../shared/errors.ts'
import { instrumentSchema, type Instrument } from '../../../../../shared/model/instrument.ts'
import { abuseRest, checkQuote } from '../../../../support/parser-abuse.ts'

const good = (result: unknown): string => JSON.stringify({ error: [], result })
const pairs = good({
  XXBTZUSD: {
    altname: 'XBTUSD',
    wsname: 'XBT/USD',
    base: 'XXBT',
    quote: 'ZUSD',
    pair_decimals: 1,
    tick_size: '0.1',
    status: 'online',
  },
  XXDGZEUR: {
    altname: 'XDGEUR',
    wsname: 'XDG/EUR',
    pair_decimals: 7,
    tick_size: '0.0000001',
    status: 'limit_only',
  },
  ZEURZUSD: { altname: 'EURUSD', wsname: 'EUR/USD', pair_decimals: 5, status: 'online' },
  PEPEUSD: { altname: 'PEPEUSD', wsname: 'PEPE/USD', pair_decimals: 8 },
  'XXBTZUSD.d': { altname: 'XBTUSD.d', pair_decimals: 1, status: 'online' },
  OLDUSD: { altname: 'OLDUSD', wsname: 'OLD/USD', pair_decimals: 2, status: 'cancel_only' },
  NEWUSD: { altname: 'NEWUSD', wsname: 'NEW/USD', pair_decimals: 2, status: 'post_only' },
  ODDUSD: { altname: 'ODDUSD', wsname: 'ODD/USD', pair_decimals: 2, status: 'on fire' },
  BADUSD: { altname: 'BADUSD', wsname: 'BAD/USD', pair_decimals: '2', status: 'online' },
})
const tokens = good({
  AAPLxUSD: {
    altname: 'AAPLxUSD',
    wsname: 'AAPLx/USD',
    aclass_base: 'tokenized_asset',
    pair_decimals: 2,
    tick_size: '0.01',
    status: 'online',
  },
})
const listed = kraken.instruments.parse([pairs, tokens], 0)
const [btc, doge, , pepe, apple] = listed as [Instrument, Instrument, Instrument, Instrument, Instrument]

const row = (last: string, bid = last, ask = last) => ({
  a: [ask, '1', '1.000'],
  b: [bid, '1', '1.000'],
  c: [last, '0.5'],
  v: ['10.0', '20.0'],
  p: ['1.0', '2.5'],
  t: [1, 2],
  l: ['0.5', '0.25'],
  h: ['3.0', '4.0'],
  o: '0.75',
})
const tickers = good({
  XXBTZUSD: row('69010.1', '69010.0', '69010.1'),
  PEPEUSD: row('0.00000001', '0', '0.00000002'),
})
const trades = good({
  XXBTZUSD: [['69010.1', '0.5', 1759485600.1239, 'b', 'm', '', 9007199254740]],
  last: '1759485600123900000',
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

describe('pairs', () => {
  it('are those that trade now, in the v2 spelling, tokenised stocks among them', () => {
    expect(listed.map(({ symbol }) => symbol)).toEqual([
      'BTC/USD',
      'DOGE/EUR',
      'EUR/USD',
      'PEPE/USD',
      'AAPLx/USD',
    ])
    expect(btc).toEqual({
      id: 'kraken:BTC/USD',
      provider: 'kraken',
      symbol: 'BTC/USD',
      name: 'BTC / USD',
      kind: 'crypto',
      currency: 'USD',
      tickSize: 0.1,
      session: { kind: 'always' },
      intervals: ['1m', '5m', '15m', '30m', '1h', '4h', '1d'],
      simulated: false,
    })
    expect([doge.tickSize, pepe.tickSize]).toEqual([1e-7, 1e-8])
    expect(listed.map(({ kind }) => kind)).toEqual(['crypto', 'crypto', 'fx', 'crypto', 'crypto'])
    expect(apple).toMatchObject({ name: 'AAPLx (tokenised stock) / USD', session: { kind: 'always' } })
    expect(kraken.instruments.requests().map(({ path, query }) => [path, query])).toEqual([
      ['/0/public/AssetPairs', {}],
      ['/0/public/AssetPairs', { aclass_base: 'tokenized_asset' }],
    ])
    // A pair in both lists is one.
    expect(kraken.instruments.parse([pairs, pairs], 0).length).toBe(4)
  })

  it('are refused where there is no list', () => {
    for (const body of ['{}', '<html>', '[]', good([]), good({ A: 5 })])
      expect(code(() => kraken.instruments.parse([body], 0))).toBe('bad-data')
    expect(code(() => kraken.instruments.parse(['{"error":["EGeneral:Too many requests"]}'], 0))).toBe(
      'rate-limited',
    )
    expect(kraken.instruments.parse([good({})], 0)).toEqual([])
    abuseRest(
      (body) => kraken.instruments.parse([body], 0),
      [pairs, tokens],
      (found) => {
        for (const each of found) instrumentSchema.parse(each)
      },
    )
  })
})

describe('tickers', () => {
  it('are asked for by altname, one class at a time', () => {
    expect(kraken.ticker.request([btc, doge])).toEqual({
      path: '/0/public/Ticker',
      query: { pair: 'XBTUSD,XDGEUR' },
      weight: 1,
    })
    expect(kraken.ticker.request([apple, btc]).query).toEqual({
      pair: 'AAPLxUSD',
      asset_class: 'tokenized_asset',
    })
    expect(kraken.ticker.request([btc, apple]).query).toEqual({ pair: 'XBTUSD' })
    expect(code(() => kraken.ticker.request([]))).toBe('bad-request')
  })

  it('are told of by key, with the figures of 24 hours and without today’s open', () => {
    expect(kraken.ticker.parse(tickers, [btc, pepe])).toEqual([
      {
        instrument: 'kraken:BTC/USD',
        last: 69010.1,
        bid: 69010,
        ask: 69010.1,
        high: 4,
        low: 0.25,
        volume: 20,
        exchangeAt: null,
        snapshot: false,
      },
      {
        instrument: 'kraken:PEPE/USD',
        last: 1e-8,
        bid: null,
        ask: 2e-8,
        high: 4,
        low: 0.25,
        volume: 20,
        exchangeAt: null,
        snapshot: false,
      },
    ])
    // Nobody asked for PEPE.
    expect(kraken.ticker.parse(tickers, [btc]).length).toBe(1)
    expect(code(() => kraken.ticker.parse(good({ XXBTZUSD: { c: ['x'] } }), [btc]))).toBe('bad-data')
    expect(code(() => kraken.ticker.parse('{"error":["EQuery:Unknown asset pair"]}', [btc]))).toBe(
      'not-found',
    )
    abuseRest(
      (body) => kraken.ticker.parse(body, [btc, pepe]),
      [tickers],
      (found) => found.forEach(checkQuote),
    )
  })

  it('of all pairs rank by turnover', () => {
    expect(kraken.turnover?.request()).toEqual({ path: '/0/public/Ticker', query: {}, weight: 1 })
    expect(kraken.turnover?.parse(tickers)).toEqual(
      new Map([
        ['BTC/USD', 50],
        ['PEPE/USD', 50],
      ]),
    )
    abuseRest(
      (body) => kraken.turnover?.parse(body),
      [tickers],
      (found) => {
        for (const value of found?.values() ?? []) if (!(value >= 0)) throw new Error('no turnover')
      },
    )
  })
})

describe('last trade and time', () => {
  it('last trade', () => {
    expect(kraken.lastTrade.request(btc)).toEqual({
      path: '/0/public/Trades',
      query: { pair: 'XBTUSD', count: '1' },
      weight: 1,
    })
    expect(kraken.lastTrade.parse(trades, btc)).toEqual({
      price: 69010.1,
      exchangeAt: 1759485600123,
      tradeId: '9007199254740',
    })
    expect(kraken.lastTrade.parse(good({ XXBTZUSD: [], last: '0' }), btc)).toBeNull()
    for (const broken of [good({ X: [[]] }), good({ X: [5] }), good({ X: [['1', '1', -1]] })])
      expect(code(() => kraken.lastTrade.parse(broken, btc))).toBe('bad-data')
    abuseRest(
      (body) => kraken.lastTrade.parse(body, btc),
      [trades],
      (trade) => {
        if (trade !== null && !(trade.price > 0 && Number.isFinite(trade.exchangeAt)))
          throw new Error('no trade')
      },
    )
  })

  it('time', () => {
    const body = good({ unixtime: 1616336594, rfc1123: 'Sun, 21 Mar 21 14:23:14 +0000' })
    expect(kraken.serverTime?.parse(body)).toBe(1616336594000)
    expect(code(() => kraken.serverTime?.parse(good({ unixtime: 'soon' })))).toBe('bad-data')
    expect(kraken.probe().path).toBe('/0/public/Time')
  })
})

describe('failures', () => {
  const fail = (...words: string[]) => kraken.error(200, JSON.stringify({ error: words }))

  it('come with status 200', () => {
    expect(fail('EQuery:Unknown asset pair')).toEqual({
      code: 'not-found',
      message: 'Kraken: Unknown asset pair',
      retry: 'no',
    })
    for (const words of [
      'EGeneral:Too many requests',
      'EAPI:Rate limit exceeded',
      'EService:Throttled: 1759485600',
    ])
      expect(fail(words)).toMatchObject({ code: 'rate-limited', retry: 'later' })
    expect(fail('EService:Unavailable')).toMatchObject({ code: 'venue-error', retry: 'later' })
    expect(fail('EGeneral:Internal error')?.code).toBe('venue-error')
    expect(fail('EGeneral:Permission denied')?.code).toBe('unauthorized')
    expect(fail('EGeneral:Invalid arguments')).toMatchObject({ code: 'venue-refused', retry: 'no' })
    expect(kraken.error(429, '{"error":["EGeneral:Invalid arguments"]}')?.code).toBe('rate-limited')
  })

  it('are none where there are only warnings, or nothing of the venue’s', () => {
    expect(fail()).toBeNull()
    expect(fail('WGeneral:Deprecated')).toBeNull()
    expect(kraken.error(200, '{\n  "error": [\n  ],\n  "result": {}}')).toBeNull()
    for (const body of ['<html>', '', '{}', '{"error":5}', '{"error":[7]}'])
      expect(kraken.error(502, body)).toBeNull()
  })
})
