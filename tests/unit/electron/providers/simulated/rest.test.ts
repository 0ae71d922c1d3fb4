/** Requests to the simulated exchange, and answers that are checked before they are believed. */
import { describe, expect, it } from 'vitest'
import { simulated } from '../../../../../electron/providers/simulated/index.ts'
import { CodedError } from '../../../../../shared/errors.ts'
import type { Instrument } from '../../../../../shared/model/instrument.ts'
import { symbolOf } from '../../../../../shared/model/ids.ts'

const listed = {
  symbol: 'BTCUSDT',
  name: 'Bitcoin / Tether',
  kind: 'crypto',
  currency: 'USDT',
  tickSize: '0.01',
  lotSize: '0.00001',
  session: { kind: 'always' },
  intervals: ['1m', '1h', '1d'],
}
const parseOne = (row: object): Instrument => {
  const [instrument] = simulated.instruments.parse([JSON.stringify({ instruments: [row] })], 0)
  if (instrument === undefined) throw new Error('nothing was listed')
  return instrument
}
const btc = parseOne(listed)
const refusal = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof CodedError && error.code === 'bad-data') return error.message
    throw error
  }
  throw new Error('was believed')
}

describe('instruments', () => {
  it('are taken over, and labelled as simulated', () => {
    expect(btc).toEqual({
      id: 'simulated:BTCUSDT',
      provider: 'simulated',
      symbol: 'BTCUSDT',
      name: 'Bitcoin / Tether',
      kind: 'crypto',
      currency: 'USDT',
      tickSize: 0.01,
      session: { kind: 'always' },
      intervals: ['1m', '1h', '1d'],
      simulated: true,
    })
    expect(parseOne({ ...listed, tickSize: '0.00000001' }).tickSize).toBe(1e-8)
  })

  it('are refused where they are not what is documented', () => {
    const { parse } = simulated.instruments
    expect(refusal(() => parse(['<html>'], 0))).toContain('not JSON')
    expect(refusal(() => parse(['{"instruments":{}}'], 0))).toContain('no list of instruments')
    expect(refusal(() => parseOne({ ...listed, tickSize: '0' }))).toContain('tickSize')
    expect(refusal(() => parseOne({ ...listed, session: { kind: 'lunar' } }))).toContain('session')
    expect(refusal(() => parseOne({ ...listed, intervals: ['1m', '7m'] }))).toContain('intervals')
  })
})

describe('history', () => {
  const { request, parse } = simulated.history
  const row = (openAt: number) => [openAt, '1.00', '1.20', '0.90', '1.10', '5.5', true]
  const body = (rows: unknown[]) => JSON.stringify({ symbol: 'BTCUSDT', interval: '1h', candles: rows })

  it('asks from, inclusive, to, exclusive, within the limit', () => {
    expect(request(btc, '1h', { fromAt: 3_600_000, toAt: 7_200_000, limit: 5000 }, null)).toEqual({
      path: '/api/v1/candles',
      query: { symbol: 'BTCUSDT', interval: '1h', limit: '1000', start: '3600000', end: '7200000' },
      weight: 1,
    })
    expect(request(btc, '1m', { fromAt: null, toAt: null, limit: 10 }, null).query).toEqual({
      symbol: 'BTCUSDT',
      interval: '1m',
      limit: '10',
    })
  })

  it('is read ascending, with its last candle running', () => {
    const candles = parse(body([row(0), [3_600_000, '1.10', '1.10', '1.10', '1.10', '0', false]]), btc, '1h')
    expect(candles).toEqual([
      { openAt: 0, open: 1, high: 1.2, low: 0.9, close: 1.1, volume: 5.5, closed: true, source: 'rest' },
      {
        openAt: 3_600_000,
        open: 1.1,
        high: 1.1,
        low: 1.1,
        close: 1.1,
        volume: 0,
        closed: false,
        source: 'rest',
      },
    ])
    expect(parse(body([]), btc, '1h')).toEqual([])
  })

  it.each([
    ['rows that do not ascend', body([row(3_600_000), row(0)])],
    ['rows that come twice', body([row(0), row(0)])],
    ['a row off the grid', body([row(1)])],
    ['a short row', body([row(0).slice(0, 6)])],
    ['a number that is none', body([[0, '1', '1', '1', 'x', '1', true]])],
    ['a high below the close', body([[0, '1', '1', '1', '2', '1', true]])],
    ['another symbol', body([row(0)]).replace('BTCUSDT', 'ETHUSDT')],
    ['another interval', body([row(0)]).replace('1h', '1m')],
    ['a page of HTML', '<!doctype html>'],
    ['no rows', '{"symbol":"BTCUSDT","interval":"1h"}'],
  ])('refuses %s', (_, text) => {
    expect(refusal(() => parse(text, btc, '1h'))).toContain('the simulated exchange sent')
  })
})

describe('ticker', () => {
  it('asks for several symbols at once and reads both sides of the book', () => {
    expect(simulated.ticker.request([btc, { ...btc, symbol: 'AAPL' }]).query).toEqual({
      symbols: 'BTCUSDT,AAPL',
    })
    const row = {
      symbol: 'BTCUSDT',
      last: '2',
      open: '1',
      high: '3',
      low: '1',
      volume: '4',
      change: '1',
      changePercent: '100.0000',
      basis: '24h',
      at: 5,
      bid: '1.9',
      ask: '2.1',
    }
    const [quote] = simulated.ticker.parse(JSON.stringify({ tickers: [row] }), [btc])
    expect(quote).toMatchObject({
      instrument: 'simulated:BTCUSDT',
      last: 2,
      bid: 1.9,
      ask: 2.1,
      exchangeAt: 5,
      snapshot: false,
    })
    expect(
      refusal(() => simulated.ticker.parse(JSON.stringify({ tickers: [{ ...row, last: null }] }), [btc])),
    ).toContain('BTCUSDT')
  })
})

describe('what tells a quiet market and a wrong clock', () => {
  it('is the last price with its time, and the exchange’s own time', () => {
    const row = { symbol: 'BTCUSDT', last: '2', open: '1', high: '3', low: '1', volume: '4', change: '1' }
    const body = JSON.stringify({
      tickers: [{ ...row, changePercent: '100', basis: '24h', at: 5, bid: null, ask: null }],
    })
    expect(simulated.lastTrade.parse(body, btc)).toEqual({ price: 2, exchangeAt: 5, tradeId: '' })
    expect(simulated.lastTrade.parse('{"tickers":[]}', btc)).toBeNull()
    expect(simulated.serverTime?.parse('{"now":17}')).toBe(17)
    expect(refusal(() => simulated.serverTime?.parse('{"now":"soon"}'))).toContain('no time')
  })
})

describe('errors', () => {
  it('are the exchange’s own words with a code, and nothing for what it did not say', () => {
    expect(simulated.error(404, '{"code":"UNKNOWN_SYMBOL","message":"unknown symbol X"}')).toMatchObject({
      code: 'not-found',
      retry: 'no',
    })
    expect(simulated.error(400, '{"code":"BAD_PARAMETER","message":"limit"}')).toMatchObject({
      code: 'venue-refused',
      retry: 'no',
    })
    expect(simulated.error(429, '{"code":"RATE_LIMITED","message":"wait"}')).toMatchObject({
      code: 'rate-limited',
      retry: 'later',
    })
    expect(simulated.error(503, '{"code":"UNAVAILABLE","message":"down"}')).toMatchObject({
      code: 'venue-error',
      retry: 'later',
    })
    expect(simulated.error(502, '<html>')).toBeNull()
    expect(simulated.error(400, '{"code":5}')).toBeNull()
  })
})

describe('the stream', () => {
  it('asks for topics with an id a message, and says which', () => {
    const { stream } = simulated
    expect(stream.topics(btc, 'quotes')).toEqual(['ticker:BTCUSDT', 'trades:BTCUSDT', 'book:BTCUSDT'])
    expect(stream.topics(btc, 'candles:1m')).toEqual(['candles:BTCUSDT:1m'])
    expect(stream.topicsPerMessage).toBe(200)
    expect(stream.messages(['ticker:A', 'ticker:B'], ['book:X'], 7)).toEqual([
      { text: '{"op":"unsubscribe","topics":["book:X"],"id":7}', requestId: 7, topics: [] },
      {
        text: '{"op":"subscribe","topics":["ticker:A","ticker:B"],"id":8}',
        requestId: 8,
        topics: ['ticker:A', 'ticker:B'],
      },
    ])
    expect(stream.messages([], [], 1)).toEqual([])
  })

  it('spells symbols as we do', () => {
    const id = simulated.fromVenue('REPLAY:X')
    expect(id).toBe('simulated:REPLAY:X')
    expect([simulated.toVenue(id), symbolOf(id)]).toEqual(['REPLAY:X', 'REPLAY:X'])
  })
})
