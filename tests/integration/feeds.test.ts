/** Feeds against a good venue on loopback: what is asked, when it is live, and how it lets go. */
import { describe, expect, it } from 'vitest'
import { lingerMs } from '../../electron/feeds/feed-machine.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import { feedBench } from '../support/feed-bench.ts'
import { testInstrument, testMessage } from '../support/feed-provider.ts'
import { waitFor } from '../support/wait-for.ts'

const bench = feedBench()
const { add, watch, goLive, settle, pass, passAlive, states, stateNow } = bench

describe('a good venue', () => {
  it('is live when it has acknowledged and quoted, not before', async () => {
    bench.server.onAsked = () => undefined
    add()
    watch('A')
    const client = await waitFor(() => bench.server.clients[0], 'a client')
    await waitFor(() => client.asked.length === 1, 'the subscription')
    client.send({ ack: ['quotes.A'] })
    client.send({ beat: true })
    await waitFor(() => bench.feeds.status()[0]?.lastMessageAt, 'the frames')
    await settle()
    expect(stateNow()).toBe('subscribing')
    client.send({ quotes: [{ symbol: 'A', last: 7 }] })
    await goLive()
    expect(states()).toEqual(['connecting', 'subscribing', 'live'])
    expect(bench.seen).toContain('test:A 7')
    expect(bench.seen).not.toContain('resumed')
  })

  it('is offered no compression, told our name, and asked once for all that is wanted', async () => {
    add()
    watch('A', 'B', 'A')
    const client = await goLive()
    expect(bench.server.handshakes[0]).not.toHaveProperty('sec-websocket-extensions')
    expect(bench.server.handshakes[0]?.['user-agent']).toBe('Tickerdeck/1.2.3')
    expect(client.asked).toEqual([{ add: ['quotes.A', 'quotes.B'], remove: [], id: 1 }])
  })

  it('loses a topic with its last holder, and its socket a while after the last topic', async () => {
    add()
    const [first, second, other] = watch('A', 'A', 'B')
    const client = await goLive()
    first?.()
    first?.()
    await settle()
    expect(client.topics).toEqual(new Set(['quotes.A', 'quotes.B']))
    second?.()
    await waitFor(() => !client.topics.has('quotes.A'), 'the unsubscription')
    other?.()
    await waitFor(() => client.topics.size === 0, 'the last unsubscription')
    expect(stateNow()).toBe('live')
    await pass(lingerMs)
    await waitFor(() => stateNow() === 'idle' && !client.isOpen(), 'the socket to close')
    expect(bench.seen).not.toContain('down')
    watch('C')
    await goLive(1)
  })

  it('gets what was subscribed before it was switched on, and again when it is switched on anew', async () => {
    watch('A')
    expect(bench.feeds.status()).toEqual([])
    expect(() => bench.feeds.rest('test')).toThrow(expect.objectContaining({ code: 'not-found' }) as Error)
    add()
    const client = await goLive()
    bench.feeds.remove('test')
    await waitFor(() => !client.isOpen(), 'the old socket to close')
    expect(bench.seen.slice(-2)).toEqual(['down', 'status stopped'])
    add()
    expect((await goLive(1)).topics).toEqual(new Set(['quotes.A']))
    expect(bench.seen).toContain('resumed')
  })

  it('has its topics spread over sockets, and refused past the last', async () => {
    add({ limits: { topicsPerSocket: 2, sockets: 2 } })
    const [releaseA] = watch('A', 'B', 'C', 'D', 'E')
    await waitFor(
      () => bench.server.clients.reduce((sum, { topics }) => sum + topics.size, 0) === 4,
      'four topics',
    )
    expect(bench.server.clients.map(({ topics }) => topics.size)).toEqual([2, 2])
    expect(bench.feeds.status()[0]?.refused).toEqual([
      { instrument: 'test:E', reason: expect.stringContaining('no more') as string },
    ])
    releaseA?.()
    await waitFor(() => bench.server.clients[0]?.topics.has('quotes.E'), 'it to take the place of another')
    expect(bench.feeds.status()[0]?.refused).toEqual([])
  })

  it('is not sent more messages a second than it allows', async () => {
    add({
      limits: { messages: [{ max: 4, windowMs: 1_000 }] },
      stream: {
        messages: (topics, _remove, id) => topics.map((topic, index) => testMessage([topic], [], id + index)),
      },
    })
    watch('A', 'B', 'C', 'D', 'E')
    const client = await waitFor(() => bench.server.clients[0], 'a client')
    await waitFor(() => client.received.length >= 3, 'the first messages')
    await settle()
    expect(client.received).toHaveLength(3)
    await pass(1_000)
    await waitFor(() => client.topics.size === 5, 'the rest')
    await goLive()
  })
})

describe('waking up', () => {
  it('presumes every socket dead, and drops what the old one still says', async () => {
    add()
    watch('A')
    const old = await goLive()
    bench.clock.jumpWall(3_600_000)
    bench.feeds.presumeDead('the machine woke')
    old.send({ quotes: [{ symbol: 'A', last: 666 }] })
    expect(stateNow()).toBe('connecting')
    await goLive(1)
    expect(bench.seen).not.toContain('test:A 666')
    expect(bench.gaps[0]?.toAt).toBe(bench.clock.now())
    expect((bench.gaps[0]?.toAt ?? 0) - (bench.gaps[0]?.fromAt ?? 0)).toBeGreaterThanOrEqual(3_600_000)
  })

  it('does not wait, but not even then is a venue asked more often than it allows', async () => {
    add({ limits: { connects: [{ max: 2, windowMs: 60_000 }] } })
    watch('A')
    await goLive()
    await pass(1_000)
    bench.feeds.presumeDead('the machine woke')
    await goLive(1)
    bench.feeds.presumeDead('the machine woke')
    await settle()
    expect(bench.feeds.status()[0]).toMatchObject({ state: 'waiting', retryAt: bench.clock.now() + 59_000 })
    await pass(58_000)
    expect(bench.server.clients).toHaveLength(2)
    await pass(1_000)
    await goLive(2)
  })
})

describe('a market that is shut', () => {
  const shut: Instrument = testInstrument('AAPL', {
    kind: 'exchange',
    timeZone: 'America/New_York',
    opensAtMinute: 570,
    closesAtMinute: 960,
    // The manual bench.clock starts on Monday 2026-01-05 at 07:00 in New York.
    holidays: ['2026-01-05'],
  })

  it('is live on its acknowledgement alone, and neither silent nor stale for hours', async () => {
    bench.server.onAsked = (client, { add }) => client.send({ ack: add })
    add({ stream: { silenceMs: 10_000 } })
    bench.feeds.subscribe(shut, 'quotes')
    await passAlive(await goLive(), 120_000)
    expect(stateNow()).toBe('live')
    expect(bench.seen.filter((line) => /^(quiet|stale)/.test(line))).toEqual([])
  })

  it('beside one that is open does not hide that all prices are missing', async () => {
    add({ stream: { silenceMs: 10_000 } })
    bench.feeds.subscribe(shut, 'quotes')
    watch('A')
    const client = await goLive()
    await passAlive(client, 14_000)
    expect(bench.seen).toContain('stale test:A')
    expect(bench.seen).not.toContain('stale test:AAPL')
    expect(states()).toContain('stale')
  })
})
