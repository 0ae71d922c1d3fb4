/** Finnhub's REST routes: what is asked, and what the answers are taken for. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { finnhub } from '../../../../../electron/providers/finnhub/index.ts'
import { abuseRest, checkCandle, checkQuote } from '../../../../support/parser-abuse.ts'
import { testInstrument } from '../../../../support/instruments.ts'
import { recordedFolder } from '../../../../support/recorded.ts'

const aapl = testInstrument('AAPL', { id: finnhub.fromVenue('AAPL'), provider: 'finnhub' })
const at = Date.parse
const now = at('2026-11-23T18:00:00Z')
const dayMs = 86_400_000

const symbols = JSON.stringify([
  {
    currency: 'USD',
    description: 'APPLE INC',
    displaySymbol: 'AAPL',
    figi: 'BBG000B9Y5X2',
    mic: 'XNAS',
    symbol: 'AAPL',
    type: 'Common Stock',
  },
  {
    currency: 'USD',
    description: 'SPDR S&P 500',
    displaySymbol: 'SPY',
    mic: 'ARCX',
    symbol: 'SPY',
    type: 'ETP',
  },
  {
    currency: 'USD',
    description: 'EXCO',
    displaySymbol: 'EXCOF',
    mic: 'OOTC',
    symbol: 'EXCOF',
    type: 'Common Stock',
  },
])
const quote = '{"c":261.74,"d":2.29,"dp":0.8826,"h":263.31,"l":260.68,"o":261.07,"pc":259.45,"t":1795449600}'
const nobody = '{"c":0,"d":null,"dp":null,"h":0,"l":0,"o":0,"pc":0,"t":0}'
const candles = `{"c":[217.68,221.03],"h":[222.49,221.5],"l":[217.19,217.1402],"o":[221.03,218.55],"s":"ok","t":[${at('2026-11-20T05:00:00Z') / 1000},${at('2026-11-23T05:00:00Z') / 1000}],"v":[33463820,24018876]}`
const holidays =
  '{"data":[{"eventName":"Christmas","atDate":"2026-12-25","tradingHour":""},{"eventName":"Christmas","atDate":"2026-12-24","tradingHour":"09:30-13:00"},{"eventName":"Thanksgiving","atDate":"2025-11-27","tradingHour":""}],"exchange":"US","timezone":"America/New_York"}'

describe('symbols and keys', () => {
  it('are tickers, or stand behind their exchange', () => {
    expect(finnhub.fromVenue('BINANCE:BTCUSDT')).toBe('finnhub:BINANCE:BTCUSDT')
    expect(finnhub.toVenue(finnhub.fromVenue('IC MARKETS:1'))).toBe('IC MARKETS:1')
  })

  it('the key of REST travels in a header', () => {
    expect(finnhub.auth?.({ apiKey: 'secret' })).toEqual({ 'X-Finnhub-Token': 'secret' })
  })
})

describe('instruments', () => {
  it('are what US exchanges list, without what trades over the counter', () => {
    expect(finnhub.instruments.requests()).toEqual([
      { path: '/api/v1/stock/symbol', query: { exchange: 'US' }, weight: 1 },
    ])
    const list = finnhub.instruments.parse([symbols], now)
    expect(list.map(({ id }) => id)).toEqual(['finnhub:AAPL', 'finnhub:SPY'])
    expect(list[0]).toMatchObject({
      name: 'APPLE INC',
      kind: 'stock',
      currency: 'USD',
      tickSize: 0.01,
      intervals: ['1m', '5m', '15m', '30m', '1d'],
      session: { kind: 'exchange', extended: { opensAtMinute: 240, closesAtMinute: 1200 } },
    })
    expect(() => finnhub.instruments.parse(['{"error":"x"}'], now)).toThrow('no list')
  })
})

describe('calendar', () => {
  it('has whole and half days off within the range', () => {
    expect(finnhub.calendar?.parse(holidays, at('2026-01-01'), at('2026-12-31'))).toEqual({
      holidays: ['2026-12-25'],
      earlyCloses: [{ date: '2026-12-24', closesAtMinute: 780 }],
    })
    const odd = holidays.replace('09:30-13:00', 'half')
    expect(() => finnhub.calendar?.parse(odd, at('2026-01-01'), at('2026-12-31'))).toThrow('half')
  })
})

describe('history', () => {
  const query = (
    interval: '1m' | '30m' | '1d',
    fromAt: number | null,
    toAt: number | null,
    limit: number,
    clock?: number,
  ) => {
    const { query: asked } = finnhub.history.request(aapl, interval, { fromAt, toAt, limit }, null, clock)
    return {
      from: Number(asked['from']) * 1000,
      to: Number(asked['to']) * 1000,
      resolution: asked['resolution'],
    }
  }

  it('names both ends in seconds, both included', () => {
    const fromAt = at('2026-11-16T14:00:00Z')
    expect(query('1m', fromAt, fromAt + 3_600_000, 60)).toEqual({
      from: fromAt,
      to: fromAt + 3_599_000,
      resolution: '1',
    })
  })

  it('asks for no more than a month of intraday, next to the start that was given', () => {
    const fromAt = at('2026-01-05T14:00:00Z')
    expect(query('30m', fromAt, now, 1e6).to).toBe(fromAt + 28 * dayMs - 1000)
    // To the end of the day: in New York the last one opens later than on our grid.
    expect(query('1d', fromAt, now, 1e6).to).toBe(Math.ceil(now / dayMs) * dayMs - 1000)
    expect(finnhub.history.maxRows * 30 * 60_000).toBeLessThanOrEqual(28 * dayMs)
  })

  it('a newest page goes far enough back to hold what was asked, over nights and long weekends', () => {
    expect(query('1m', null, now, 10)).toMatchObject({ from: now - 5 * dayMs, to: now - 1000 })
    expect(query('1m', null, null, 10, now).from).toBe(now + 60_000 - 5 * dayMs)
    expect(query('1m', null, now, 1e6).from).toBe(now - 28 * dayMs)
    expect(query('1d', null, now, 100).from).toBe(Math.ceil(now / dayMs) * dayMs - 167 * dayMs)
  })

  it('reads columns; a day is the UTC day of its date and the newest may be running', () => {
    expect(finnhub.history.parse(candles, aapl, '1d')).toEqual([
      {
        openAt: at('2026-11-20'),
        open: 221.03,
        high: 222.49,
        low: 217.19,
        close: 217.68,
        volume: 33463820,
        closed: true,
        source: 'rest',
      },
      expect.objectContaining({ openAt: at('2026-11-23'), close: 221.03, closed: false }),
    ])
    expect(finnhub.history.parse('{"s":"no_data"}', aapl, '1m')).toEqual([])
  })

  it('a column that is short or missing is an error', () => {
    expect(() => finnhub.history.parse(candles.replace(',24018876', ''), aapl, '1d')).toThrow('in row 1')
    expect(() => finnhub.history.parse('{"s":"ok","t":[1]}', aapl, '1d')).toThrow('all columns')
    expect(() => finnhub.history.request(aapl, '1h', { fromAt: 0, toAt: 1, limit: 1 }, null)).toThrow('1h')
  })
})

describe('quotes', () => {
  it('are one a request, against the previous close', () => {
    expect(finnhub.ticker.maxInstruments).toBe(1)
    expect(finnhub.ticker.request([aapl])).toEqual({
      path: '/api/v1/quote',
      query: { symbol: 'AAPL' },
      weight: 1,
    })
    expect(finnhub.ticker.parse(quote, [aapl])).toEqual([
      {
        instrument: 'finnhub:AAPL',
        last: 261.74,
        open: 261.07,
        high: 263.31,
        low: 260.68,
        change: 2.29,
        changePercent: 0.8826,
        basis: 'previous-close',
        exchangeAt: 1795449600000,
        snapshot: false,
      },
    ])
    expect(finnhub.lastTrade.parse(quote, aapl)).toEqual({
      price: 261.74,
      exchangeAt: 1795449600000,
      tradeId: '',
    })
  })

  it('zeros are an unknown symbol, not a price of nothing', () => {
    expect(() => finnhub.ticker.parse(nobody, [aapl])).toThrow(
      expect.objectContaining({ code: 'not-found' }) as Error,
    )
    expect(() => finnhub.lastTrade.parse(nobody, aapl)).toThrow(
      expect.objectContaining({ code: 'not-found' }) as Error,
    )
    expect(finnhub.ticker.parse(nobody.replace('"pc":0', '"pc":5'), [aapl])).toEqual([])
    expect(finnhub.lastTrade.parse(nobody.replace('"pc":0', '"pc":5'), aapl)).toBeNull()
    expect(finnhub.ticker.parse(quote.replace('"o":261.07', '"o":0'), [aapl])[0]?.open).toBeNull()
  })
})

describe('errors and limits', () => {
  it.each([
    [403, '{"error":"You don\'t have access to this resource."}', 'forbidden', 'no'],
    [401, '{"error":"Please use an API key."}', 'unauthorized', 'no'],
    [403, '{"error":"Invalid API key"}', 'unauthorized', 'no'],
    [
      429,
      '{"error":"API limit reached. Please try again later. Remaining Limit: 0"}',
      'rate-limited',
      { afterMs: 60_000 },
    ],
    [200, '{"error":"Symbol not supported"}', 'not-found', 'no'],
    [422, '{"error":"Wrong resolution"}', 'venue-refused', 'no'],
    [502, '{"error":"down"}', 'venue-error', 'later'],
  ])('%i %s', (status, body, code, retry) => {
    expect(finnhub.error(status, body)).toMatchObject({ code, retry })
  })

  it('candles of a free key: the plan is named as the reason', () => {
    const refused = finnhub.error(403, '{"error":"You don\'t have access to this resource."}')
    expect(refused?.details).toEqual({ plan: true })
    expect(refused?.message).toContain('plan')
  })

  it('good answers say nothing', () => {
    for (const body of [quote, candles, symbols, holidays, '<html>'])
      expect(finnhub.error(200, body)).toBeNull()
  })

  it('pages of servers in front of it are not its words', () => {
    for (const body of ['', '<html>', 'Service Unavailable', '{"half":'])
      expect(finnhub.error(503, body)).toBeNull()
  })

  it('holds both limits at once', () => {
    expect(finnhub.limits.rest).toEqual([
      { max: 30, windowMs: 1_000 },
      { max: 60, windowMs: 60_000 },
    ])
    const headers: Record<string, string> = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '59' }
    expect(finnhub.usage?.((name) => headers[name] ?? null)).toEqual({ used: 1, max: 60, windowMs: 60_000 })
    expect(finnhub.usage?.(() => null)).toBeNull()
  })
})

it('never answers a wrong number for a broken body', () => {
  const abuse = (): void => {
    abuseRest(
      (body) => finnhub.history.parse(body, aapl, '1d'),
      [candles],
      (rows) => rows.forEach(checkCandle),
    )
    abuseRest(
      (body) => finnhub.ticker.parse(body, [aapl]),
      [quote, nobody],
      (rows) => rows.forEach(checkQuote),
    )
    abuseRest(
      (body) => finnhub.instruments.parse([body], now),
      [symbols],
      () => {},
    )
    abuseRest(
      (body) => finnhub.calendar?.parse(body, now, now + dayMs),
      [holidays],
      () => {},
    )
  }
  expect(abuse).not.toThrow()
})

const recorded = recordedFolder('fixtures')
describe.skipIf(recorded === null)('bodies of the documents', () => {
  const read = (name: string): string => readFileSync(`${recorded}/finnhub/${name}`, 'utf8')

  it('quote, which there has no change', () => {
    const [update] = finnhub.ticker.parse(read('rest_quote.json'), [aapl])
    expect(update).toMatchObject({ last: 261.74, open: 261.07, exchangeAt: 1582641000000 })
    expect(update).not.toHaveProperty('change')
  })

  it('candles', () => {
    const rows = finnhub.history.parse(read('rest_stock_candle.json'), aapl, '1d')
    expect(rows.map(({ openAt, close }) => [openAt, close])).toEqual([
      [at('2019-09-24'), 217.68],
      [at('2019-09-25'), 221.03],
      [at('2019-09-26'), 219.89],
    ])
  })

  it('symbols', () => {
    const list = finnhub.instruments.parse([read('rest_stock_symbol.json')], now)
    expect(list.map(({ id }) => id)).toEqual(['finnhub:AAPL'])
  })

  it('search and market status are no errors', () => {
    expect(finnhub.error(200, read('rest_search.json'))).toBeNull()
    expect(finnhub.error(200, read('rest_market_status.json'))).toBeNull()
  })
})
