/** OKX's REST: requests, candles in the right direction, and failures that come with HTTP 200. */
import { describe, expect, it } from 'vitest'
import { okx } from '../../../../../electron/providers/okx/index.ts'
import type { Instrument } from '../../../../../shared/model/instrument.ts'
import { abuseRest, checkCandle, checkQuote } from '../../../../support/parser-abuse.ts'

const good = (data: unknown): string => JSON.stringify({ code: '0', msg: '', data })
const pair = { instType: 'SPOT', instId: 'BTC-USDT', baseCcy: 'BTC', quoteCcy: 'USDT', tickSz: '0.1' }
const day = {
  ...{ instType: 'SPOT', instId: 'BTC-USDT', last: '69344.1', askPx: '69346.8', bidPx: '69346.7' },
  ...{ open24h: '69953.5', high24h: '70303.4', low24h: '67350', vol24h: '11820.721099' },
  ...{ volCcy24h: '814107860.33', ts: '1795192279673' },
}
const bodies = {
  instruments: good([
    { ...pair, state: 'live' },
    { ...pair, instId: 'OLD-USDT', state: 'suspend' },
    { ...pair, instId: 'NEW-USDT', baseCcy: '', quoteCcy: '', tickSz: '', state: 'preopen' },
    { ...pair, instId: 'BTC-USDT-SWAP', instType: 'SWAP', state: 'live' },
    { ...pair, instId: 'PEPE-USDT', baseCcy: 'PEPE', tickSz: '0.000000001', state: 'live' },
    { ...pair, instId: 'ODD-USDT', tickSz: '', state: 'live' },
  ]),
  candles: good([
    ['1795140000000', '69223.3', '69411.8', '69088.1', '69344.1', '121.6', '8426827.8', '8426827.8', '0'],
    ['1795136400000', '69345.6', '69420', '69149.6', '69222.8', '193.7', '13417694.4', '13417694.4', '1'],
  ]),
  tickers: good([day, { ...day, instId: 'ETH-USDT', last: '3500', volCcy24h: '' }]),
  trades: good([
    {
      instId: 'BTC-USDT',
      side: 'sell',
      sz: '0.00001',
      px: '29963.2',
      tradeId: '242720720',
      ts: '1795192279673',
    },
  ]),
  time: good([{ ts: '1795192279673' }]),
} as const

const instruments = okx.instruments.parse([bodies.instruments], 0)
const [btc] = instruments
if (btc === undefined) throw new Error('no instrument')
const named = (symbol: string): Instrument => ({ ...btc, id: okx.fromVenue(symbol), symbol })

describe('symbols', () => {
  it('both ways', () => {
    expect(okx.fromVenue('BTC-USDT')).toBe('okx:BTC-USDT')
    expect(okx.toVenue(okx.fromVenue('BTC-USDT'))).toBe('BTC-USDT')
  })

  it('only live spot pairs', () => {
    expect(okx.instruments.requests()).toEqual([
      { path: '/api/v5/public/instruments', query: { instType: 'SPOT' }, weight: 1 },
    ])
    expect(instruments).toEqual([
      {
        id: 'okx:BTC-USDT',
        provider: 'okx',
        symbol: 'BTC-USDT',
        name: 'BTC/USDT',
        kind: 'crypto',
        currency: 'USDT',
        tickSize: 0.1,
        session: { kind: 'always' },
        intervals: ['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d', '1w', '1M'],
        simulated: false,
      },
      expect.objectContaining({ id: 'okx:PEPE-USDT', tickSize: 1e-9 }),
    ])
    expect(() => okx.instruments.parse([good([{ instType: 'SPOT', state: 'live' }])], 0)).toThrow(
      'that are none',
    )
  })
})

describe('history', () => {
  const hourMs = 3_600_000
  const request = (fromAt: number | null, toAt: number | null, limit = 300) =>
    okx.history.request(btc, '1h', { fromAt, toAt, limit }, null)

  it('the newest of all come from the recent call', () => {
    expect(request(null, null, 1000)).toEqual({
      path: '/api/v5/market/candles',
      query: { instId: 'BTC-USDT', bar: '1H', limit: '300' },
      weight: 1,
    })
  })

  it('older ones by `after`, which means older and leaves out what it names', () => {
    expect(request(null, 1795136400000, 100)).toEqual({
      path: '/api/v5/market/history-candles',
      query: { instId: 'BTC-USDT', bar: '1H', limit: '100', after: '1795136400000' },
      weight: 1,
    })
  })

  it('a range has both bounds, `before` being the one that is newer than', () => {
    const fromAt = 1795136400000
    expect(request(fromAt, fromAt + 3 * hourMs).query).toMatchObject({
      before: String(fromAt - 1),
      after: String(fromAt + 3 * hourMs),
    })
  })

  it('a range that is too long, or open, ends where the rows that fit in do', () => {
    const fromAt = 1795136400000
    const end = String(fromAt + 300 * hourMs)
    expect(request(fromAt, null).query).toMatchObject({ before: String(fromAt - 1), after: end })
    expect(request(fromAt, fromAt + 1000 * hourMs).query).toMatchObject({ after: end })
    // From within a candle the next one is the first.
    expect(request(fromAt - 1, null, 2).query).toMatchObject({ after: String(fromAt + 2 * hourMs) })
    const months = okx.history.request(btc, '1M', { fromAt: Date.UTC(2024, 0), toAt: null, limit: 14 }, null)
    expect(months.query).toMatchObject({ bar: '1Mutc', after: String(Date.UTC(2025, 2)) })
  })

  it('names intervals as OKX does, on UTC time', () => {
    const bar = (interval: (typeof okx.intervals)[number]) =>
      okx.history.request(btc, interval, { fromAt: null, toAt: null, limit: 1 }, null).query['bar']
    expect(okx.intervals.map(bar)).toEqual([
      ...['1m', '3m', '5m', '15m', '30m', '1H', '2H', '4H'],
      ...['6Hutc', '12Hutc', '1Dutc', '1Wutc', '1Mutc'],
    ])
    expect(() => okx.history.request(btc, '3d', { fromAt: null, toAt: null, limit: 1 }, null)).toThrow(
      'no 3d candles',
    )
  })

  it('is turned around, and says of each candle whether it is closed', () => {
    expect(okx.history.parse(bodies.candles, btc, '1h')).toEqual([
      {
        openAt: 1795136400000,
        open: 69345.6,
        high: 69420,
        low: 69149.6,
        close: 69222.8,
        volume: 193.7,
        closed: true,
        source: 'rest',
      },
      expect.objectContaining({ openAt: 1795140000000, close: 69344.1, closed: false }),
    ])
    expect(okx.history.parse(good([]), btc, '1h')).toEqual([])
  })

  it('is not believed in another order, on another grid, or in another shape', () => {
    const twice = bodies.candles.replace('1795136400000', '1795140000000')
    expect(() => okx.history.parse(twice, btc, '1h')).toThrow('newest first')
    expect(() => okx.history.parse(bodies.candles, btc, '4h')).toThrow('that is none')
    for (const body of ['{}', '[]', 'x', good({}), good([1]), '{"code":"51001","msg":"","data":[]}'])
      expect(() => okx.history.parse(body, btc, '1h')).toThrow(/^OKX sent/)
  })
})

describe('the other calls', () => {
  it('one ticker by its own call, several by the one that answers all', () => {
    expect(okx.ticker.request([btc])).toEqual({
      path: '/api/v5/market/ticker',
      query: { instId: 'BTC-USDT' },
      weight: 1,
    })
    expect(okx.ticker.request([btc, named('ETH-USDT')])).toEqual({
      path: '/api/v5/market/tickers',
      query: { instType: 'SPOT' },
      weight: 1,
    })
    const [quote, ...more] = okx.ticker.parse(bodies.tickers, [btc])
    expect(more).toEqual([])
    expect(quote).toMatchObject({
      instrument: 'okx:BTC-USDT',
      last: 69344.1,
      bid: 69346.7,
      ask: 69346.8,
      volume: 11820.721099,
      basis: '24h',
      exchangeAt: 1795192279673,
    })
    expect(quote?.change).toBeCloseTo(-609.4, 8)
    const odd = bodies.tickers.replace('"70303.4"', '"high"')
    expect(() => okx.ticker.parse(odd, [btc])).toThrow('figures of BTC-USDT')
    expect(okx.ticker.parse(odd, [])).toEqual([])
  })

  it('turnover in the quote currency', () => {
    expect(okx.turnover?.request().path).toBe('/api/v5/market/tickers')
    expect([...(okx.turnover?.parse(bodies.tickers) ?? [])]).toEqual([['BTC-USDT', 814107860.33]])
  })

  it('last trade, time and probe', () => {
    expect(okx.lastTrade.request(btc).query).toEqual({ instId: 'BTC-USDT', limit: '1' })
    expect(okx.lastTrade.parse(bodies.trades, btc)).toEqual({
      price: 29963.2,
      exchangeAt: 1795192279673,
      tradeId: '242720720',
    })
    expect(okx.lastTrade.parse(good([]), btc)).toBeNull()
    expect(okx.serverTime?.parse(bodies.time)).toBe(1795192279673)
    // 10 in two seconds, where most are 20.
    expect(okx.probe()).toEqual({ path: '/api/v5/public/time', query: {}, weight: 2 })
  })
})

describe('errors', () => {
  const error = (status: number, code: string, msg = 'words') => {
    const read = okx.error(status, JSON.stringify({ code, msg, data: [] }))
    return read === null ? null : [read.code, read.retry]
  }
  it('come with 200 too', () => {
    const body = '{"code":"51001","msg":"Instrument ID doesn\'t exist","data":[]}'
    expect(okx.error(200, body)).toEqual({
      code: 'not-found',
      message: "OKX: Instrument ID doesn't exist",
      retry: 'no',
    })
    expect(error(200, '50011')).toEqual(['rate-limited', 'later'])
    expect(error(429, '50011')).toEqual(['rate-limited', 'later'])
    expect(error(429, '50099')).toEqual(['rate-limited', 'later'])
    expect(error(429, '50013')).toEqual(['venue-error', 'later'])
    expect(error(503, '50001')).toEqual(['venue-error', 'later'])
    expect(error(400, '51000', 'Parameter instId error')).toEqual(['not-found', 'no'])
    expect(error(400, '51000', 'Parameter bar error')).toEqual(['venue-refused', 'no'])
    expect(error(401, '50111')).toEqual(['unauthorized', 'no'])
    expect(error(200, '50121')).toEqual(['venue-refused', 'no'])
  })
  it('are not seen in good answers and in words that are not its own', () => {
    expect(okx.error(200, bodies.candles)).toBeNull()
    expect(okx.error(200, '{"data":[],"msg":"","code":"0"}')).toBeNull()
    expect(okx.error(502, '<html></html>')).toBeNull()
    expect(okx.error(200, '')).toBeNull()
  })
})

describe('broken bodies are answered with a coded error or with what holds', () => {
  it('instruments and candles', () => {
    abuseRest(
      (body) => okx.instruments.parse([body], 0),
      [bodies.instruments],
      (all) => {
        for (const { tickSize } of all) expect(tickSize > 0 && Number.isFinite(tickSize)).toBe(true)
      },
    )
    abuseRest(
      (body) => okx.history.parse(body, btc, '1h'),
      [bodies.candles],
      (candles) => candles.forEach(checkCandle),
    )
  })
  it('tickers, trades, time and errors', () => {
    abuseRest(
      (body) => okx.ticker.parse(body, [btc]),
      [bodies.tickers],
      (quotes) => quotes.forEach(checkQuote),
    )
    abuseRest(
      (body) => okx.lastTrade.parse(body, btc),
      [bodies.trades],
      (trade) => {
        if (trade !== null) expect(trade.price).toBeGreaterThan(0)
      },
    )
    abuseRest(
      (body) => okx.serverTime?.parse(body),
      [bodies.time],
      (at) => {
        expect(Number.isSafeInteger(at)).toBe(true)
      },
    )
    abuseRest(
      (body) => okx.error(200, body),
      ['{"code":"50011","msg":"Rate limit reached","data":[]}'],
      (read) => {
        if (read !== null) expect(read.message).toContain('OKX')
      },
    )
  })
})
