/** The loopback server that speaks Finnhub: a client that keeps the rules gets data, one that breaks a rule is told so. */
import { afterEach, describe, expect, it } from 'vitest'
import { startFinnhub } from '../support/venues/finnhub.ts'
import { askRaw, connectRaw, type RawClient } from '../support/venues/venue-raw-client.ts'
import type { VenueServer } from '../support/venues/venue-types.ts'
import { waitFor } from '../support/wait-for.ts'

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

describe('Finnhub', () => {
  it('streams trades of several symbols in one frame and pings, without any acknowledgement', async () => {
    const venue = await opened(startFinnhub({ now: () => openAt, pingEveryMs: 20 }))
    const client = await connect(`${venue.wsUrl}/?token=KEY`)
    for (const symbol of ['AAPL', 'BINANCE:BTCUSDT', 'OANDA:EUR_USD'])
      client.send({ type: 'subscribe', symbol })
    await waitFor(() => venue.subscriptions().length === 3, 'three subscriptions')
    venue.market.trade('BTC/USDT', 69_100.5, 0.25)
    venue.market.trade('AAPL', 230.25, 40)
    venue.market.trade('EUR/USD', 1.085, 100)
    expect(JSON.parse(await client.frame(['"type":"trade"']))).toEqual({
      data: [
        { c: ['1', '12'], p: 230.25, s: 'AAPL', t: openAt, v: 40 },
        { c: null, p: 69_100.5, s: 'BINANCE:BTCUSDT', t: openAt, v: 0.25 },
        { c: null, p: 1.085, s: 'OANDA:EUR_USD', t: openAt, v: 0 },
      ],
      type: 'trade',
    })
    await client.frame(['{"type":"ping"}'])
    client.send({ type: 'unsubscribe', symbol: 'AAPL' })
    await waitFor(() => venue.subscriptions().length === 2, 'two subscriptions')
    const kinds = client.frames.map((text) => (JSON.parse(text) as { type: string }).type)
    expect(new Set(kinds)).toEqual(new Set(['trade', 'ping']))
    expect(venue.faults()).toEqual([])
  })

  it('refuses one symbol too many, an unknown one, a second connection and a wrong key', async () => {
    const venue = await opened(startFinnhub({ symbolLimit: 2 }))
    const client = await connect(`${venue.wsUrl}/?token=KEY`)
    client.send({ type: 'subscribe', symbol: 'NONE' })
    await client.frame(['{"type":"error","msg":"Invalid symbol NONE"}'])
    for (const symbol of ['AAPL', 'MSFT', 'AMD']) client.send({ type: 'subscribe', symbol })
    await client.frame(['{"type":"error","msg":"Subscribing to too many symbols"}'])
    expect(venue.subscriptions()).toEqual(['AAPL', 'MSFT'])
    const second = await connect(`${venue.wsUrl}/?token=KEY`)
    await client.closed()
    expect(second.closeCode()).toBe(null)
    expect((await connect(`${venue.wsUrl}/?token=NO`)).refusedWith()).toBe(401)
    expect(rules(venue)).toEqual(['symbols', 'one connection', 'key'])
  })

  it('answers quotes, lists, hours and holidays', async () => {
    const venue = await opened(startFinnhub({ now: () => openAt }))
    const read = async (path: string) => (await askRaw(`${venue.restUrl}/api/v1${path}&token=KEY`)).body
    venue.market.trade('AAPL', 230.25, 40)
    const quote = (await read('/quote?symbol=AAPL')) as Record<'c' | 'd' | 'pc' | 't', number>
    expect(quote).toMatchObject({ c: 230.25, t: openAt / 1000 })
    expect(quote.d).toBeCloseTo(quote.c - quote.pc, 4)
    expect(await read('/quote?symbol=NONE')).toEqual({
      c: 0,
      d: null,
      dp: null,
      h: 0,
      l: 0,
      o: 0,
      pc: 0,
      t: 0,
    })
    expect(await read('/search?q=apple')).toMatchObject({
      count: 1,
      result: [{ symbol: 'AAPL', description: 'APPLE INC' }],
    })
    expect(await read('/stock/symbol?exchange=US')).toHaveLength(4)
    expect(await read('/crypto/symbol?exchange=BINANCE')).toContainEqual({
      description: 'Binance BTC/USDT',
      displaySymbol: 'BTC/USDT',
      symbol: 'BINANCE:BTCUSDT',
    })
    expect(await read('/stock/market-status?exchange=US')).toEqual({
      exchange: 'US',
      holiday: null,
      isOpen: true,
      session: 'regular',
      timezone: 'America/New_York',
      t: openAt / 1000,
    })
    const { data } = (await read('/stock/market-holiday?exchange=US')) as { data: unknown[] }
    expect(data).toContainEqual({ eventName: 'Thanksgiving Day', atDate: '2026-11-26', tradingHour: '' })
    expect(data).toContainEqual({
      eventName: 'Thanksgiving Day',
      atDate: '2026-11-27',
      tradingHour: '09:30-13:00',
    })
    const byHeader = await fetch(`${venue.restUrl}/api/v1/search?q=apple`, {
      headers: { 'X-Finnhub-Token': 'KEY' },
    })
    expect(byHeader.status).toBe(200)
    expect(venue.faults()).toEqual([])
  })

  it('sells candles, counts requests and knows its keys', async () => {
    const path = `/api/v1/stock/candle?symbol=AAPL&resolution=D&from=${openAt / 1000 - 4 * 86_400}&to=${openAt / 1000}`
    const venue = await opened(startFinnhub({ now: () => openAt, requestsPerMinute: 2 }))
    expect(await askRaw(`${venue.restUrl}${path}&token=KEY`)).toMatchObject({
      status: 403,
      body: { error: "You don't have access to this resource." },
    })
    expect(await askRaw(`${venue.restUrl}${path}&token=NO`)).toMatchObject({
      status: 401,
      body: { error: 'Invalid API key' },
    })
    expect((await askRaw(`${venue.restUrl}${path}&token=KEY`)).headers.get('x-ratelimit-remaining')).toBe('0')
    expect((await askRaw(`${venue.restUrl}${path}&token=KEY`)).status).toBe(429)
    expect(rules(venue)).toEqual(['key', 'rate limit'])

    const paid = await opened(startFinnhub({ now: () => openAt, premium: true }))
    expect((await askRaw(`${paid.restUrl}${path}&token=KEY`)).body).toMatchObject({
      s: 'ok',
      t: ['20', '23'].map((day) => Date.parse(`2026-11-${day}T05:00:00Z`) / 1000),
    })
    const long = path.replace('resolution=D', 'resolution=1').replace(/from=\d+/, 'from=1600000000')
    expect((await askRaw(`${paid.restUrl}${long}&token=KEY`)).status).toBe(422)
    paid.script.revokeKey()
    expect((await askRaw(`${paid.restUrl}${path}&token=KEY`)).status).toBe(401)
    expect(rules(paid)).toEqual(['parameters'])
  })
})
