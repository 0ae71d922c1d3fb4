/** Feeds against a venue on loopback that fails, falls silent or goes away: real sockets, a clock that the test turns. */
import { describe, expect, it } from 'vitest'
import { ackDeadlineMs, connectDeadlineMs, stableAfterMs } from '../../electron/feeds/feed-machine.ts'
import { feedBench } from '../support/feed-bench.ts'
import { acknowledge } from '../support/feed-server.ts'
import { waitFor } from '../support/wait-for.ts'

const bench = feedBench()
const { add, watch, goLive, settle, pass, passAlive, comeBack, states, stateNow } = bench

describe('a venue that does not answer', () => {
  it('has ten seconds to open the connection', async () => {
    bench.server.refuseWith = 'hang'
    add()
    watch('A')
    await waitFor(() => bench.server.handshakes.length === 1, 'the handshake')
    await pass(connectDeadlineMs)
    expect(bench.feeds.status()[0]).toMatchObject({
      state: 'waiting',
      attempt: 1,
      reason: 'no connection within 10 s',
    })
    bench.server.refuseWith = null
    bench.feeds.reconnect('test')
    await goLive()
  })

  it('has ten seconds to acknowledge', async () => {
    bench.server.onAsked = (client) => client.send({ beat: true })
    add()
    watch('A')
    await waitFor(() => bench.server.clients[0]?.asked.length === 1, 'the subscription')
    await pass(ackDeadlineMs)
    expect(bench.feeds.status()[0]).toMatchObject({
      state: 'waiting',
      reason: 'no confirmed data within 10 s',
    })
    expect(bench.seen).not.toContain('status live')
  })

  it('may leave one topic unanswered: the others are live, that one is named, and what it says after all is believed', async () => {
    bench.server.onAsked = (client, { add }) =>
      acknowledge(client, { add: add.filter((topic) => topic !== 'quotes.B'), remove: [], id: 0 })
    // It never traded, so nothing is amiss with A.
    bench.server.lastTrades = { A: null }
    add()
    watch('A', 'B')
    const client = await waitFor(() => bench.server.clients[0], 'a client')
    await waitFor(() => bench.seen.includes('test:A 100'), 'the first quote')
    await pass(ackDeadlineMs)
    expect(stateNow()).toBe('live')
    const refused = [{ instrument: 'test:B', reason: 'never confirmed by the venue' }]
    expect(bench.feeds.status()[0]).toMatchObject({ state: 'live', refused, silent: ['test:B'] })
    await passAlive(client, 120_000)
    expect(bench.server.clients).toHaveLength(1)
    client.send({ quotes: [{ symbol: 'B', last: 5 }] })
    await waitFor(() => bench.seen.includes('flowing test:B'), 'B to speak')
    expect(bench.feeds.status()[0]).toMatchObject({ refused: [], silent: [] })
  })
})

describe('a link that is half open', () => {
  it('is shown within five seconds where the venue beats, and replaced', async () => {
    add({ stream: { heartbeat: { kind: 'server', withinMs: 3_000 } } })
    watch('A')
    const client = await goLive()
    const lastAt = bench.clock.now()
    client.freeze()
    await pass(5_000)
    expect(bench.seen).toContain('down')
    expect(states()).toContain('stale')
    const next = await comeBack(1)
    expect(next.topics).toEqual(new Set(['quotes.A']))
    client.thaw()
    await waitFor(() => bench.server.openClients() === 1, 'the dead socket to be gone')
    expect(bench.gaps).toEqual([{ fromAt: lastAt, toAt: bench.clock.now() }])
  })

  it('is shown within five seconds by pings alone, once the venue has answered one', async () => {
    add()
    watch('A')
    const client = await goLive()
    // The answer to the ping at the start is under way on the same socket as this quote.
    client.send({ quotes: [{ symbol: 'A', last: 8 }] })
    await waitFor(() => bench.seen.includes('test:A 8'), 'the quote')
    client.freeze()
    await pass(5_000)
    expect(states()).toContain('stale')
    expect(bench.seen.filter((line) => line === 'down')).toHaveLength(1)
  })

  it('is not blamed for a sleep of our own', async () => {
    add({ stream: { heartbeat: { kind: 'server', withinMs: 3_000 } } })
    watch('A')
    const client = await goLive()
    bench.clock.jumpWall(7_200_000)
    client.send({ beat: true })
    await settle()
    await pass(1_000)
    expect(stateNow()).toBe('live')
  })

  it('that comes back in time keeps its socket', async () => {
    add({ stream: { heartbeat: { kind: 'server', withinMs: 3_000 } } })
    watch('A')
    const client = await goLive()
    await pass(3_500)
    expect(stateNow()).toBe('stale')
    client.send({ quotes: [{ symbol: 'A', last: 9 }] })
    await goLive()
    expect(bench.server.clients).toHaveLength(1)
    expect(bench.seen.slice(-3)).toEqual(['resumed', 'status live', 'test:A 9'])
  })
})

describe('a stream that ends', () => {
  it('is down at once, comes back with its topics, and says what is missing', async () => {
    add()
    watch('A', 'B')
    const first = await goLive()
    await pass(1_000)
    first.send({ quotes: [{ symbol: 'A', last: 1 }] })
    await waitFor(() => bench.seen.includes('test:A 1'), 'the quote')
    const lastAt = bench.clock.now()
    await pass(500)
    first.close(1001, 'maintenance')
    await waitFor(() => stateNow() === 'waiting', 'the drop')
    expect(bench.seen.slice(-2)).toEqual(['down', 'status waiting'])
    expect(bench.feeds.status()[0]?.reason).toBe('closed by the venue (1001: maintenance)')
    const second = await comeBack(1)
    expect(second.topics).toEqual(new Set(['quotes.A', 'quotes.B']))
    expect(bench.gaps).toEqual([{ fromAt: lastAt, toAt: bench.clock.now() }])
    // Known before its first price arrives.
    expect(bench.seen.indexOf('resumed')).toBeLessThan(bench.seen.lastIndexOf('test:A 100'))
  })

  it('after half a minute of live is reconnected without a wait', async () => {
    add({ stream: { silenceMs: 600_000 } })
    watch('A')
    const client = await goLive()
    await passAlive(client, stableAfterMs)
    const before = states().length
    client.close(1001)
    // That it was live before says nothing of the new stream.
    const since = () => states().slice(before).join()
    await waitFor(() => since().includes('connecting,subscribing,live'), 'the new stream')
    expect(since()).not.toContain('waiting')
  })

  it('at once after each start is tried ever more rarely', async () => {
    bench.server.onAsked = (client, asked) => {
      acknowledge(client, asked)
      client.close(1011)
    }
    add()
    watch('A')
    for (let minute = 0; minute < 5; minute += 1) {
      for (let step = 0; step < 60; step += 1) {
        bench.clock.advance(1_000)
        await settle()
        await settle()
        const state = stateNow()
        if (state !== 'waiting') await waitFor(() => stateNow() === 'waiting', 'the next drop')
      }
    }
    // With even chances: waits of 1.5, 2.5, 4.5, 8.5, 16.5 and then 30.5 seconds.
    expect(bench.server.clients.length).toBeGreaterThan(8)
    expect(bench.server.clients.length).toBeLessThan(16)
    expect(bench.feeds.status()[0]?.attempt).toBe(bench.server.clients.length)
  })

  it('with a frame that is no frame loses only that', async () => {
    add()
    watch('A')
    const client = await goLive()
    client.send('{"quotes":[{')
    client.send('')
    client.send({ quotes: [{ symbol: 'A', last: 3 }] })
    await waitFor(() => bench.seen.includes('test:A 3'), 'the next quote')
    expect(bench.server.clients).toHaveLength(1)
  })

  it('with a frame past a megabyte is dropped and rebuilt', async () => {
    add()
    watch('A')
    const client = await goLive()
    client.send('x'.repeat(1024 * 1024 + 1))
    await waitFor(() => stateNow() === 'waiting', 'the drop')
    expect(bench.feeds.status()[0]?.reason).toMatch(/payload/i)
  })

  it('leaves no timer, listener or socket behind, two hundred times', async () => {
    add({ limits: { connects: [{ max: 1e6, windowMs: 60_000 }] } })
    watch('A')
    await goLive()
    const timers = bench.clock.pendingTimers()
    for (let turn = 1; turn <= 200; turn += 1) {
      bench.feeds.reconnect('test')
      await goLive(turn)
    }
    expect(bench.clock.pendingTimers()).toBe(timers)
    await waitFor(() => bench.server.openClients() === 1, 'one socket to be left')
    expect(bench.server.clients).toHaveLength(201)
  })
})

describe('while the stream is live', () => {
  it('the figures of the day come by REST where the stream has none, at the pace of the venue', async () => {
    bench.server.tickers = { A: 41 }
    add({ ticker: { refreshMs: 60_000 }, stream: { silenceMs: 600_000 } })
    watch('A')
    const client = await goLive()
    await passAlive(client, 2_000)
    await waitFor(() => bench.seen.includes('figures test:A 41'), 'the figures')
    await passAlive(client, 119_000)
    await waitFor(() => bench.seen.filter((line) => line === 'figures test:A 41').length === 3, 'more')
    expect(bench.seen.filter((line) => line.startsWith('polled'))).toEqual([])
    client.close(1001)
    bench.server.refuseWith = { status: 502 }
    await waitFor(() => stateNow() === 'waiting', 'the drop')
    await pass(61_000)
    expect(bench.seen.filter((line) => line === 'figures test:A 41')).toHaveLength(3)
  })
})

describe('while the stream is down', () => {
  it('quotes come by polls, of what is wanted only, until it is back', async () => {
    bench.server.refuseWith = { status: 502 }
    bench.server.tickers = { A: 41, OTHER: 1 }
    add()
    watch('A')
    await waitFor(() => stateNow() === 'waiting', 'the failure')
    await waitFor(async () => {
      await pass(500)
      return bench.seen.includes('polled test:A 41')
    }, 'a poll')
    expect(bench.seen.filter((line) => line.startsWith('polled test:OTHER'))).toEqual([])
    expect(bench.feeds.restHealth()[0]).toMatchObject({ provider: 'test', lastError: null })
    expect(bench.feeds.lanes().rest).toHaveLength(60)
    bench.server.refuseWith = null
    bench.feeds.reconnect('test')
    const client = await goLive()
    const requests = bench.feeds.restHealth()[0]?.requests
    await passAlive(client, 20_000)
    expect(bench.feeds.restHealth()[0]?.requests).toBe(requests)
  })

  it('of one of two sockets, the venue is back when both are', async () => {
    add({ limits: { topicsPerSocket: 1 } })
    watch('A', 'B')
    await waitFor(
      () => bench.server.clients.length === 2 && bench.seen.includes('test:B 100'),
      'both sockets',
    )
    bench.server.refuseWith = { status: 502 }
    for (const client of bench.server.clients) client.close(1001)
    await waitFor(() => bench.seen.filter((line) => line === 'down').length === 2, 'both to be down')
    await waitFor(async () => {
      await pass(250)
      return bench.server.handshakes.length === 4
    }, 'both to have tried again')
    await waitFor(() => stateNow() === 'waiting', 'both to have failed')
    expect(bench.seen).not.toContain('resumed')
    bench.server.refuseWith = null
    await comeBack(3)
    expect(bench.seen.filter((line) => line === 'resumed')).toHaveLength(1)
    expect(bench.server.openClients()).toBe(2)
  })
})
