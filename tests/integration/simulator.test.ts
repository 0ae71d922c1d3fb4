/** The simulated exchange over real sockets: its market by a hand-turned clock, frame by frame. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../electron/lib/log.ts'
import { startExchange, type Exchange } from '../../electron/simulator/exchange.ts'
import { connectExchange, type ExchangeClient, type WireFrame } from '../support/exchange-client.ts'
import { createManualClock, type ManualClock } from '../support/manual-clock.ts'
import { waitFor } from '../support/wait-for.ts'

type Row = [
  openAt: number,
  open: string,
  high: string,
  low: string,
  close: string,
  volume: string,
  closed: boolean,
]
type WireTrade = { id: string; price: string; size: string; side: string; at: number }

// A Tuesday, 20 s before a whole minute; New York opens at 14:30.
const startAt = Date.UTC(2026, 10, 17, 15, 2, 40)
let clock: ManualClock
let exchange: Exchange
let clients: ExchangeClient[]

beforeEach(async () => {
  clock = createManualClock(startAt)
  exchange = await startExchange({ clock, log: silentLog, seed: 42 })
  clients = []
})
afterEach(async () => {
  for (const { socket } of clients) socket.terminate()
  await exchange.close()
})

const connect = async (): Promise<ExchangeClient> => {
  const client = await connectExchange(exchange.wsUrl)
  clients.push(client)
  return client
}
const get = async (path: string): Promise<{ status: number; body: Record<string, unknown> }> => {
  const response = await fetch(exchange.restUrl + path)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const rows = async (query: string): Promise<Row[]> =>
  (await get(`/api/v1/candles?${query}`)).body['candles'] as Row[]

/** Turns the clock second by second, each time until everything sent has arrived (the heartbeat comes last of its second). */
async function play(client: ExchangeClient, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    const before = client.ofType('heartbeat').length
    clock.advance(1000)
    await waitFor(() => client.ofType('heartbeat').length > before, 'a heartbeat')
  }
}
const tradesIn = (frames: readonly WireFrame[]): WireTrade[] =>
  frames.filter((frame) => frame['snapshot'] !== true).flatMap((frame) => frame['trades'] as WireTrade[])
const decimal = (text: string): number => Math.round(Number(text) * 1e8)

describe('the stream', () => {
  it('acknowledges each topic, shows how things stand, and is not compressed', async () => {
    const client = await connect()
    expect(client.socket.extensions).toBe('')
    client.subscribe(['ticker:BTCUSDT', 'trades:BTCUSDT', 'book:BTCUSDT', 'candles:BTCUSDT:1m'], 5)
    await client.next((frame) => frame.type === 'candle', 'the candle')
    expect(client.ofType('ack').map((frame) => [frame['topic'], frame['id']])).toEqual([
      ['ticker:BTCUSDT', 5],
      ['trades:BTCUSDT', 5],
      ['book:BTCUSDT', 5],
      ['candles:BTCUSDT:1m', 5],
    ])
    for (const type of ['ticker', 'trades', 'book', 'candle']) {
      expect(client.ofType(type).map((frame) => frame['snapshot'])).toEqual([true])
    }
    const [ticker] = (await get('/api/v1/ticker?symbols=BTCUSDT')).body['tickers'] as Record<
      string,
      unknown
    >[]
    const shown = client.ofType('ticker')[0] ?? { type: 'none' }
    for (const field of [
      'symbol',
      'last',
      'open',
      'high',
      'low',
      'volume',
      'change',
      'changePercent',
      'basis',
      'at',
    ]) {
      expect(ticker?.[field], field).toBe(shown[field])
      expect(ticker?.[field], field).toBeDefined()
    }
  })

  it('sends the very trades that its candles are made of, each at its moment', async () => {
    const client = await connect()
    const symbols = ['BTCUSDT', 'SHIBUSDT', 'EURUSD', 'AAPL']
    client.subscribe(
      symbols.flatMap((symbol) => [`trades:${symbol}`, `candles:${symbol}:1m`, `candles:${symbol}:5m`]),
    )
    await waitFor(() => client.ofType('ack').length === 12, 'the acks')
    await play(client, 150)

    for (const symbol of symbols) {
      const own = client.frames.filter((frame) => frame['symbol'] === symbol)
      const trades = tradesIn(own.filter((frame) => frame.type === 'trades'))
      expect(new Set(trades.map(({ id }) => id)).size).toBe(trades.length)
      expect(trades.map(({ at }) => at)).toEqual(trades.map(({ at }) => at).toSorted((a, b) => a - b))
      // The whole minutes that were streamed.
      const minutes = await rows(
        `symbol=${symbol}&interval=1m&start=${startAt + 20_000}&end=${startAt + 140_000}`,
      )
      expect(minutes.length).toBe(2)
      for (const [openAt, open, high, low, close, volume, closed] of minutes) {
        const inside = trades.filter(({ at }) => at >= openAt && at < openAt + 60_000)
        const prices = inside.map(({ price }) => Number(price))
        expect(closed).toBe(true)
        expect([inside[0]?.price, inside.at(-1)?.price]).toEqual([open, close])
        expect([Math.max(...prices), Math.min(...prices)]).toEqual([Number(high), Number(low)])
        expect(inside.reduce((sum, { size }) => sum + decimal(size), 0)).toBe(decimal(volume))
      }
      for (const interval of ['1m', '5m']) {
        const live = own
          .filter((frame) => frame.type === 'candle' && frame['interval'] === interval)
          .map((frame) => frame['candle'] as Record<string, unknown>)
        const asRow = (candle: Record<string, unknown>) => [
          candle['openAt'],
          candle['open'],
          candle['high'],
          candle['low'],
          candle['close'],
          candle['volume'],
          candle['closed'],
        ]
        const closed = live.filter((candle) => candle['closed'] === true)
        const first = Number(live[0]?.['openAt'])
        const answered = await rows(`symbol=${symbol}&interval=${interval}&start=${first}`)
        // Closed once each, equal to REST; the running one as far along as REST's.
        expect(closed.map(asRow)).toEqual(answered.filter((row) => row[6]))
        expect(asRow(live.at(-1) ?? {})).toEqual(answered.at(-1))
      }
    }
  })

  it('sends tickers and books at most four times a second', async () => {
    const client = await connect()
    client.subscribe(['ticker:BTCUSDT', 'book:BTCUSDT', 'trades:BTCUSDT'])
    await client.next((frame) => frame.type === 'book', 'the book')
    await play(client, 30)
    const tickers = client.ofType('ticker').length - 1
    expect(tickers).toBeGreaterThan(30)
    expect(tickers).toBeLessThanOrEqual(121)
    expect(client.ofType('book').length - 1).toBeLessThanOrEqual(121)
    const book = client.ofType('book').at(-1)
    expect(Number(book?.['bid'])).toBeLessThan(Number(book?.['ask']))
    const trade = tradesIn(client.ofType('trades')).findLast(({ at }) => at === book?.['at'])
    expect([book?.['bid'], book?.['ask']]).toContain(trade?.price)
  })

  it('is silent for a stock until its market opens', async () => {
    clock.advance(Date.UTC(2026, 10, 18, 14, 29, 50) - startAt)
    const client = await connect()
    client.subscribe(['ticker:SPY', 'trades:SPY', 'candles:SPY:1m'])
    await client.next((frame) => frame.type === 'trades', 'the last trade')
    expect(client.ofType('ticker')[0]).toMatchObject({ snapshot: true, basis: 'previous-close' })
    expect(client.ofType('candle')).toEqual([])
    await play(client, 9)
    expect(tradesIn(client.ofType('trades'))).toEqual([])
    await play(client, 16)
    const [first] = tradesIn(client.ofType('trades'))
    expect(first?.at).toBeGreaterThanOrEqual(Date.UTC(2026, 10, 18, 14, 30))
    expect(client.ofType('candle')[0]).toMatchObject({ candle: { openAt: Date.UTC(2026, 10, 18, 14, 30) } })
  })

  it('refuses what it does not have, and goes on', async () => {
    const client = await connect()
    client.subscribe(
      ['ticker:NOPE', 'gossip:BTCUSDT', 'candles:BTCUSDT:2m', 'candles:BTCUSDT', 'ticker:', 'ticker:BTCUSDT'],
      9,
    )
    await client.next((frame) => frame.type === 'ack', 'the ack')
    expect(client.ofType('refused').map((frame) => frame['topic'])).toEqual([
      'ticker:NOPE',
      'gossip:BTCUSDT',
      'candles:BTCUSDT:2m',
      'candles:BTCUSDT',
      'ticker:',
    ])
    expect(
      client.ofType('refused').every((frame) => frame['id'] === 9 && typeof frame['reason'] === 'string'),
    ).toBe(true)
    client.send('{not json')
    client.send({ op: 'dance', topics: [] })
    client.send({ op: 'subscribe', topics: 'ticker:BTCUSDT' })
    client.send({ op: 'subscribe', topics: Array.from({ length: 201 }, () => 'ticker:BTCUSDT') })
    await waitFor(() => client.ofType('error').length === 4, 'four errors')
    expect(client.ofType('error').map((frame) => frame['code'])).toEqual([
      'BAD_MESSAGE',
      'UNKNOWN_OP',
      'BAD_MESSAGE',
      'TOO_MANY_TOPICS',
    ])
    expect(client.closedWith()).toBeNull()
  })

  it('stops a topic on request', async () => {
    const client = await connect()
    client.subscribe(['trades:BTCUSDT', 'trades:ETHUSDT'])
    await waitFor(() => client.ofType('ack').length === 2, 'the acks')
    client.send({ op: 'unsubscribe', topics: ['trades:BTCUSDT'], id: 2 })
    await client.next((frame) => frame.type === 'unsubscribed', 'the answer')
    const before = client.frames.length
    await play(client, 10)
    const after = client.frames.slice(before).filter((frame) => frame.type === 'trades')
    expect(new Set(after.map((frame) => frame['symbol']))).toEqual(new Set(['ETHUSDT']))
  })

  it('closes a connection that talks too much or too long', async () => {
    const chatty = await connect()
    for (let count = 0; count < 21; count += 1) chatty.send({ op: 'unsubscribe', topics: [], id: count })
    await chatty.next((frame) => frame['code'] === 'TOO_MANY_MESSAGES', 'the error')
    await expect.poll(() => chatty.closedWith(), { timeout: 10_000 }).toBe(1008)
    const long = await connect()
    long.send(JSON.stringify({ op: 'subscribe', topics: ['x'.repeat(70_000)] }))
    await expect.poll(() => long.closedWith(), { timeout: 10_000 }).toBe(1009)
  })

  it('lets go of a client that answers no ping', async () => {
    const healthy = await connect()
    const mute = await connect()
    mute.socket.pause()
    await play(healthy, 41)
    await expect.poll(() => exchange.connections(), { timeout: 10_000 }).toBe(1)
    expect(healthy.closedWith()).toBeNull()
  })
})
