/** Binance's REST: requests with their documented weights, and bodies that are believed only when they hold. */
import { describe, expect, it } from 'vitest'
import { binance } from '../../../../../electron/providers/binance/index.ts'
import type { Instrument } from '../../../../../shared/model/instrument.ts'
import { abuseRest, checkCandle, checkQuote } from '../../../../support/parser-abuse.ts'

const bodies = {
  info: JSON.stringify({
    timezone: 'UTC',
    serverTime: 1795192279673,
    symbols: [
      {
        symbol: 'BTCUSDT',
        status: 'TRADING',
        baseAsset: 'BTC',
        quoteAsset: 'USDT',
        quotePrecision: 8,
        filters: [
          { filterType: 'LOT_SIZE', stepSize: '0.00001000' },
          { filterType: 'PRICE_FILTER', minPrice: '0.01', tickSize: '0.01000000' },
        ],
      },
      {
        symbol: 'BCCBTC',
        status: 'BREAK',
        baseAsset: 'BCC',
        quoteAsset: 'BTC',
        filters: [{ filterType: 'PRICE_FILTER', tickSize: '0.00000100' }],
      },
      {
        symbol: '币安人生USDT',
        status: 'TRADING',
        baseAsset: '币安人生',
        quoteAsset: 'USDT',
        quotePrecision: 8,
        filters: [{ filterType: 'PRICE_FILTER', tickSize: '0.00000000' }],
      },
      { symbol: 'NEWKIND', status: 'TRADING' },
      { symbol: 'HALTED', status: 'HALT', baseAsset: 'A', quoteAsset: 'B', quotePrecision: 2, filters: [] },
    ],
  }),
  klines:
    '[[1795132800000,"69100.00","69372.06","68952.01","69340.16","390.41434",1795136399999,"27020239.24",103999,"177.05","12254392.09","0"],[1795136400000,"69340.15","69422.43","69146.47","69220.52","386.01063",1795139999999,"26731881.21",93924,"178.54","12365187.82","0"]]',
  ticker:
    '[{"symbol":"BTCUSDT","priceChange":"-592.48","priceChangePercent":"-0.847","prevClosePrice":"69975.52","lastPrice":"69383.05","bidPrice":"69383.05","askPrice":"69383.06","openPrice":"69975.53","highPrice":"70300.00","lowPrice":"67300.00","volume":"38513.90102","quoteVolume":"2650347449.74","openTime":1795105880000,"closeTime":1795192280000,"firstId":1,"lastId":2,"count":2}]',
  trades:
    '[{"id":28457,"price":"4.00000100","qty":"12.0","quoteQty":"48.0","time":1795192279673,"isBuyerMaker":true,"isBestMatch":true}]',
  time: '{"serverTime":1795192279673}',
} as const

const [btc] = binance.instruments.parse([bodies.info], 0)
if (btc === undefined) throw new Error('no instrument')
const named = (symbol: string): Instrument => ({ ...btc, id: binance.fromVenue(symbol), symbol })

describe('symbols', () => {
  it('both ways', () => {
    expect(binance.fromVenue('BTCUSDT')).toBe('binance:BTCUSDT')
    expect(binance.toVenue(binance.fromVenue('币安人生USDT'))).toBe('币安人生USDT')
    expect(() => binance.fromVenue('')).toThrow(RangeError)
  })

  it('only what trades now, with its tick', () => {
    expect(binance.instruments.requests()).toEqual([{ path: '/api/v3/exchangeInfo', query: {}, weight: 20 }])
    expect(binance.instruments.parse([bodies.info], 0)).toEqual([
      {
        id: 'binance:BTCUSDT',
        provider: 'binance',
        symbol: 'BTCUSDT',
        name: 'BTC/USDT',
        kind: 'crypto',
        currency: 'USDT',
        tickSize: 0.01,
        session: { kind: 'always' },
        intervals: ['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d', '1w', '1M'],
        simulated: false,
      },
      // A tick of zero says that there is no such rule: prices have as many digits as they can.
      expect.objectContaining({ id: 'binance:币安人生USDT', tickSize: 1e-8 }),
    ])
    expect(binance.instruments.parse(['{"symbols":[]}'], 0)).toEqual([])
    expect(() => binance.instruments.parse(['{"symbols":[{"symbol":"A","status":"TRADING"}]}'], 0)).toThrow(
      'symbols that are none',
    )
    expect(() => binance.instruments.parse([], 0)).toThrow('not JSON')
  })
})

describe('history', () => {
  const query = (fromAt: number | null, toAt: number | null, limit = 1000) =>
    binance.history.request(btc, '1M', { fromAt, toAt, limit }, null)

  it('asks for a range whose end is left out', () => {
    expect(query(1000, 5000, 7)).toEqual({
      path: '/api/v3/klines',
      query: { symbol: 'BTCUSDT', interval: '1M', limit: '7', startTime: '1000', endTime: '4999' },
      weight: 2,
    })
    expect(query(null, 5000, 5000).query).toEqual({
      symbol: 'BTCUSDT',
      interval: '1M',
      limit: '1000',
      endTime: '4999',
    })
    expect(query(null, null, 0).query).toEqual({ symbol: 'BTCUSDT', interval: '1M', limit: '1' })
    expect(() => binance.history.request(btc, '3d', { fromAt: null, toAt: null, limit: 1 }, null)).toThrow(
      'no 3d candles',
    )
  })

  it('reads rows; the last one may be running', () => {
    expect(binance.history.parse(bodies.klines, btc, '1h')).toEqual([
      {
        openAt: 1795132800000,
        open: 69100,
        high: 69372.06,
        low: 68952.01,
        close: 69340.16,
        volume: 390.41434,
        closed: true,
        source: 'rest',
      },
      expect.objectContaining({ openAt: 1795136400000, close: 69220.52, closed: false }),
    ])
    expect(binance.history.parse('[]', btc, '1h')).toEqual([])
  })

  it('believes nothing else', () => {
    for (const body of ['{}', '[1]', '[[]]', '[[1795132800000,"1","1","1","1"]]', 'x'])
      expect(() => binance.history.parse(body, btc, '1h')).toThrow(/^Binance sent/)
    expect(() =>
      binance.history.parse(bodies.klines.replace('1795136400000', '1795132800000'), btc, '1h'),
    ).toThrow('do not ascend')
  })
})

describe('the other calls', () => {
  it('tickers, of twenty for the price of one', () => {
    expect(binance.ticker.request([btc, named('ETHUSDT')])).toEqual({
      path: '/api/v3/ticker/24hr',
      query: { symbols: '["BTCUSDT","ETHUSDT"]' },
      weight: 2,
    })
    expect(binance.ticker.maxInstruments).toBe(20)
    expect(binance.ticker.parse(bodies.ticker, [btc])).toEqual([
      {
        instrument: 'binance:BTCUSDT',
        last: 69383.05,
        bid: 69383.05,
        ask: 69383.06,
        open: 69975.53,
        high: 70300,
        low: 67300,
        volume: 38513.90102,
        change: -592.48,
        changePercent: -0.847,
        basis: '24h',
        exchangeAt: 1795192280000,
        snapshot: false,
      },
    ])
    expect(() => binance.ticker.parse('[{"symbol":"BTCUSDT"}]', [btc])).toThrow('figures of BTCUSDT')
  })

  it('turnover in the quote currency', () => {
    expect(binance.turnover?.request()).toEqual({ path: '/api/v3/ticker/24hr', query: {}, weight: 80 })
    const turnovers = binance.turnover?.parse(bodies.ticker)
    expect([...(turnovers ?? [])]).toEqual([['BTCUSDT', 2650347449.74]])
  })

  it('last trade', () => {
    expect(binance.lastTrade.request(btc)).toEqual({
      path: '/api/v3/trades',
      query: { symbol: 'BTCUSDT', limit: '1' },
      weight: 25,
    })
    expect(binance.lastTrade.parse(bodies.trades, btc)).toEqual({
      price: 4.000001,
      exchangeAt: 1795192279673,
      tradeId: '28457',
    })
    expect(binance.lastTrade.parse('[]', btc)).toBeNull()
  })

  it('time, probe and used weight', () => {
    expect(binance.serverTime?.parse(bodies.time)).toBe(1795192279673)
    expect([binance.serverTime?.request().weight, binance.probe()]).toEqual([
      1,
      { path: '/api/v3/ping', query: {}, weight: 1 },
    ])
    const usage = (value: string | null) =>
      binance.usage?.((name) => (name === 'x-mbx-used-weight-1m' ? value : null))
    expect(usage('128')).toEqual({ used: 128, max: 6000, windowMs: 60_000 })
    expect([usage(null), usage('many')]).toEqual([null, null])
  })
})

describe('errors', () => {
  const error = (status: number, body: string) => {
    const read = binance.error(status, body)
    return read === null ? null : [read.code, read.retry]
  }
  it('mean what errors.md says', () => {
    expect(binance.error(400, '{"code":-1121,"msg":"Invalid symbol."}')).toEqual({
      code: 'not-found',
      message: 'Binance: Invalid symbol.',
      retry: 'no',
    })
    const banned =
      '{"code":-1003,"msg":"Way too much request weight used; IP banned until 1795192399673. Please use WebSocket Streams."}'
    expect(error(418, banned)).toEqual(['rate-limited', 'later'])
    expect(error(429, '{"code":-1003,"msg":"Too much request weight used"}')).toEqual([
      'rate-limited',
      'later',
    ])
    expect(error(400, '{"code":-1120,"msg":"Invalid interval."}')).toEqual(['venue-refused', 'no'])
    expect(error(401, '{"code":-2015,"msg":"Invalid API-key"}')).toEqual(['unauthorized', 'no'])
    expect(error(503, '{"code":-1008,"msg":"Server is overloaded"}')).toEqual(['venue-error', 'later'])
    expect(error(400, '{"code":-1001,"msg":"Internal error"}')).toEqual(['venue-error', 'later'])
    const restricted = '{"code":0,"msg":"Service unavailable from a restricted location"}'
    expect(error(451, restricted)).toEqual(['venue-refused', 'no'])
  })
  it('say nothing of good answers and of words that are not its own', () => {
    expect(error(200, bodies.klines)).toBeNull()
    expect(error(200, '{"code":-1121,"msg":"never with 200"}')).toBeNull()
    expect(error(403, '<html>Forbidden</html>')).toBeNull()
    expect(error(502, '')).toBeNull()
  })
})

describe('broken bodies are answered with a coded error or with what holds', () => {
  it('symbols', () => {
    abuseRest(
      (body) => binance.instruments.parse([body], 0),
      [bodies.info],
      (all) => {
        for (const { tickSize } of all) expect(tickSize > 0 && Number.isFinite(tickSize)).toBe(true)
      },
    )
  })
  it('candles', () => {
    const count = abuseRest(
      (body) => binance.history.parse(body, btc, '1h'),
      [bodies.klines],
      (candles) => candles.forEach(checkCandle),
    )
    expect(count).toBeGreaterThan(10_000)
  })
  it('tickers, trades and time', () => {
    abuseRest(
      (body) => binance.ticker.parse(body, [btc]),
      [bodies.ticker],
      (quotes) => quotes.forEach(checkQuote),
    )
    abuseRest(
      (body) => binance.lastTrade.parse(body, btc),
      [bodies.trades],
      (trade) => {
        if (trade !== null) expect(trade.price).toBeGreaterThan(0)
      },
    )
    abuseRest(
      (body) => binance.serverTime?.parse(body),
      [bodies.time],
      (at) => {
        expect(Number.isSafeInteger(at)).toBe(true)
      },
    )
    abuseRest(
      (body) => binance.turnover?.parse(body) ?? new Map<string, number>(),
      [bodies.ticker],
      (turnovers) => {
        for (const volume of turnovers.values()) expect(volume).toBeGreaterThanOrEqual(0)
      },
    )
  })
})
