/** Twelve Data's lists, quotes, failures and limits. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { twelvedata } from '../../../../../electron/providers/twelvedata/index.ts'
import { tickSizeOf } from '../../../../../electron/providers/twelvedata/instruments.ts'
import { abuseRest, checkQuote } from '../../../../support/parser-abuse.ts'
import { testInstrument } from '../../../../support/instruments.ts'
import { recordedFolder } from '../../../../support/recorded.ts'

const of = (symbol: string) =>
  testInstrument(symbol, { id: twelvedata.fromVenue(symbol), provider: 'twelvedata' })
const [aapl, euro] = [of('AAPL'), of('EUR/USD')]
const at = Date.parse
const now = at('2026-11-23T18:00:00Z')

const quote = {
  symbol: 'AAPL',
  name: 'Apple Inc',
  datetime: '2026-11-23',
  timestamp: 1795444200,
  last_quote_at: 1795449540,
  open: '148.44000',
  high: '148.96840',
  low: '147.22099',
  close: '148.85001',
  volume: '67903927',
  previous_close: '149.09000',
  change: '-0.23999',
  percent_change: '-0.16097',
}
const pair = {
  symbol: 'EUR/USD',
  timestamp: 1795449540,
  open: '1.08000',
  high: '1.09000',
  low: '1.07000',
  close: '1.08500',
  previous_close: '1.08100',
  change: '0.00400',
  percent_change: '0.37003',
}
const unknown = {
  code: 404,
  message: '**symbol** or **figi** parameter is missing or invalid.',
  status: 'error',
}
const batch = JSON.stringify({ AAPL: quote, 'EUR/USD': pair })
const lists = [
  '{"data":[{"symbol":"AAPL","name":"Apple Inc","currency":"USD","exchange":"NASDAQ","mic_code":"XNGS","country":"United States","type":"Common Stock"}],"status":"ok"}',
  '{"data":[{"symbol":"KO","name":"Coca-Cola","currency":"USD","exchange":"NYSE","country":"United States","type":"Common Stock"},{"symbol":"AAPL","name":"Again","currency":"USD"}],"status":"ok"}',
  '{"data":[{"symbol":"SPY","name":"SPDR S&P 500 ETF Trust","currency":"USD","exchange":"NYSE","country":"United States"}],"status":"ok"}',
  '{"data":[{"symbol":"EUR/USD","currency_group":"Major","currency_base":"Euro","currency_quote":"US Dollar"},{"symbol":"USD/JPY","currency_base":"US Dollar","currency_quote":"Japanese Yen"}],"status":"ok"}',
  '{"data":[{"symbol":"BTC/USD","available_exchanges":["Coinbase Pro"],"currency_base":"Bitcoin","currency_quote":"US Dollar"},{"symbol":"SHIB/USD","available_exchanges":["Binance"]},{"symbol":"odd"}],"status":"ok"}',
]

describe('symbols and keys', () => {
  it('are tickers and pairs with a slash', () => {
    expect(twelvedata.fromVenue('EUR/USD')).toBe('twelvedata:EUR/USD')
    expect(twelvedata.toVenue(twelvedata.fromVenue('EUR/USD'))).toBe('EUR/USD')
  })

  it('the key of REST travels in a header', () => {
    expect(twelvedata.auth?.({ apiKey: 'secret' })).toEqual({ Authorization: 'apikey secret' })
  })
})

describe('instruments', () => {
  it('come from five lists, each symbol once', () => {
    expect(
      twelvedata.instruments.requests().map(({ path, query }) => [path, query['exchange'] ?? '']),
    ).toEqual([
      ['/stocks', 'NASDAQ'],
      ['/stocks', 'NYSE'],
      ['/etfs', ''],
      ['/forex_pairs', ''],
      ['/cryptocurrencies', ''],
    ])
    const list = twelvedata.instruments.parse(lists, now)
    expect(
      list.map(({ id, name, kind, currency, tickSize }) => [id, name, kind, currency, tickSize]),
    ).toEqual([
      ['twelvedata:AAPL', 'Apple Inc', 'stock', 'USD', 0.01],
      ['twelvedata:KO', 'Coca-Cola', 'stock', 'USD', 0.01],
      ['twelvedata:SPY', 'SPDR S&P 500 ETF Trust', 'stock', 'USD', 0.01],
      ['twelvedata:EUR/USD', 'Euro / US Dollar', 'fx', 'USD', 0.00001],
      ['twelvedata:USD/JPY', 'US Dollar / Japanese Yen', 'fx', 'JPY', 0.001],
      ['twelvedata:BTC/USD', 'Bitcoin / US Dollar', 'crypto', 'USD', 0.01],
      ['twelvedata:SHIB/USD', 'SHIB/USD', 'crypto', 'USD', 0.00000001],
    ])
    expect(list.map(({ session }) => session.kind)).toEqual([
      ...['exchange', 'exchange', 'exchange'],
      ...['fx', 'fx', 'always', 'always'],
    ])
    expect(list[0]?.session).not.toHaveProperty('extended')
  })

  it('no price is shown rounder than it is quoted', () => {
    expect(tickSizeOf('crypto', 'ETH/BTC')).toBe(1e-8)
    expect(tickSizeOf('crypto', 'BTC/ETH')).toBe(1e-8)
    expect(tickSizeOf('crypto', 'ETH/EUR')).toBe(0.01)
    expect(tickSizeOf('fx', 'EUR/HUF')).toBe(0.001)
  })

  it('a list that is none is an error', () => {
    expect(() => twelvedata.instruments.parse([...lists.slice(0, 4), '{}'], now)).toThrow('/cryptocurrencies')
    expect(() => twelvedata.instruments.parse(['{"data":[5]}', ...lists.slice(1)], now)).toThrow(
      'without a symbol',
    )
  })
})

describe('quotes', () => {
  it('of several symbols at a credit each', () => {
    expect(twelvedata.ticker.request([aapl, euro])).toEqual({
      path: '/quote',
      query: { symbol: 'AAPL,EUR/USD' },
      weight: 2,
    })
    const [stock, currency] = twelvedata.ticker.parse(batch, [aapl, euro])
    expect(stock).toEqual({
      instrument: 'twelvedata:AAPL',
      last: 148.85001,
      open: 148.44,
      high: 148.9684,
      low: 147.22099,
      volume: 67903927,
      change: -0.23999,
      changePercent: -0.16097,
      basis: 'previous-close',
      exchangeAt: 1795449540000,
      snapshot: false,
    })
    expect(currency).toMatchObject({ instrument: 'twelvedata:EUR/USD', last: 1.085, change: 0.004 })
    expect(currency).not.toHaveProperty('volume')
  })

  it('one symbol is answered by itself', () => {
    expect(twelvedata.ticker.parse(JSON.stringify(quote), [aapl])).toMatchObject([{ last: 148.85001 }])
    expect(twelvedata.lastTrade.parse(JSON.stringify(quote), aapl)).toEqual({
      price: 148.85001,
      exchangeAt: 1795449540000,
      tradeId: '',
    })
  })

  it('one unknown symbol spoils no other; nothing but failures is one', () => {
    const half = JSON.stringify({ AAPL: quote, 'EUR/USD': unknown })
    expect(twelvedata.error(200, half)).toBeNull()
    expect(twelvedata.ticker.parse(half, [aapl, euro]).map(({ instrument }) => instrument)).toEqual([
      'twelvedata:AAPL',
    ])
    const none = JSON.stringify({ AAPL: unknown, 'EUR/USD': unknown })
    expect(() => twelvedata.ticker.parse(none, [aapl, euro])).toThrow(
      expect.objectContaining({ code: 'not-found' }) as Error,
    )
  })

  it('a quote without a price or a time is an error', () => {
    const broken = JSON.stringify({ ...quote, close: null })
    expect(() => twelvedata.ticker.parse(broken, [aapl])).toThrow('AAPL')
    expect(() => twelvedata.ticker.parse(batch, [of('MSFT'), aapl])).toThrow('MSFT')
  })
})

describe('errors and limits', () => {
  const body = (code: number, message: string): string => JSON.stringify({ code, message, status: 'error' })

  it.each([
    [200, body(401, '**apikey** parameter is incorrect'), 'unauthorized', 'no'],
    [403, body(403, 'Forbidden'), 'forbidden', 'no'],
    [404, body(404, 'This symbol is available starting with Grow or Venture plan.'), 'forbidden', 'no'],
    [200, JSON.stringify(unknown), 'not-found', 'no'],
    [400, body(400, '**symbol** not found: NOPE'), 'not-found', 'no'],
    [400, body(400, 'Invalid **interval** provided: 0.99min.'), 'venue-refused', 'no'],
    [414, body(414, 'Parameter too long'), 'venue-refused', 'no'],
    [
      429,
      body(429, 'You have run out of API credits for the current minute.'),
      'rate-limited',
      { afterMs: 60_000 },
    ],
    [200, body(429, 'You have run out of API credits for the day.'), 'rate-limited', { afterMs: 3_600_000 }],
    [500, body(500, 'Internal error'), 'venue-error', 'later'],
  ])('%i %s', (status, text, code, retry) => {
    expect(twelvedata.error(status, text)).toMatchObject({ code, retry })
  })

  it('good answers and other bodies say nothing', () => {
    for (const text of [batch, ...lists, '<html>', '']) expect(twelvedata.error(200, text)).toBeNull()
    expect(twelvedata.error(404, body(404, 'x plan x'))?.details).toEqual({ plan: true })
  })

  it('credits of the minute and of the day', () => {
    expect(twelvedata.limits.rest).toEqual([
      { max: 8, windowMs: 60_000 },
      { max: 800, windowMs: 86_400_000 },
    ])
    const headers: Record<string, string> = { 'api-credits-used': '3', 'api-credits-left': '5' }
    expect(twelvedata.usage?.((name) => headers[name] ?? null)).toEqual({ used: 3, max: 8, windowMs: 60_000 })
    expect(twelvedata.usage?.(() => null)).toBeNull()
  })
})

it('never answers a wrong number for a broken body', () => {
  const abuse = (): void => {
    abuseRest(
      (body) => twelvedata.ticker.parse(body, [aapl, euro]),
      [batch],
      (rows) => rows.forEach(checkQuote),
    )
    abuseRest(
      (body) => twelvedata.instruments.parse([body, ...lists.slice(1)], now),
      [lists[0] ?? ''],
      () => {},
    )
  }
  expect(abuse).not.toThrow()
})

const recorded = recordedFolder('fixtures')
describe.skipIf(recorded === null)('bodies of the documents', () => {
  const read = (name: string): string => readFileSync(`${recorded}/twelvedata/${name}`, 'utf8')

  it('quote', () => {
    expect(twelvedata.ticker.parse(read('rest_quote.json'), [aapl])).toMatchObject([
      { last: 148.85001, changePercent: -0.16097, volume: 67903927, exchangeAt: 1631772000000 },
    ])
  })

  it.each(['rest_api_usage.json', 'rest_market_state.json', 'rest_price.json', 'rest_symbol_search.json'])(
    '%s is no error',
    (name) => {
      expect(twelvedata.error(200, read(name))).toBeNull()
    },
  )
})
