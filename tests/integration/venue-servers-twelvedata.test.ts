/** The loopback server that speaks Twelve Data: a client that keeps the rules gets data, one that breaks a rule is told so. */
import { afterEach, describe, expect, it } from 'vitest'
import { startTwelveData } from '../support/venues/twelvedata.ts'
import { askRaw, connectRaw, type RawClient } from '../support/venues/venue-raw-client.ts'
import type { VenueServer } from '../support/venues/venue-types.ts'

/** Monday, 10:00:30 in New York, in the week of Thanksgiving. */
const openAt = Date.UTC(2026, 10, 23, 15, 0, 30)

const ends: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})
const opened = async (starting: Promise<VenueServer>): Promise<VenueServer> => {
  const venue = await starting
  ends.push(venue.close)
  return venue
}
const connect = async (url: string): Promise<RawClient> => {
  const client = await connectRaw(url)
  ends.push(client.end)
  return client
}
const rules = (venue: VenueServer): string[] => venue.faults().map(({ rule }) => rule)

describe('Twelve Data', () => {
  const start = () => opened(startTwelveData({ now: () => openAt, creditsPerMinute: 100 }))

  it('answers candles in local time, newest first, unless asked otherwise', async () => {
    const venue = await start()
    const read = async (rest: string) => {
      const { body } = await askRaw(`${venue.restUrl}/time_series?${rest}&apikey=KEY`)
      return body as {
        meta: unknown
        values: { datetime: string; volume?: string; close: string }[]
        status: string
      }
    }
    const times = async (rest: string) => (await read(rest)).values.map(({ datetime }) => datetime)
    const hours = await read('symbol=AAPL&interval=1h&outputsize=3')
    expect(hours.meta).toEqual({
      symbol: 'AAPL',
      interval: '1h',
      currency: 'USD',
      exchange_timezone: 'America/New_York',
      exchange: 'NASDAQ',
      mic_code: 'XNGS',
      type: 'Common Stock',
    })
    expect(hours.values.map(({ datetime }) => datetime)).toEqual([
      '2026-11-23 09:30:00',
      '2026-11-20 15:30:00',
      '2026-11-20 14:30:00',
    ])
    expect(hours.values[0]?.close).toMatch(/^\d+\.\d{5}$/)
    expect(hours.values[0]?.volume).toMatch(/^\d+$/)
    const range = 'start_date=2026-11-20T15:00:00&end_date=2026-11-20T15:30:00'
    expect(await times(`symbol=AAPL&interval=15min&${range}&timezone=UTC&order=ASC`)).toEqual([
      '2026-11-20 15:00:00',
      '2026-11-20 15:15:00',
      '2026-11-20 15:30:00',
    ])
    expect(await times(`symbol=AAPL&interval=15min&${range}`)).toEqual([
      '2026-11-20 15:30:00',
      '2026-11-20 15:15:00',
      '2026-11-20 15:00:00',
    ])
    // From a day on the zone is ignored.
    expect(await times('symbol=AAPL&interval=1day&outputsize=2&timezone=UTC')).toEqual([
      '2026-11-23',
      '2026-11-20',
    ])
    const coins = await read('symbol=PEPE/USD&interval=1min&outputsize=1')
    expect(coins.values[0]?.close).toMatch(/^0\.\d{8}$/)
    expect(coins.values[0]?.volume).toBeUndefined()
    expect(await read('symbol=AAPL&interval=1min&start_date=2026-11-21&end_date=2026-11-22')).toMatchObject({
      code: 400,
      status: 'error',
    })
    expect(venue.faults()).toEqual([])
  })

  it('answers prices, lists and hours', async () => {
    const venue = await start()
    const read = async (path: string) =>
      (await askRaw(`${venue.restUrl}${path}${path.includes('?') ? '&' : '?'}apikey=KEY`)).body
    venue.market.trade('AAPL', 230.25, 40)
    expect(await read('/price?symbol=AAPL')).toEqual({ price: '230.25000' })
    expect(await read('/price?symbol=AAPL,NONE')).toMatchObject({
      AAPL: { price: '230.25000' },
      NONE: { code: 404, status: 'error' },
    })
    expect(await read('/quote?symbol=AAPL')).toMatchObject({
      close: '230.25000',
      datetime: '2026-11-23',
      is_market_open: true,
    })
    expect(await read('/stocks?symbol=AAPL')).toMatchObject({
      count: 1,
      data: [{ mic_code: 'XNGS' }],
      status: 'ok',
    })
    expect(await read('/forex_pairs')).toMatchObject({
      data: [{ symbol: 'EUR/USD', currency_base: 'Euro' }, { symbol: 'USD/JPY' }],
    })
    expect(await read('/cryptocurrencies?symbol=BTC/USD')).toMatchObject({
      data: [{ currency_base: 'Bitcoin' }],
    })
    expect(await read('/symbol_search?symbol=app')).toMatchObject({
      data: [{ instrument_name: 'Apple Inc' }],
    })
    expect(await read('/market_state?exchange=NYSE')).toEqual([
      {
        name: 'NYSE',
        code: 'XNYS',
        country: 'United States',
        is_market_open: true,
        time_after_open: '00:30:30',
        time_to_open: '00:00:00',
        time_to_close: '05:59:30',
      },
    ])
    expect(await read('/api_usage')).toMatchObject({
      timestamp: '2026-11-23 15:00:30',
      current_usage: 10,
      plan_limit: 100,
    })
  })

  it('refuses inside a success: no credits, a wrong key, a wrong interval', async () => {
    let now = openAt
    const venue = await opened(startTwelveData({ now: () => now }))
    const price = `${venue.restUrl}/price?symbol=AAPL,MSFT,AMD,TSLA`
    expect(await askRaw(`${price}&apikey=NO`)).toMatchObject({
      status: 200,
      body: { code: 401, status: 'error' },
    })
    const series = `${venue.restUrl}/time_series?symbol=AAPL&interval=3min&apikey=KEY`
    expect((await askRaw(series)).text).toContain(
      'Invalid **interval** provided: 3min. Supported intervals: 1min, 5min',
    )
    const first = await askRaw(`${price}&apikey=KEY`)
    expect([first.headers.get('api-credits-used'), first.headers.get('api-credits-left')]).toEqual(['5', '3'])
    const over = await askRaw(`${price}&apikey=KEY`)
    expect([over.status, over.body]).toMatchObject([200, { code: 429, status: 'error' }])
    expect(over.text).toContain('9 API credits were used, with the current limit being 8')
    now += 30_000
    expect((await askRaw(`${price}&apikey=KEY`)).body).toHaveProperty('AAPL')
    expect(rules(venue)).toEqual(['key', 'parameters', 'credits'])
    const plain = await opened(startTwelveData({ errorsAsHttp: true }))
    expect((await askRaw(`${plain.restUrl}/price?symbol=AAPL`)).status).toBe(401)
    const byHeader = { headers: { Authorization: 'apikey KEY' } }
    expect((await fetch(`${plain.restUrl}/price?symbol=AAPL`, byHeader)).status).toBe(200)
  })

  it('streams prices of eight symbols over one connection', async () => {
    const venue = await opened(startTwelveData({ now: () => openAt }))
    const url = `${venue.wsUrl}/v1/quotes/price`
    const client = await connect(`${url}?apikey=KEY`)
    client.send({ action: 'subscribe', params: { symbols: 'AAPL,EUR/USD,NONE' } })
    expect(JSON.parse(await client.frame(['subscribe-status']))).toEqual({
      event: 'subscribe-status',
      status: 'ok',
      success: [
        {
          symbol: 'AAPL',
          exchange: 'NASDAQ',
          mic_code: 'XNGS',
          country: 'United States',
          type: 'Common Stock',
        },
        { symbol: 'EUR/USD', exchange: 'FOREX', country: '', type: 'Physical Currency' },
      ],
      fails: [{ symbol: 'NONE' }],
    })
    venue.market.trade('AAPL', 230.25, 40)
    expect(JSON.parse(await client.frame(['"event":"price"']))).toMatchObject({
      symbol: 'AAPL',
      currency: 'USD',
      timestamp: openAt / 1000,
      price: 230.25,
    })
    client.send({ action: 'heartbeat' })
    await client.frame(['{"event":"heartbeat","status":"ok"}'])
    expect(venue.faults()).toEqual([])
    const rest = ['MSFT', 'AMD', 'TSLA', 'BTC/USD', 'ETH/USD', 'DOGE/USD', 'PEPE/USD']
    client.send({ action: 'subscribe', params: { symbols: rest.map((symbol) => ({ symbol })) } })
    await client.frame(['"fails":[{"symbol":"PEPE/USD"}]'])
    expect(venue.subscriptions()).toHaveLength(8)
    client.send({ action: 'reset' })
    await client.frame(['reset-status'])
    await connect(`${url}?apikey=KEY`)
    await client.closed()
    expect((await connect(url)).refusedWith()).toBe(401)
    expect(rules(venue)).toEqual(['symbols', 'one connection', 'key'])
  })
})
