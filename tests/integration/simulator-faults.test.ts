/** The faults of the simulated exchange, as a client meets them on real sockets. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../electron/lib/log.ts'
import { startExchange, type Exchange } from '../../electron/simulator/exchange.ts'
import { connectExchange, type ExchangeClient } from '../support/exchange-client.ts'
import { createManualClock, type ManualClock } from '../support/manual-clock.ts'
import { waitFor } from '../support/wait-for.ts'

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
const subscribed = async (...topics: string[]): Promise<ExchangeClient> => {
  const client = await connect()
  client.subscribe(topics)
  await waitFor(() => client.ofType('ack').length === topics.length, 'the acks')
  return client
}
async function play(client: ExchangeClient, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    const before = client.ofType('heartbeat').length
    clock.advance(1000)
    await waitFor(() => client.ofType('heartbeat').length > before, 'a heartbeat')
  }
}
const idsOf = (client: ExchangeClient): number[] =>
  client
    .ofType('trades')
    .filter((frame) => frame['snapshot'] !== true)
    .flatMap((frame) => (frame['trades'] as { id: string }[]).map(({ id }) => Number(id)))
const get = (path: string, init?: RequestInit) => fetch(exchange.restUrl + path, init)

describe('connections', () => {
  it('are dropped without a closing handshake', async () => {
    const client = await connect()
    expect(exchange.connections()).toBe(1)
    expect(exchange.faults.dropConnections()).toBe(1)
    await waitFor(() => client.closedWith() === 1006, 'the drop')
    await waitFor(() => exchange.connections() === 0, 'the exchange to notice')
  })

  it('are refused, REST and stream, until they are let in again', async () => {
    exchange.faults.set({ refuseConnections: true })
    await expect(connect()).rejects.toThrow()
    await expect(get('/api/v1/time')).rejects.toThrow()
    exchange.faults.clear()
    await connect()
    expect((await get('/api/v1/time')).status).toBe(200)
  })

  it('are accepted and dropped', async () => {
    exchange.faults.set({ acceptThenDrop: true })
    const client = await connect()
    await waitFor(() => client.closedWith() === 1006, 'the drop')
    expect(client.frames).toEqual([])
  })
})

describe('a freeze', () => {
  it('of data leaves heartbeats and answers going, and nothing is made up for afterwards', async () => {
    const client = await subscribed('trades:BTCUSDT')
    exchange.faults.set({ freezeData: true })
    await play(client, 5)
    expect(idsOf(client)).toEqual([])
    client.subscribe(['trades:ETHUSDT'], 2)
    await waitFor(() => client.ofType('ack').length === 2, 'the ack')
    exchange.faults.clear()
    await play(client, 5)
    const first = client.ofType('trades').find((frame) => frame['snapshot'] !== true)?.['trades'] as {
      at: number
    }[]
    expect(first[0]?.at).toBeGreaterThan(startAt + 5000)
  })

  it('of everything leaves the connection open and dead: no frame, no pong, no answer', async () => {
    const client = await subscribed('trades:BTCUSDT')
    const witness = await connect()
    let pongs = 0
    client.socket.on('pong', () => (pongs += 1))
    client.socket.ping()
    await waitFor(() => pongs === 1, 'a pong before')
    exchange.faults.set({ freezeEverything: true })
    const before = client.frames.length
    client.socket.ping()
    client.subscribe(['trades:ETHUSDT'])
    const asked = new AbortController()
    const answer = get('/api/v1/time', { signal: asked.signal }).then(
      () => 'answered',
      () => 'gave up',
    )
    // What the witness does later has arrived, so that what was sent before has too.
    witness.socket.close()
    await waitFor(() => exchange.connections() === 1, 'the witness to leave')
    clock.advance(90_000)
    exchange.faults.clear()
    await play(client, 1)
    const during = client.frames.slice(before).filter((frame) => frame.type !== 'heartbeat')
    expect(during.filter((frame) => frame.type !== 'trades')).toEqual([])
    expect([pongs, client.closedWith()]).toEqual([1, null])
    asked.abort()
    expect(await answer).toBe('gave up')
  })
})

describe('trades', () => {
  it('come twice', async () => {
    exchange.faults.set({ duplicateTrades: true })
    const client = await subscribed('trades:BTCUSDT')
    await play(client, 5)
    const ids = idsOf(client)
    expect(ids.length).toBeGreaterThan(4)
    for (const id of ids) expect(ids.filter((other) => other === id).length).toBe(2)
  })

  it('come out of order, each once', async () => {
    exchange.faults.set({ outOfOrderTrades: true })
    const client = await subscribed('trades:BTCUSDT')
    await play(client, 5)
    exchange.faults.clear()
    await play(client, 1)
    const ids = idsOf(client)
    const sorted = ids.toSorted((a, b) => a - b)
    expect(ids).not.toEqual(sorted)
    expect(sorted).toEqual(sorted.map((_, index) => (sorted[0] ?? 0) + index))
  })
})

describe('a symbol', () => {
  it('is refused while others are served', async () => {
    exchange.faults.set({ refusedSymbols: ['ETHUSDT'] })
    const client = await connect()
    client.subscribe(['trades:ETHUSDT', 'trades:BTCUSDT'])
    await waitFor(() => client.ofType('ack').length === 1, 'the ack')
    expect(client.ofType('refused')).toMatchObject([
      { topic: 'trades:ETHUSDT', reason: 'ETHUSDT is not available' },
    ])
  })
})

describe('REST', () => {
  it('asks to wait, fails, or answers with a page', async () => {
    exchange.faults.set({ rest: { kind: 'rate-limited', retryAfterSeconds: 7 } })
    const limited = await get('/api/v1/time')
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7'])
    exchange.faults.set({ rest: { kind: 'status', status: 503 } })
    expect((await get('/api/v1/time')).status).toBe(503)
    exchange.faults.set({ rest: { kind: 'html' } })
    const page = await get('/api/v1/time')
    expect([page.status, (await page.text()).slice(0, 9)]).toEqual([200, '<!doctype'])
  })

  it('answers late', async () => {
    exchange.faults.set({ rest: { kind: 'slow', delayMs: 30_000 } })
    const pending = clock.pendingTimers()
    const answer = get('/api/v1/time')
    await waitFor(() => clock.pendingTimers() > pending, 'the request to arrive')
    clock.advance(30_000)
    expect(await (await answer).json()).toEqual({ now: startAt + 30_000 })
  })
})

describe('the clock', () => {
  it('runs ahead or behind, in REST and in the stream', async () => {
    const client = await subscribed('trades:BTCUSDT')
    exchange.faults.set({ clockOffsetMs: 3_600_000 })
    await play(client, 3)
    expect(client.ofType('heartbeat').at(-1)?.['at']).toBe(startAt + 3_603_000)
    const last = client.ofType('trades').at(-1)?.['trades'] as { at: number }[]
    expect(last[0]?.at).toBeGreaterThan(startAt + 3_600_000)
    exchange.faults.set({ clockOffsetMs: -3_600_000 })
    await play(client, 3)
    const behind = client.ofType('trades').at(-1)?.['trades'] as { at: number }[]
    expect(behind[0]?.at).toBeGreaterThan(startAt - 3_600_000)
    expect(behind[0]?.at).toBeLessThanOrEqual(startAt - 3_594_000)
  })
})
