/** Feeds against a venue on loopback that counts attempts to connect: never more than it allows, whoever asks for them. */
import { describe, expect, it } from 'vitest'
import { feedBench } from '../support/feed-bench.ts'
import { testInstrument } from '../support/feed-provider.ts'
import { acknowledge } from '../support/feed-server.ts'
import { waitFor } from '../support/wait-for.ts'

const bench = feedBench()
const { add, watch, settle, pass, stateNow } = bench

const connects = [
  { max: 6, windowMs: 60_000 },
  { max: 20, windowMs: 600_000 },
]
const options = { limits: { connects, topicsPerSocket: 1 } }

/** Plays for so long, noting when the venue saw an attempt, and checks that each rule holds for all of them. */
async function countAttempts(ms: number, meanwhile: (nowMs: number) => void): Promise<number[]> {
  const attempts: number[] = []
  for (let left = ms; left > 0; left -= 500) {
    bench.clock.advance(500)
    meanwhile(bench.clock.monotonicMs())
    for (let turn = 0; turn < 8; turn += 1) await settle()
    while (attempts.length < bench.server.handshakes.length) attempts.push(bench.clock.monotonicMs())
  }
  for (const { max, windowMs } of connects) {
    for (const at of attempts) {
      // An attempt is noted up to half a second after it was made.
      const inWindow = attempts.filter((other) => other > at - windowMs + 1_000 && other <= at).length
      expect(inWindow).toBeLessThanOrEqual(max)
    }
  }
  return attempts
}

describe('a venue that accepts and drops for ten minutes', () => {
  it('is not asked more often than it allows, over all its sockets', async () => {
    bench.server.onAsked = (client, asked) => {
      acknowledge(client, asked)
      client.close(1011)
    }
    add(options)
    watch('A', 'B', 'C')
    const attempts = await countAttempts(600_000, () => undefined)
    expect(attempts.length).toBeGreaterThan(10)
    expect(attempts.length).toBeLessThanOrEqual(20)
  })

  it('nor when it is configured anew, asked to reconnect and woken all the time', async () => {
    bench.server.onClient = (client) => client.close(1011)
    add(options)
    watch('A', 'B')
    const attempts = await countAttempts(600_000, (nowMs) => {
      bench.feeds.reconnect('test')
      if (nowMs % 3_000 === 0) bench.feeds.presumeDead('the machine woke')
      if (nowMs % 7_000 !== 0) return
      bench.feeds.remove('test')
      add(options)
    })
    expect(attempts).toHaveLength(20)
  })
})

describe('a venue with several paths', () => {
  it('has each topic on the socket of its path, as many of each as it allows, and one state', async () => {
    const pathOf = (topic: string): number => (topic.endsWith('.B') || topic.endsWith('.C') ? 1 : 0)
    add({
      limits: { topicsPerSocket: 1, sockets: 1 },
      stream: { paths: ['/public', '/business?v=5'], pathOf },
    })
    watch('A', 'B', 'C')
    await waitFor(() => bench.seen.includes('test:A 100') && bench.seen.includes('test:B 100'), 'both')
    await waitFor(() => stateNow() === 'live', 'the stream to be live')
    const carried = bench.server.clients.map(({ path, topics }) => [path, ...topics].join(' '))
    expect(new Set(carried)).toEqual(new Set(['/business?v=5 quotes.B', '/public quotes.A']))
    expect(bench.feeds.status()[0]).toMatchObject({
      sockets: 2,
      refused: [{ instrument: 'test:C', reason: expect.stringContaining('no more') as string }],
    })
    // Refused on one path and on another: named once.
    bench.feeds.subscribe(testInstrument('C'), 'candles:1m')
    expect(bench.feeds.status()[0]?.refused).toHaveLength(1)
    const business = bench.server.clients.find(({ path }) => path.startsWith('/business'))
    business?.close(1001)
    await waitFor(() => stateNow() === 'waiting', 'the loss')
    await pass(5_000)
    await waitFor(() => stateNow() === 'live', 'the stream to be back')
    expect(bench.seen.filter((line) => line === 'down' || line === 'resumed')).toEqual(['down', 'resumed'])
  })
})
