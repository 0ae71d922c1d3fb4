/** Feeds against a venue on loopback whose instruments fall silent: REST tells a quiet market from a dead stream. */
import { describe, expect, it } from 'vitest'
import { doubtMs, freshMs, shortestAskMs, trialMs } from '../../electron/feeds/doubts.ts'
import type { LastTrade } from '../../electron/providers/provider.ts'
import { feedBench } from '../support/feed-bench.ts'
import { acknowledge } from '../support/feed-server.ts'
import type { FeedClient } from '../support/feed-server.ts'
import { waitFor } from '../support/wait-for.ts'

const bench = feedBench()
const { add, watch, goLive, settle, heard, pass, passAlive, comeBack, stateNow } = bench

const silenceMs = 10_000
const trade = (at: number, tradeId = ''): LastTrade => ({ price: 1, exchangeAt: at, tradeId })
const status = () => bench.feeds.status()[0]
const states = () => bench.seen.filter((line) => /^(flowing|quiet|stale) /.test(line))

/** Time goes by with prices of the given symbols each second. */
async function passFlowing(client: FeedClient, ms: number, ...symbols: string[]): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) {
    await pass(Math.min(1_000, left))
    client.send({ quotes: symbols.map((symbol) => ({ symbol, last: 1 })), beat: true })
    await heard()
  }
}

/** Until the instruments have been silent for so long that REST was asked, and its answer has arrived. */
async function passSilence(client: FeedClient): Promise<void> {
  await passAlive(client, silenceMs + 1_000)
  await waitFor(() => bench.server.asked.length > 0, 'REST to be asked')
}

describe('a silent market', () => {
  it('of which REST knows nothing later is quiet, is not rebuilt, and asked about ever more rarely', async () => {
    add({ stream: { silenceMs } })
    watch('A')
    const client = await goLive()
    client.send({ trades: [{ symbol: 'A', id: '7', at: bench.clock.now() - 60_000 }] })
    await waitFor(() => bench.seen.includes('trade test:A 7'), 'the trade')
    bench.server.lastTrades = { A: trade(bench.clock.now() - 60_000, '7') }
    await passSilence(client)
    await waitFor(() => status()?.quiet.length === 1, 'the verdict')
    await passAlive(client, 600_000)
    expect(status()).toMatchObject({ state: 'live', quiet: ['test:A'], silent: [] })
    // At 10 s, and after 60, 120, 240 s more.
    expect(bench.server.asked).toHaveLength(4)
    expect(bench.server.clients).toHaveLength(1)
    client.send({ quotes: [{ symbol: 'A', last: 3 }] })
    await waitFor(() => status()?.quiet.length === 0, 'it to flow')
    expect(states()).toEqual(['quiet test:A', 'flowing test:A'])
    expect(bench.seen).not.toContain('down')
    expect(bench.seen).not.toContain('resumed')
  })

  it("is told by times on the venue's clock, an hour ahead of ours", async () => {
    const hour = 3_600_000
    bench.server.now = () => bench.clock.now() + hour
    add({ stream: { silenceMs } })
    watch('A')
    const client = await goLive()
    // Nothing is dropped for coming from the future.
    client.send({ trades: [{ symbol: 'A', id: '1', at: bench.clock.now() + hour }] })
    await waitFor(() => bench.seen.includes('trade test:A 1'), 'the trade')
    await waitFor(() => status()?.skewMs === hour, 'the skew')
    bench.server.lastTrades = { A: trade(bench.clock.now() + hour, '1') }
    await passSilence(client)
    await waitFor(() => status()?.quiet.length === 1, 'the verdict')
    expect(status()?.silent).toEqual([])
  })

  it('that never traded since it was asked for is quiet', async () => {
    bench.server.onAsked = (client, asked) => client.send({ ack: asked.add, beat: true })
    bench.server.lastTrades = { A: trade(bench.clock.now() - 3_600_000, '1') }
    add({ stream: { silenceMs } })
    watch('A')
    const client = await waitFor(() => bench.server.clients[0], 'a client')
    await waitFor(() => client.topics.size === 1, 'the subscription')
    await waitFor(async () => {
      await pass(500)
      return stateNow() === 'live'
    }, 'the stream to be live')
    await passSilence(client)
    await waitFor(() => status()?.quiet.length === 1, 'the verdict')
    expect(states()).toEqual(['quiet test:A'])
  })

  it("of which REST can't tell is stale while others flow, and no reason to rebuild", async () => {
    add({ stream: { silenceMs } })
    watch('A', 'B')
    const client = await goLive()
    await passFlowing(client, silenceMs + doubtMs + 2_000, 'A')
    await waitFor(() => status()?.silent.length === 1, 'the verdict')
    await passFlowing(client, 120_000, 'A')
    expect(status()).toMatchObject({ state: 'live', silent: ['test:B'], quiet: [] })
    expect(bench.server.asked.every((symbol) => symbol === 'B')).toBe(true)
    expect(bench.server.asked.length).toBeLessThanOrEqual(3)
    expect(bench.server.clients).toHaveLength(1)
  })

  it('that the venue does not know is refused by name', async () => {
    bench.server.lastTrades = { B: 'unknown' }
    add({ stream: { silenceMs } })
    watch('A', 'B')
    const client = await goLive()
    await passFlowing(client, silenceMs + 2_000, 'A')
    await waitFor(() => status()?.refused.length === 1, 'the refusal')
    expect(status()?.refused).toEqual([{ instrument: 'test:B', reason: 'no such symbol' }])
    await passFlowing(client, 300_000, 'A')
    expect(bench.server.asked).toEqual(['B'])
    client.close(1001)
    expect((await comeBack(1)).topics).toEqual(new Set(['quotes.A']))
  })
})

describe('a dead stream', () => {
  /** B is traded and not streamed. */
  async function loseB(options: Parameters<typeof add>[0] = {}): Promise<FeedClient> {
    add({ ...options, stream: { silenceMs } })
    watch('A', 'B')
    const client = await goLive()
    await passFlowing(client, 3_000, 'A', 'B')
    bench.server.onAsked = (each, asked) => {
      each.send({ ack: asked.add })
      acknowledge(each, { ...asked, add: asked.add.filter((topic) => topic !== 'quotes.B') })
    }
    return client
  }

  it('is asked anew for what REST shows to be traded, and recovers, with what is missing told', async () => {
    const client = await loseB()
    const lastAt = bench.clock.now()
    await passFlowing(client, 6_000, 'A')
    bench.server.lastTrades = { B: trade(bench.clock.now()) }
    await passFlowing(client, silenceMs - 5_000, 'A')
    await waitFor(() => status()?.silent.length === 1, 'the verdict')
    await waitFor(() => client.asked.length === 3, 'the new subscription')
    expect(client.asked.slice(1).map(({ add: asked, remove }) => ({ asked, remove }))).toEqual([
      { asked: [], remove: ['quotes.B'] },
      { asked: ['quotes.B'], remove: [] },
    ])
    await passFlowing(client, 2_000, 'A', 'B')
    expect(status()?.silent).toEqual([])
    await waitFor(() => bench.gaps.length === 1, 'the gap')
    expect(bench.gaps[0]?.fromAt).toBe(lastAt)
    await passFlowing(client, 60_000, 'A', 'B')
    expect(bench.server.clients).toHaveLength(1)
    expect(bench.seen).not.toContain('down')
  })

  it('that stays dead is replaced without a gap for the others, and not again and again', async () => {
    const client = await loseB()
    await passFlowing(client, 6_000, 'A')
    bench.server.lastTrades = { B: trade(bench.clock.now()) }
    await passFlowing(client, silenceMs - 5_000, 'A')
    await waitFor(() => status()?.silent.length === 1, 'the verdict')
    await passFlowing(client, trialMs - 1_000, 'A')
    expect(bench.server.clients).toHaveLength(1)
    const next = await waitFor(async () => {
      await pass(500)
      client.send({ quotes: [{ symbol: 'A', last: 1 }] })
      return bench.server.clients[1]
    }, 'another socket')
    await waitFor(() => next.topics.size === 2, 'the topics')
    await waitFor(() => bench.seen.includes('test:A 100'), 'its first quote')
    for (let minute = 0; minute < 10; minute += 1) {
      const newest = bench.server.clients.at(-1) ?? next
      bench.server.lastTrades = { B: trade(bench.clock.now()) }
      for (let second = 0; second < 60; second += 1) {
        await pass(1_000)
        if (newest.isOpen()) newest.send({ quotes: [{ symbol: 'A', last: second }] })
        await settle()
      }
    }
    expect(status()?.silent).toEqual(['test:B'])
    expect(bench.seen).not.toContain('down')
    // After 60, 120, 240 and 480 s at most.
    expect(bench.server.clients.length).toBeLessThanOrEqual(6)
    expect(bench.server.asked.length).toBeLessThanOrEqual(6)
  })

  it('has a few seconds to show a trade that REST knew first', async () => {
    const client = await loseB()
    await passFlowing(client, silenceMs - 1_000, 'A')
    bench.server.lastTrades = { B: trade(bench.clock.now() + 1_500) }
    await passFlowing(client, 2_000, 'A')
    await waitFor(() => bench.server.asked.length === 1, 'REST to be asked')
    await settle()
    expect(states()).toEqual([])
    client.send({ trades: [{ symbol: 'B', id: '2', at: bench.clock.now() }] })
    await waitFor(() => bench.seen.includes('trade test:B 2'), 'the trade')
    await passFlowing(client, freshMs + 1_000, 'A')
    expect(states()).toEqual([])
    expect(client.asked).toHaveLength(1)
  })

  it('of all instruments is stale as a whole, and rebuilt', async () => {
    add({ stream: { silenceMs } })
    watch('A')
    const client = await goLive()
    await passAlive(client, 6_000)
    bench.server.lastTrades = { A: trade(bench.clock.now()) }
    bench.server.onAsked = (each, asked) => each.send({ ack: asked.add })
    await passAlive(client, silenceMs - 5_000)
    await waitFor(() => client.asked.length === 3, 'the new subscription')
    await passAlive(client, trialMs + 500)
    bench.server.onAsked = acknowledge
    await comeBack(1)
    expect(bench.seen.filter((line) => line === 'down' || line === 'resumed')).toEqual(['down', 'resumed'])
  })

  it("of which REST can't tell either is rebuilt, ever more patiently", async () => {
    add({ stream: { silenceMs } })
    watch('A')
    await goLive()
    let longest = 0
    let last = bench.clock.now()
    for (let step = 0; step < 1_200; step += 1) {
      const before = bench.server.handshakes.length
      await pass(500)
      bench.server.clients.at(-1)?.send({ beat: true })
      await waitFor(() => stateNow() !== 'connecting' && stateNow() !== 'subscribing', 'the sockets')
      if (bench.server.handshakes.length === before) continue
      longest = Math.max(longest, bench.clock.now() - last)
      last = bench.clock.now()
    }
    expect(bench.server.handshakes.length).toBeGreaterThan(3)
    expect(bench.server.handshakes.length).toBeLessThan(10)
    expect(longest).toBeGreaterThan(4 * silenceMs)
    expect(bench.server.asked.length).toBeLessThanOrEqual(1 + 600_000 / shortestAskMs)
  })
})
