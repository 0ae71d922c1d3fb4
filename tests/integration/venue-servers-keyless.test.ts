/** Each documented rule of the venues without keys is shown to bite who breaks it, and their data to have the documented shape. */
import { afterEach, describe, expect, it } from 'vitest'
import { startBinance } from '../support/venues/binance.ts'
import { startCoinbase } from '../support/venues/coinbase.ts'
import { startKraken } from '../support/venues/kraken.ts'
import { startOkx } from '../support/venues/okx.ts'
import { askRaw, connectRaw, type RawClient } from '../support/venues/venue-raw-client.ts'
import type { VenueServer } from '../support/venues/venue-server.ts'
import { waitFor } from '../support/wait-for.ts'

const clients: RawClient[] = []
const servers: VenueServer[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) client.end()
  await Promise.all(servers.splice(0).map(async (server) => server.close()))
})
const keep = async (starting: Promise<VenueServer>): Promise<VenueServer> => {
  const server = await starting
  servers.push(server)
  return server
}
const connect = async (venue: VenueServer, path: string, options = {}): Promise<RawClient> => {
  const client = await connectRaw(venue.wsUrl + path, options)
  clients.push(client)
  return client
}
const rules = (venue: VenueServer): string[] => venue.faults().map(({ rule }) => rule)
const rowsOf = (body: unknown): unknown[][] => body as unknown[][]

describe('Binance', () => {
  it('ends a connection that sends six messages in a second, pongs counted', async () => {
    const venue = await keep(startBinance())
    const client = await connect(venue, '/ws')
    for (let id = 1; id <= 4; id += 1) client.send({ method: 'LIST_SUBSCRIPTIONS', id })
    client.socket.pong('')
    client.socket.pong('')
    expect(await client.closed()).toBe(1008)
    expect(rules(venue)).toEqual(['messages'])
  })

  it('ends a connection that answers no ping, and keeps one that does', async () => {
    const venue = await keep(startBinance({ pingEveryMs: 300, pongWithinMs: 1200 }))
    const mute = await connect(venue, '/ws', { autoPong: false })
    const good = await connect(venue, '/ws')
    expect(await mute.closed()).toBe(1008)
    expect(rules(venue)).toEqual(['pong'])
    expect(good.closeCode()).toBeNull()
  })

  it('has room for 1024 streams, attempts by the window, and a life of limited length', async () => {
    const venue = await keep(startBinance({ attemptsPer5Minutes: 1 }))
    const client = await connect(venue, '/ws')
    const params = Array.from({ length: 1025 }, (_, index) => `coin${index}usdt@trade`)
    client.send({ method: 'SUBSCRIBE', params: params.slice(0, 1024), id: 1 })
    await client.frame(['"result":null'])
    client.send({ method: 'SUBSCRIBE', params: params.slice(1024), id: 2 })
    expect(await client.closed()).toBe(1008)
    expect((await connect(venue, '/ws')).refusedWith()).toBe(429)
    expect(rules(venue)).toEqual(['streams', 'attempts'])
    const brief = await keep(startBinance({ lifetimeMs: 200 }))
    expect(await (await connect(brief, '/ws/btcusdt@trade')).closed()).toBe(1000)
    expect(brief.faults()).toEqual([])
  })

  it('wraps data and no acknowledgement on /stream, and acknowledges what it does not know', async () => {
    const venue = await keep(startBinance({ klineEveryMs: 100, tickerEveryMs: 100 }))
    const client = await connect(venue, '/stream?streams=btcusdt@aggTrade/btcusdt@kline_1s/btcusdt@ticker')
    client.send({ method: 'SUBSCRIBE', params: ['nonsense@trade', 'btcusdt@bookTicker'], id: 'a1' })
    expect(await client.frame(['a1'])).toBe('{"result":null,"id":"a1"}')
    const trade = venue.market.trade('BTC/USDT', 70_000.5, 0.25, 'sell')
    const frame = JSON.parse(await client.frame(['"stream":"btcusdt@aggTrade"'])) as { data: unknown }
    expect(frame.data).toMatchObject({
      s: 'BTCUSDT',
      p: '70000.50000000',
      q: '0.25000000',
      m: true,
      T: trade.at,
    })
    const book = JSON.parse(await client.frame(['btcusdt@bookTicker'])) as { data: Record<string, unknown> }
    expect(Object.keys(book.data)).toEqual(['u', 's', 'b', 'B', 'a', 'A'])
    await client.frame(['"e":"24hrTicker"', '"c":"70000.50000000"'])
    await client.frame(['"e":"kline"', '"i":"1s"', '"x":true'])
    expect(venue.faults()).toEqual([])
  })

  it('counts weight, says how much was used, and bans who goes on', async () => {
    let at = Date.UTC(2026, 5, 1)
    const venue = await keep(startBinance({ weightPerMinute: 50, now: () => at }))
    const info = `${venue.restUrl}/api/v3/exchangeInfo`
    expect((await askRaw(info)).headers.get('x-mbx-used-weight-1m')).toBe('20')
    expect((await askRaw(info)).headers.get('x-mbx-used-weight-1m')).toBe('40')
    const third = await askRaw(info)
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '60'])
    at += 10_000
    const banned = await askRaw(info)
    expect([banned.status, banned.headers.get('retry-after')]).toEqual([418, '120'])
    expect(banned.text).toContain('IP banned until')
    expect(rules(venue)).toEqual(['weight', 'Retry-After'])
    at += 121_000
    expect((await askRaw(info)).status).toBe(200)
  })

  it('answers klines as documented and refuses in its own words', async () => {
    const venue = await keep(startBinance())
    const klines = `${venue.restUrl}/api/v3/klines?symbol=BTCUSDT`
    const rows = rowsOf((await askRaw(`${klines}&interval=1M&limit=3`)).body)
    expect(rows).toHaveLength(3)
    expect(rows[0]).toHaveLength(12)
    const before = (await askRaw(`${klines}&interval=1m&limit=1000&endTime=${Number(rows[2]?.[0]) - 1}`)).body
    expect(rowsOf(before)).toHaveLength(1000)
    expect(Number(rowsOf(before).at(-1)?.[6])).toBe(Number(rows[2]?.[0]) - 1)
    const from = rowsOf(
      (await askRaw(`${klines}&interval=1h&limit=2&startTime=${Number(rows[2]?.[0])}`)).body,
    )
    expect(from[0]?.[0]).toBe(rows[2]?.[0])
    expect(from[0]?.[1]).toBe(rows[2]?.[1])
    expect(venue.faults()).toEqual([])
    expect((await askRaw(`${klines}&interval=1H`)).body).toMatchObject({ code: -1120 })
    expect((await askRaw(`${klines}&interval=1m&limits=5`)).body).toMatchObject({ code: -1104 })
    await askRaw(`${klines}&interval=1m&limit=1500`)
    expect(rules(venue)).toEqual(['interval', 'parameters', 'rows'])
  })
})

describe('Coinbase', () => {
  it('ends a connection that subscribes to nothing in time', async () => {
    const venue = await keep(startCoinbase({ subscribeWithinMs: 1000 }))
    const late = await connect(venue, '/')
    const good = await connect(venue, '/')
    good.send({ type: 'subscribe', channels: [{ name: 'heartbeat', product_ids: ['BTC-USD'] }] })
    expect(await late.closed()).toBe(1008)
    await good.frame(['"type":"heartbeat"', '"last_trade_id"'])
    expect(rules(venue)).toEqual(['subscribe in time'])
  })

  it('names the bad product, subscribes to the good, and tells maker from taker', async () => {
    const venue = await keep(startCoinbase())
    const client = await connect(venue, '/')
    const product_ids = ['NO-COIN', 'BTC-USD']
    client.send({ type: 'subscribe', product_ids, channels: ['ticker', 'matches', 'ticker_batch'] })
    await client.frame(['NO-COIN is not a valid product'])
    await client.frame(['"subscriptions"', 'ticker_1000'])
    await client.frame(['"last_match"'])
    const trade = venue.market.trade('BTC/USD', 70_000, 1, 'buy')
    await client.frame(['"type":"match"', '"side":"sell"', String(trade.id)])
    await client.frame(['"type":"ticker"', '"side":"buy"', String(trade.id)])
    expect(venue.faults()).toEqual([])
    client.send({ type: 'subscribe', product_ids: ['BTC-USD'], channels: ['level2'] })
    await client.frame(['level2 channel requires authentication'])
    for (let count = 0; count < 101; count += 1) client.send({ type: 'unsubscribe', channels: ['ticker'] })
    expect(await client.closed()).toBe(1008)
    expect(rules(venue)).toEqual(['request', 'messages'])
  })

  it('answers at most 300 candles, low before high, newest first, and 15 requests at once', async () => {
    const venue = await keep(startCoinbase({ perSecond: 0.01 }))
    const url = `${venue.restUrl}/products/PEPE-USD/candles?granularity=300`
    const rows = rowsOf((await askRaw(url)).body)
    expect(rows).toHaveLength(300)
    const [time = 0, low = 0, high = 0, open = 0, close = 0] = (rows[1] ?? []).map(Number)
    expect(time).toBeLessThan(Number(rows[0]?.[0]))
    expect(low).toBeLessThanOrEqual(Math.min(open, close))
    expect(high).toBeGreaterThanOrEqual(Math.max(open, close))
    expect((await askRaw(`${url}&start=${time - 400 * 300}&end=${time}`)).status).toBe(400)
    expect((await askRaw(`${venue.restUrl}/products/BTC-USD/candles?granularity=120`)).status).toBe(400)
    const more = await Promise.all(Array.from({ length: 13 }, async () => askRaw(`${venue.restUrl}/time`)))
    expect(more.map(({ status }) => status).filter((status) => status === 429)).toHaveLength(1)
    expect(rules(venue)).toEqual(['rows', 'interval', 'requests'])
  })
})

describe('Kraken', () => {
  it('refuses XBT and lower case, and then only beats', async () => {
    const venue = await keep(startKraken({ heartbeatEveryMs: 100 }))
    const client = await connect(venue, '/v2')
    expect(await client.frame(['"status"'])).toContain('"connection_id":13834774380200032777')
    const params = { channel: 'ticker', symbol: ['XBT/USDT', 'btc/usdt', 'XBTUSD', 'ETH/USDT'] }
    client.send({ method: 'subscribe', params, req_id: 5 })
    await client.frame(['Currency pair not supported XBT/USDT', '"req_id":5'])
    await client.frame(['Currency pair not supported btc/usdt'])
    await client.frame(['Currency pair not in ISO 4217-A3 format XBTUSD'])
    await client.frame(['"success":true', '"symbol":"ETH/USDT"'])
    await client.frame(['"type":"snapshot"', '"change_pct"'])
    await client.frame(['{"channel":"heartbeat"}'])
    client.send({ method: 'ping', req_id: 9 })
    await client.frame(['"method":"pong"', '"req_id":9'])
    expect(venue.faults()).toEqual([])
    client.send({ method: 'subscribe', params: { channel: 'ohlc', symbol: ['BTC/USD'], interval: 2 } })
    await client.frame(['Interval not supported'])
    expect(rules(venue)).toEqual(['request'])
  })

  it('streams candles by their open time, several trades in one frame, the book by its own trigger', async () => {
    const venue = await keep(startKraken())
    const client = await connect(venue, '/v2')
    const symbol = ['PEPE/USD']
    client.send({ method: 'subscribe', params: { channel: 'ohlc', symbol, interval: 5 } })
    client.send({ method: 'subscribe', params: { channel: 'trade', symbol } })
    client.send({ method: 'subscribe', params: { channel: 'ticker', symbol, event_trigger: 'bbo' } })
    await client.frame(['"event_trigger":"bbo"'])
    const [first, second] = [venue.market.trade('PEPE/USD'), venue.market.trade('PEPE/USD')]
    await client.frame(['"channel":"trade"', String(first.id), String(second.id)])
    const candle = await client.frame(['"channel":"ohlc"', '"type":"update"'])
    const row = (JSON.parse(candle) as { data: { interval_begin: string }[] }).data[0]
    expect(Date.parse(row?.interval_begin ?? '')).toBe(Math.floor(first.at / 300_000) * 300_000)
    venue.market.moveBook('PEPE/USD')
    await client.frame([
      '"channel":"ticker"',
      `"bid":${venue.market.book('PEPE/USD').bid.toFixed(8).replace(/0+$/, '')}`,
    ])
    expect(client.frames.join('')).not.toMatch(/\de-\d/)
  })

  it('answers the newest 720 candles and errors inside 200, and wants one request a second', async () => {
    const at = Date.UTC(2026, 5, 1, 12, 34)
    const venue = await keep(startKraken({ now: () => at, perSecond: 0.01, attemptsPer10Minutes: 1 }))
    const url = `${venue.restUrl}/0/public/OHLC?pair=XBTUSD&interval=60&since=1500000000`
    const answer = (await askRaw(url)).body as { result: { XXBTZUSD: unknown[][]; last: number } }
    const rows = answer.result.XXBTZUSD
    expect(rows).toHaveLength(720)
    expect(rows.at(-1)?.[0]).toBe(Date.UTC(2026, 5, 1, 12) / 1000)
    expect(answer.result.last).toBe(rows.at(-2)?.[0])
    const bad = await askRaw(`${venue.restUrl}/0/public/OHLC?pair=XBTUSD&interval=2`)
    expect([bad.status, bad.text]).toEqual([200, '{"error":["EGeneral:Invalid arguments"]}'])
    const more = await Promise.all(
      Array.from({ length: 14 }, async () => askRaw(`${venue.restUrl}/0/public/Time`)),
    )
    expect(more.filter(({ text }) => text.includes('EGeneral:Too many requests'))).toHaveLength(1)
    await connect(venue, '/v2')
    expect((await connect(venue, '/v2')).refusedWith()).toBe(429)
    expect(rules(venue)).toEqual(['interval', 'requests', 'attempts'])
  })
})

describe('OKX', () => {
  const sub = (channel: string, instId = 'BTC-USDT') => ({ op: 'subscribe', args: [{ channel, instId }] })

  it('ends a connection that is silent, and keeps one that says the text ping', async () => {
    const venue = await keep(startOkx({ idleMs: 1500 }))
    const silent = await connect(venue, '/ws/v5/public')
    const good = await connect(venue, '/ws/v5/public')
    const pinging = setInterval(() => good.send('ping'), 200)
    expect(await silent.closed()).toBe(4004)
    clearInterval(pinging)
    expect(good.frames).toContain('pong')
    expect(good.closeCode()).toBeNull()
    expect(rules(venue)).toEqual(['silence'])
  })

  it('has candles on the business socket only', async () => {
    const venue = await keep(startOkx({ candleEveryMs: 50 }))
    const open = await connect(venue, '/ws/v5/public')
    open.send(sub('candle1m'))
    await open.frame(['"60018"', 'candle1m'])
    expect(rules(venue)).toEqual(['request'])
    const business = await connect(venue, '/ws/v5/business')
    business.send(sub('candle1D'))
    const frame = await business.frame(['"data"', 'candle1D'])
    const [openAt, , , , , , , , confirm] = (JSON.parse(frame) as { data: string[][] }).data[0] ?? []
    expect([new Date(Number(openAt)).getUTCHours(), confirm]).toEqual([16, '0'])
    const count = business.frames.length
    venue.market.trade('BTC/USDT', 71_234.5)
    await business.frame(['71234.5'], count)
  })

  it('counts requests by the hour, their length, and attempts by the second', async () => {
    const venue = await keep(startOkx({ requestsPerHour: 2 }))
    const client = await connect(venue, '/ws/v5/public')
    for (const channel of ['tickers', 'trades', 'tickers']) client.send(sub(channel))
    await client.frame(['60014'])
    client.send({ op: 'subscribe', args: [{ channel: 'tickers', instId: 'X'.repeat(65_536) }] })
    expect(await client.closed()).toBe(1009)
    const others = await Promise.all(Array.from({ length: 4 }, async () => connect(venue, '/ws/v5/public')))
    expect(others.some((other) => other.refusedWith() === 429)).toBe(true)
    expect([...new Set(rules(venue))]).toEqual(['request', 'length', 'attempts'])
  })

  it('answers newest first, `after` older, errors by code, and 40 requests in two seconds', async () => {
    const venue = await keep(startOkx())
    const url = `${venue.restUrl}/api/v5/market/candles?instId=BTC-USDT&bar=1m`
    const page = (query: string) =>
      askRaw(url + query).then(({ body }) => body as { code: string; data: string[][] })
    const { data: newest } = await page('&limit=2')
    expect(Number(newest[0]?.[0])).toBeGreaterThan(Number(newest[1]?.[0]))
    const { data: older } = await page(`&limit=300&after=${newest[1]?.[0] ?? ''}`)
    expect(older).toHaveLength(300)
    expect(Number(older[0]?.[0])).toBe(Number(newest[1]?.[0]) - 60_000)
    expect(older[0]?.[8]).toBe('1')
    expect(await page('&limit=301')).toMatchObject({ code: '51000' })
    expect(await askRaw(`${url}x`)).toMatchObject({ status: 400, body: { code: '51000' } })
    const unknown = await askRaw(`${venue.restUrl}/api/v5/market/ticker?instId=NO-COIN`)
    expect(unknown).toMatchObject({ status: 200, body: { code: '51001' } })
    expect(rules(venue)).toEqual(['rows', 'interval'])
    await waitFor(async () => {
      const many = await Promise.all(Array.from({ length: 41 }, async () => askRaw(`${url}&limit=1`)))
      return many.some(({ status, text }) => status === 429 && text.includes('50011'))
    }, 'the limit of requests')
    expect(rules(venue)).toContain('requests')
  })
})
