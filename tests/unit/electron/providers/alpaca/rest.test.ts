/** Alpaca's snapshots, last trades, failures, limits and subscriptions. */
import { describe, expect, it } from 'vitest'
import { alpaca } from '../../../../../electron/providers/alpaca/index.ts'
import { abuseRest, checkQuote } from '../../../../support/parser-abuse.ts'
import { testInstrument } from '../../../../support/instruments.ts'

const of = (symbol: string) => testInstrument(symbol, { id: alpaca.fromVenue(symbol), provider: 'alpaca' })
const aapl = of('AAPL')
const at = Date.parse

const snapshot = {
  latestTrade: { t: '2026-11-23T17:56:08.406302477Z', x: 'V', p: 166.81, s: 300, c: ['@'], i: 10503, z: 'C' },
  latestQuote: {
    t: '2026-11-23T17:56:10Z',
    ax: 'V',
    ap: 166.9,
    as: 2,
    bx: 'V',
    bp: 166.8,
    bs: 1,
    c: ['R'],
    z: 'C',
  },
  minuteBar: { t: '2026-11-23T17:55:00Z', o: 166.7, h: 166.9, l: 166.6, c: 166.75, v: 900, n: 9, vw: 166.7 },
  dailyBar: {
    t: '2026-11-23T05:00:00Z',
    o: 168.71,
    h: 169.03,
    l: 165.5,
    c: 166.81,
    v: 1202000,
    n: 15000,
    vw: 167,
  },
  prevDailyBar: {
    t: '2026-11-20T05:00:00Z',
    o: 171.78,
    h: 171.78,
    l: 169.2,
    c: 170.09,
    v: 76575508,
    n: 1,
    vw: 170,
  },
}
const snapshots = JSON.stringify({ AAPL: snapshot, NONE: null })

describe('symbols and keys', () => {
  it('are tickers both ways', () => {
    expect(alpaca.fromVenue('BRK.B')).toBe('alpaca:BRK.B')
    expect(alpaca.toVenue(alpaca.fromVenue('BRK.B'))).toBe('BRK.B')
  })

  it('travel in headers, never in the address', () => {
    expect(alpaca.auth?.({ keyId: 'PK1', secretKey: 's' })).toEqual({
      'APCA-API-KEY-ID': 'PK1',
      'APCA-API-SECRET-KEY': 's',
    })
    expect(alpaca.stream.login?.({ keyId: 'PK1', secretKey: 's' })).toEqual([
      '{"action":"auth","key":"PK1","secret":"s"}',
    ])
    expect(alpaca.stream.query).toBeUndefined()
  })
})

describe('ticker', () => {
  it('is the snapshot against the previous close', () => {
    expect(alpaca.ticker.request([aapl, of('NONE')])).toMatchObject({
      path: '/v2/stocks/snapshots',
      query: { symbols: 'AAPL,NONE', feed: 'iex' },
    })
    const [quote, ...others] = alpaca.ticker.parse(snapshots, [aapl, of('NONE')])
    expect(others).toEqual([])
    expect(quote).toMatchObject({
      instrument: 'alpaca:AAPL',
      last: 166.81,
      bid: 166.8,
      ask: 166.9,
      open: 168.71,
      high: 169.03,
      low: 165.5,
      volume: 1202000,
      basis: 'previous-close',
      exchangeAt: at('2026-11-23T17:56:08.406Z'),
      snapshot: false,
    })
    expect(quote?.change).toBeCloseTo(-3.28)
    expect(quote?.changePercent).toBeCloseTo(-1.9284)
  })

  it('before the first bar of a day the daily bar is of the day before', () => {
    const early = { ...snapshot, latestTrade: { ...snapshot.latestTrade, t: '2026-11-24T13:10:00Z', p: 168 } }
    const [quote] = alpaca.ticker.parse(JSON.stringify({ AAPL: early }), [aapl])
    expect(quote).toMatchObject({ last: 168, open: null, high: null, low: null, volume: null })
    expect(quote?.change).toBeCloseTo(168 - 166.81)
  })

  it('an odd lot is not the last price', () => {
    const odd = { ...snapshot, latestTrade: { ...snapshot.latestTrade, p: 170, c: ['@', 'I'] } }
    expect(alpaca.ticker.parse(JSON.stringify({ AAPL: odd }), [aapl])[0]).toMatchObject({ last: 166.75 })
  })

  it('what is missing is unknown', () => {
    const [quote] = alpaca.ticker.parse(
      '{"AAPL":{"latestQuote":{"t":"2026-11-23T17:56:10Z","ap":0,"bp":1}}}',
      [aapl],
    )
    expect(quote).toEqual({
      instrument: 'alpaca:AAPL',
      last: null,
      bid: 1,
      ask: null,
      open: null,
      high: null,
      low: null,
      volume: null,
      exchangeAt: at('2026-11-23T17:56:10Z'),
      snapshot: false,
    })
  })
})

describe('last trade', () => {
  const body =
    '{"trades":{"AAPL":{"t":"2026-11-23T17:05:17.428334819Z","x":"V","p":167.86,"s":100,"c":["@"],"i":9223372036854775807,"z":"C"}}}'

  it('has its price, time and id', () => {
    expect(alpaca.lastTrade.request(aapl).query).toEqual({ symbols: 'AAPL', feed: 'iex' })
    expect(alpaca.lastTrade.parse(body, aapl)).toEqual({
      price: 167.86,
      exchangeAt: at('2026-11-23T17:05:17.428Z'),
      tradeId: '9223372036854775807',
    })
    expect(alpaca.lastTrade.parse(body.replace('"z":"C"', '"z":"C","u":"canceled"'), aapl)).toBeNull()
    expect(alpaca.lastTrade.parse('{"trades":{}}', aapl)).toBeNull()
    expect(() => alpaca.lastTrade.parse('{"trades":{"AAPL":{}}}', aapl)).toThrow('Alpaca')
  })

  it('never answers a wrong number', () => {
    expect(() =>
      abuseRest(
        (text) => alpaca.lastTrade.parse(text, aapl),
        [body],
        (trade) => {
          if (trade !== null && !(trade.price > 0 && trade.exchangeAt >= 0)) throw new Error('not a trade')
        },
      ),
    ).not.toThrow()
  })
})

describe('errors and limits', () => {
  it.each([
    [401, '{"message":"unauthorized."}', 'unauthorized', 'no'],
    [403, '{"message":"forbidden."}', 'unauthorized', 'no'],
    [403, '{"message":"subscription does not permit querying recent SIP data"}', 'forbidden', 'no'],
    [422, '{"message":"invalid symbol: NOPE$"}', 'not-found', 'no'],
    [404, '{"code":40410000,"message":"asset not found for NOPE"}', 'not-found', 'no'],
    [400, '{"message":"invalid limit"}', 'venue-refused', 'no'],
    [429, '{"message":"too many requests."}', 'rate-limited', 'later'],
    [503, '{"message":"down"}', 'venue-error', 'later'],
  ])('%i %s', (status, body, code, retry) => {
    expect(alpaca.error(status, body)).toMatchObject({ code, retry })
  })

  it('a plan is named as the reason; a good answer and a web page say nothing', () => {
    expect(alpaca.error(403, '{"message":"subscription does not permit x"}')?.details).toEqual({ plan: true })
    expect(alpaca.error(200, snapshots)).toBeNull()
    expect(alpaca.error(502, '<html>')).toBeNull()
  })

  it('reads the minute from the headers', () => {
    const headers: Record<string, string> = { 'x-ratelimit-limit': '200', 'x-ratelimit-remaining': '198' }
    expect(alpaca.usage?.((name) => headers[name] ?? null)).toEqual({ used: 2, max: 200, windowMs: 60_000 })
    expect(alpaca.usage?.(() => null)).toBeNull()
  })
})

describe('subscriptions', () => {
  it('list symbols by channel, removals first, and only additions are waited for', () => {
    expect(alpaca.stream.topics(aapl, 'quotes')).toEqual(['trades:AAPL', 'quotes:AAPL'])
    expect(alpaca.stream.topics(aapl, 'candles:1m')).toEqual(['bars:AAPL'])
    expect(alpaca.stream.topics(aapl, 'candles:5m')).toEqual([])
    expect(alpaca.stream.messages(['trades:AAPL', 'quotes:AAPL', 'bars:F'], ['quotes:F'], 1)).toEqual([
      { text: '{"action":"unsubscribe","quotes":["F"]}', requestId: null, topics: [] },
      {
        text: '{"action":"subscribe","trades":["AAPL"],"dailyBars":["AAPL"],"quotes":["AAPL"],"bars":["F"],"updatedBars":["F"]}',
        requestId: null,
        topics: ['trades:AAPL', 'quotes:AAPL', 'bars:F'],
      },
    ])
    expect(alpaca.stream.messages([], [], 1)).toEqual([])
  })
})

it('never answers a wrong number for a broken body', () => {
  const abuse = (): void => {
    abuseRest(
      (body) => alpaca.ticker.parse(body, [aapl]),
      [snapshots],
      (rows) => rows.forEach(checkQuote),
    )
  }
  expect(abuse).not.toThrow()
})
