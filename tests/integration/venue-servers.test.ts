/** The venue servers' own test, what is common: a well-behaved client gets data, and every order of the script takes effect. */
import { afterEach, describe, expect, it } from 'vitest'
import { createMarket } from '../support/venues/market.ts'
import { venueServers } from '../support/venues/index.ts'
import { askRaw, connectRaw, type RawClient } from '../support/venues/venue-raw-client.ts'
import type { VenueServer } from '../support/venues/venue-server.ts'
import { waitFor } from '../support/wait-for.ts'

type Venue = {
  readonly id: string
  readonly path: string
  readonly subscribe: (symbol: string) => unknown
  /** What a trade frame of the symbol contains, beside its id. */
  readonly trade: readonly string[]
  readonly ack: readonly string[]
  readonly topic: string
  readonly instruments: string
  readonly candles: (symbol: string) => string
  readonly unknown: { readonly status: number; readonly text: string }
  readonly refusal: readonly string[] | null
  readonly goodbye: readonly string[] | null
}

const symbol = 'ETH/USDT'

const keyless: readonly Venue[] = [
  {
    id: 'binance',
    path: '/ws',
    subscribe: (spelled) => ({ method: 'SUBSCRIBE', params: [`${spelled.toLowerCase()}@trade`], id: 1 }),
    trade: ['"e":"trade"'],
    ack: ['"result":null'],
    topic: 'ethusdt@trade',
    instruments: '/api/v3/exchangeInfo',
    candles: (spelled) => `/api/v3/klines?symbol=${spelled}&interval=1m&limit=5`,
    unknown: { status: 400, text: '-1121' },
    refusal: null,
    goodbye: ['serverShutdown'],
  },
  {
    id: 'coinbase',
    path: '/',
    subscribe: (spelled) => ({ type: 'subscribe', product_ids: [spelled], channels: ['matches'] }),
    trade: ['"type":"match"'],
    ack: ['"type":"subscriptions"'],
    topic: 'matches:ETH-USDT',
    instruments: '/products',
    candles: (spelled) => `/products/${spelled}/candles?granularity=60`,
    unknown: { status: 404, text: 'NotFound' },
    refusal: ['ETH-USDT is not a valid product'],
    goodbye: null,
  },
  {
    id: 'kraken',
    path: '/v2',
    subscribe: (spelled) => ({ method: 'subscribe', params: { channel: 'trade', symbol: [spelled] } }),
    trade: ['"channel":"trade"', '"type":"update"'],
    ack: ['"success":true'],
    topic: 'trade:ETH/USDT',
    instruments: '/0/public/AssetPairs',
    candles: () => '/0/public/OHLC?pair=ETHUSDT&interval=1',
    unknown: { status: 200, text: 'EQuery:Unknown asset pair' },
    refusal: ['Currency pair not supported ETH/USDT', '"success":false'],
    goodbye: ['"system":"maintenance"'],
  },
  {
    id: 'okx',
    path: '/ws/v5/public',
    subscribe: (spelled) => ({ op: 'subscribe', args: [{ channel: 'trades', instId: spelled }] }),
    trade: ['"channel":"trades"', '"data"'],
    ack: ['"event":"subscribe"'],
    topic: 'trades:ETH-USDT',
    instruments: '/api/v5/public/instruments?instType=SPOT',
    candles: (spelled) => `/api/v5/market/candles?instId=${spelled}&bar=1m`,
    unknown: { status: 200, text: '51001' },
    refusal: ['60018', 'ETH-USDT'],
    goodbye: ['64008'],
  },
]

const clients: RawClient[] = []
let server: VenueServer | null = null
afterEach(async () => {
  for (const client of clients.splice(0)) client.end()
  await server?.close()
  server = null
})

async function begin(id: string): Promise<VenueServer> {
  const start = venueServers[id]
  if (start === undefined) throw new Error(`no venue ${id}`)
  server = await start({ market: createMarket({ seed: 7 }) })
  return server
}
async function connect(venue: VenueServer, { path }: Venue): Promise<RawClient> {
  const client = await connectRaw(venue.wsUrl + path)
  clients.push(client)
  return client
}
async function subscribed(venue: VenueServer, how: Venue): Promise<RawClient> {
  const client = await connect(venue, how)
  client.send(how.subscribe(venue.spell(symbol)))
  await client.frame(how.ack)
  return client
}

describe.each(keyless)('$id', (how) => {
  it('gives a well-behaved client instruments, candles and trades, and finds no fault', async () => {
    const venue = await begin(how.id)
    const instruments = await askRaw(venue.restUrl + how.instruments)
    expect(instruments.status).toBe(200)
    expect(instruments.text).toContain('PEPE')
    expect(instruments.text).not.toContain('AAPL')
    const candles = await askRaw(venue.restUrl + how.candles(venue.spell(symbol)))
    expect(candles.text.match(/\[/g)?.length).toBeGreaterThanOrEqual(5)
    const client = await subscribed(venue, how)
    expect(venue.subscriptions()).toEqual([how.topic])
    const trade = venue.market.trade(symbol)
    await client.frame([...how.trade, String(trade.id)])
    expect(venue.connections()).toBe(1)
    expect(venue.attempts()).toHaveLength(1)
    expect(venue.requests().map(({ path }) => path)).toContain(how.instruments.split('?')[0])
    expect(venue.faults()).toEqual([])
  })

  it('mutes, repeats and tells late on order', async () => {
    const venue = await begin(how.id)
    const client = await subscribed(venue, how)
    venue.script.mute(symbol, true)
    const silent = venue.market.trade(symbol)
    venue.script.mute(symbol, false)
    const heard = venue.market.trade(symbol)
    await client.frame([...how.trade, String(heard.id)])
    expect(client.frames.some((frame) => frame.includes(String(silent.id)))).toBe(false)
    const count = client.frames.length
    venue.script.repeatLast()
    await client.frame([String(heard.id)], count)
    venue.script.sendOld(symbol)
    const [older, newer] = venue.market.trades(symbol).slice(-2)
    await client.frame([String(older?.id)])
    const told = client.frames.join('\n')
    expect(told.indexOf(String(newer?.id))).toBeGreaterThan(0)
    expect(told.indexOf(String(newer?.id))).toBeLessThan(told.indexOf(String(older?.id)))
    venue.script.sendRaw('{"broken')
    await client.frame(['{"broken'])
  })

  it('refuses a symbol as the venue does', async () => {
    const venue = await begin(how.id)
    venue.script.refuse(symbol, true)
    const answer = await askRaw(venue.restUrl + how.candles(venue.spell(symbol)))
    expect(answer.status).toBe(how.unknown.status)
    expect(answer.text).toContain(how.unknown.text)
    const client = await connect(venue, how)
    client.send(how.subscribe(venue.spell(symbol)))
    await client.frame(how.refusal ?? how.ack)
    const trade = venue.market.trade(symbol)
    client.send(how.subscribe(venue.spell('BTC/USDT')))
    const made: string[] = []
    await waitFor(() => {
      made.push(String(venue.market.trade('BTC/USDT').id))
      return client.frames.some((frame) => made.some((id) => frame.includes(id)))
    }, 'trades of the good symbol')
    expect(client.frames.some((frame) => frame.includes(String(trade.id)))).toBe(false)
    expect(venue.faults()).toEqual([])
  })

  it('answers REST as ordered, and minds who does not wait', async () => {
    const venue = await begin(how.id)
    const url = venue.restUrl + how.instruments
    venue.script.answerNext(1, { status: 502, body: '<html>bad gateway</html>' })
    expect(await askRaw(url)).toMatchObject({ status: 502, text: '<html>bad gateway</html>' })
    venue.script.restDown(true)
    expect((await askRaw(url)).status).toBe(503)
    venue.script.restDown(false)
    expect((await askRaw(url)).status).toBe(200)
    venue.script.answerNext(1, { status: 429, headers: { 'Retry-After': '30' }, body: '{}' })
    expect((await askRaw(url)).headers.get('retry-after')).toBe('30')
    expect(venue.faults()).toEqual([])
    await waitFor(async () => {
      await askRaw(url)
      return venue.faults().some(({ rule }) => rule === 'Retry-After')
    }, 'the fault of asking too early')
  })

  it('has a clock that can be wrong, in bodies, frames and the Date header', async () => {
    const venue = await begin(how.id)
    venue.script.clockOffset(3_600_000)
    const answer = await askRaw(venue.restUrl + how.instruments)
    const aheadMs = Date.parse(answer.headers.get('date') ?? '') - Date.now()
    expect(aheadMs).toBeGreaterThan(3_500_000)
    const client = await subscribed(venue, how)
    const trade = venue.market.trade(symbol)
    const frame = await client.frame([...how.trade, String(trade.id)])
    const at = trade.at + 3_600_000
    expect(frame.includes(String(at)) || frame.includes(new Date(at).toISOString().slice(0, -1))).toBe(true)
  })

  it('drops, freezes and says goodbye', async () => {
    const venue = await begin(how.id)
    const client = await subscribed(venue, how)
    venue.script.shutdown()
    if (how.goodbye === null) expect(await client.closed()).toBe(1001)
    else await client.frame(how.goodbye)

    const frozen = await subscribed(venue, how)
    venue.script.halfOpen(true)
    let isPonged = false
    frozen.socket.on('pong', () => (isPonged = true))
    frozen.socket.ping()
    const unheard = venue.market.trade(symbol)
    venue.script.halfOpen(false)
    const trade = venue.market.trade(symbol)
    await frozen.frame([String(trade.id)])
    expect(frozen.frames.some((frame) => frame.includes(String(unheard.id)))).toBe(false)
    await waitFor(() => isPonged, 'the pong after the thaw')

    venue.script.dropAll()
    expect(await frozen.closed()).toBe(1006)
    expect(venue.connections()).toBe(0)
    venue.script.dropOnAccept(true)
    const dropped = await connect(venue, how)
    expect(await dropped.closed()).toBe(1006)
    expect(venue.attempts()).toHaveLength(3)
    expect(venue.faults()).toEqual([])
  })
})
