/** Feeds against a venue on loopback that ends sockets, by age or in words: the new one is live before the old one ends. */
import { describe, expect, it } from 'vitest'
import { retireMs } from '../../electron/feeds/stream-slot.ts'
import { feedBench } from '../support/feed-bench.ts'
import { acknowledge } from '../support/feed-server.ts'
import type { FeedClient } from '../support/feed-server.ts'
import { waitFor } from '../support/wait-for.ts'

const bench = feedBench()
const { add, watch, goLive, settle, pass, passAlive, comeBack, stateNow } = bench

const sawTrade = (client: FeedClient, id: string): Promise<unknown> => {
  client.send({ trades: [{ symbol: 'A', id, at: bench.clock.now() }] })
  return waitFor(() => bench.seen.includes(`trade test:A ${id}`), `trade ${id}`)
}
const clientNumber = (index: number): Promise<FeedClient> =>
  waitFor(() => bench.server.clients[index], `client ${index}`)
const sockets = (): number | undefined => bench.feeds.status()[0]?.sockets

describe('a venue that is about to end a socket', () => {
  it('gets the new one first, with all topics, and nothing is missed, doubled or called down', async () => {
    add()
    watch('A', 'B')
    const old = await goLive()
    await sawTrade(old, '1')
    bench.server.onAsked = () => undefined
    old.send({ leaving: 'maintenance' })
    const next = await clientNumber(1)
    await waitFor(() => next.topics.size === 2, 'the topics')
    await waitFor(() => sockets() === 2, 'both sockets')
    // Both deliver.
    await sawTrade(old, '2')
    next.send({ trades: [{ symbol: 'A', id: '2', at: bench.clock.now() }] })
    await sawTrade(next, '3')
    old.send({ trades: [{ symbol: 'A', id: '3', at: bench.clock.now() }] })
    next.send({ ack: ['quotes.A', 'quotes.B'], quotes: [{ symbol: 'A', last: 50 }] })
    await waitFor(() => bench.seen.includes('test:A 50'), 'the move')
    // Late: its trades are facts, its quotes are past.
    old.send({
      quotes: [{ symbol: 'A', last: 49 }],
      trades: [{ symbol: 'A', id: '4', at: bench.clock.now() }],
    })
    await waitFor(() => bench.seen.includes('trade test:A 4'), 'the late trade')
    await pass(retireMs)
    await waitFor(() => !old.isOpen(), 'the old socket to end')
    await sawTrade(next, '5')
    expect(bench.seen).not.toContain('test:A 49')
    const trades = bench.seen.filter((line) => line.startsWith('trade'))
    expect(trades).toEqual(['1', '2', '3', '4', '5'].map((id) => `trade test:A ${id}`))
    for (const word of ['down', 'resumed', 'status waiting', 'status idle'])
      expect(bench.seen).not.toContain(word)
    expect(bench.feeds.status()[0]).toMatchObject({ state: 'live', sockets: 1 })
  })

  it('and ends it before the new one is live, is an ordinary loss', async () => {
    add()
    watch('A')
    const old = await goLive()
    await sawTrade(old, '1')
    const lastAt = bench.clock.now()
    await pass(1_000)
    bench.server.onAsked = () => undefined
    old.send({ leaving: 'maintenance' })
    const next = await clientNumber(1)
    await waitFor(() => next.topics.size === 1, 'the topics')
    const leftAt = bench.clock.now()
    old.close(1001)
    await waitFor(() => bench.seen.includes('down'), 'the loss')
    expect(stateNow()).toBe('subscribing')
    await pass(1_000)
    acknowledge(next, { add: ['quotes.A'], remove: [], id: 1 })
    await goLive(1)
    // The leaving notice was a message too.
    expect(bench.gaps).toEqual([{ fromAt: leftAt, toAt: bench.clock.now() }])
    expect(leftAt).toBeGreaterThan(lastAt)
    expect(bench.server.clients).toHaveLength(2)
    expect(bench.seen.filter((line) => line === 'down' || line === 'resumed')).toEqual(['down', 'resumed'])
  })

  it('takes what is wanted and dropped meanwhile over as well', async () => {
    add()
    const [release] = watch('A', 'B')
    const old = await goLive()
    bench.server.onAsked = () => undefined
    old.send({ leaving: 'maintenance' })
    const next = await clientNumber(1)
    await waitFor(() => next.topics.size === 2, 'the topics')
    release?.()
    watch('C')
    await waitFor(() => next.topics.has('quotes.C') && !next.topics.has('quotes.A'), 'the changes')
    acknowledge(next, { add: ['quotes.B', 'quotes.C'], remove: [], id: 1 })
    await waitFor(async () => {
      await pass(250)
      return !old.isOpen()
    }, 'the move')
    expect(bench.feeds.status()[0]).toMatchObject({ state: 'live', refused: [] })
  })

  it('and refuses a second one, keeps the first until it ends', async () => {
    add()
    watch('A')
    const old = await goLive()
    bench.server.refuseWith = { status: 403 }
    old.send({ leaving: 'maintenance' })
    await waitFor(() => bench.server.handshakes.length === 2, 'the attempt')
    await passAlive(old, 10_000)
    expect(stateNow()).toBe('live')
    expect(bench.server.handshakes).toHaveLength(2)
    bench.server.refuseWith = null
    old.close(1001)
    await comeBack(1)
  })

  it('and allows one socket only, is left at a quiet moment', async () => {
    add({ limits: { sockets: 1 } })
    watch('A')
    const old = await goLive()
    old.send({ leaving: 'maintenance' })
    await waitFor(() => bench.logged.some((line) => line.includes('about to end')), 'the notice')
    await settle()
    expect(bench.server.handshakes).toHaveLength(1)
    await pass(1_500)
    await goLive(1)
    await waitFor(() => bench.server.openClients() === 1, 'the old socket to be gone')
    expect(bench.seen).toContain('down')
    expect(bench.feeds.status()[0]?.reason).toBeNull()
  })

  it('never has more attempts than it allows, even for that', async () => {
    add({ limits: { connects: [{ max: 1, windowMs: 60_000 }] } })
    watch('A')
    const old = await goLive()
    old.send({ leaving: 'maintenance' })
    await passAlive(old, 58_000)
    expect(bench.server.handshakes).toHaveLength(1)
    await passAlive(old, 2_000)
    await waitFor(() => bench.server.handshakes.length === 2, 'the second')
    await waitFor(async () => {
      await pass(250)
      return !old.isOpen()
    }, 'the move')
    expect(bench.seen).not.toContain('down')
  })
})

describe('a venue that ends each socket after a while', () => {
  const lifetimeMs = 100_000

  it('is given a new one some time before, again and again', async () => {
    bench.server.lastTrades = { A: null }
    add({ stream: { lifetimeMs, silenceMs: lifetimeMs } })
    watch('A')
    for (let turn = 0; turn < 3; turn += 1) {
      const client = await goLive(turn)
      await passAlive(client, 0.9 * lifetimeMs)
      expect(bench.server.clients).toHaveLength(turn + 1)
      await waitFor(async () => {
        await pass(1_000)
        if (client.isOpen()) client.send({ beat: true })
        return bench.server.clients.length > turn + 1 && !client.isOpen()
      }, 'the move')
    }
    expect(bench.seen).not.toContain('down')
    expect(stateNow()).toBe('live')
  })
})
