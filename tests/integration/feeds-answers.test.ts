/** Feeds against venues on loopback that answer in other ways than by naming each topic. */
import { describe, expect, it } from 'vitest'
import { ackDeadlineMs } from '../../electron/feeds/feed-machine.ts'
import { feedBench } from '../support/feed-bench.ts'
import { testMessage } from '../support/feed-provider.ts'
import { waitFor } from '../support/wait-for.ts'

const bench = feedBench()
const { add, watch, goLive, settle, pass, passAlive, stateNow } = bench

const symbols = (count: number): string[] => Array.from({ length: count }, (_, index) => `S${index}`)
const flow = (topics: readonly string[]) =>
  topics.map((topic) => ({ symbol: topic.slice('quotes.'.length), last: 1 }))

describe('a venue that answers whole messages', () => {
  it('by their id, is live when all are agreed to', async () => {
    bench.server.onAsked = () => undefined
    add({ stream: { topicsPerMessage: 2 } })
    watch('A', 'B', 'C')
    const client = await waitFor(() => bench.server.clients[0], 'a client')
    await waitFor(() => client.topics.size === 3, 'the subscriptions')
    expect(client.asked.map((asked) => asked.add)).toEqual([['quotes.A', 'quotes.B'], ['quotes.C']])
    client.send({ answered: { requestId: 2, refused: null }, quotes: [{ symbol: 'C', last: 1 }] })
    await waitFor(() => bench.seen.includes('test:C 1'), 'the quote')
    expect(stateNow()).toBe('subscribing')
    client.send({ answered: { requestId: 1, refused: null } })
    await goLive()
  })

  it.each([true, false])(
    'is asked in halves until the bad ones are alone, each named (ids in answers: %s)',
    async (hasIds) => {
      const bad = new Set(['quotes.S3', 'quotes.S11'])
      bench.server.onAsked = (client, asked) => {
        const refused = asked.add.some((topic) => bad.has(topic)) ? 'invalid symbol' : null
        client.send({ answered: { requestId: hasIds ? asked.id : null, refused } })
        if (refused === null) client.send({ quotes: flow(asked.add) })
      }
      add({ stream: { topicsPerMessage: 16 } })
      watch(...symbols(16))
      const client = await goLive()
      expect(bench.feeds.status()[0]?.refused).toEqual([
        { instrument: 'test:S3', reason: 'invalid symbol' },
        { instrument: 'test:S11', reason: 'invalid symbol' },
      ])
      // 16, 2 of 8, 4 of 4, 4 of 2 and 4 of 1.
      expect(client.asked).toHaveLength(15)
      await pass(ackDeadlineMs)
      expect(client.asked).toHaveLength(15)
      expect(bench.server.clients).toHaveLength(1)
    },
  )

  it('and refuses all, is left alone with every topic named', async () => {
    bench.server.onAsked = (client, asked) =>
      client.send({ answered: { requestId: asked.id, refused: 'no' } })
    add()
    watch(...symbols(8))
    await waitFor(() => stateNow() === 'refused', 'the refusal')
    expect(bench.feeds.status()[0]?.refused).toHaveLength(8)
    await pass(120_000)
    expect(bench.server.clients).toHaveLength(1)
  })
})

describe('a venue that never confirms', () => {
  const silentVenue = { acknowledges: false, topicsPerMessage: 1 } as const

  it('is live when prices flow on what was asked', async () => {
    bench.server.onAsked = (client, asked) => client.send({ quotes: flow(asked.add) })
    add({ stream: silentVenue })
    watch('A')
    await goLive()
    expect(bench.feeds.status()[0]?.refused).toEqual([])
  })

  it('is live on its pongs alone when nothing is traded, and refuses nothing', async () => {
    bench.server.onAsked = () => undefined
    bench.server.lastTrades = { A: null, B: null }
    add({ stream: silentVenue })
    watch('A', 'B')
    const client = await waitFor(() => bench.server.clients[0], 'a client')
    await waitFor(() => client.topics.size === 2, 'the subscriptions')
    client.send({ beat: true })
    await waitFor(() => bench.feeds.status()[0]?.lastMessageAt !== null, 'the beat')
    await pass(ackDeadlineMs)
    expect(stateNow()).toBe('live')
    await passAlive(client, 60_000)
    expect(bench.feeds.status()[0]).toMatchObject({ state: 'live', refused: [] })
    expect(bench.server.clients).toHaveLength(1)
  })

  it('and complains without a name, is believed until prices show the contrary', async () => {
    bench.server.onAsked = (client, asked) => {
      if (asked.add.includes('quotes.B'))
        client.send({ answered: { requestId: null, refused: 'too many symbols' } })
      else client.send({ quotes: flow(asked.add) })
    }
    add({
      stream: {
        ...silentVenue,
        messages: (topics, remove, id) => [{ ...testMessage(topics, remove, id), requestId: null }],
      },
    })
    watch('A')
    const client = await goLive()
    await passAlive(client, ackDeadlineMs + 1_000)
    watch('B')
    await waitFor(() => bench.feeds.status()[0]?.refused.length === 1, 'the refusal')
    expect(bench.feeds.status()[0]?.refused).toEqual([{ instrument: 'test:B', reason: 'too many symbols' }])
    client.send({ quotes: [{ symbol: 'B', last: 2 }] })
    await waitFor(() => bench.feeds.status()[0]?.refused.length === 0, 'the correction')
    await settle()
    expect(stateNow()).toBe('live')
  })
})
