/** Feeds against a venue on loopback that says no: what is not asked again, and what is. */
import { describe, expect, it } from 'vitest'
import { feedBench } from '../support/feed-bench.ts'
import { acknowledge } from '../support/feed-server.ts'
import { waitFor } from '../support/wait-for.ts'

const bench = feedBench()
const { add, watch, goLive, settle, pass, comeBack, stateNow } = bench

describe('a venue that refuses', () => {
  it('one topic among good ones, keeps the others and is not asked again', async () => {
    bench.server.onAsked = (client, asked) => {
      const bad = asked.add.filter((topic) => topic === 'quotes.BAD')
      for (const topic of bad) client.send({ refuse: { topic, reason: 'no such symbol' } })
      acknowledge(client, { ...asked, add: asked.add.filter((topic) => topic !== 'quotes.BAD') })
    }
    add()
    const [, releaseBad] = watch('A', 'BAD', 'B')
    const client = await goLive()
    const refused = [{ instrument: 'test:BAD', reason: 'no such symbol' }]
    expect(bench.feeds.status()[0]).toMatchObject({ state: 'live', refused })
    client.close(1011)
    await waitFor(() => stateNow() === 'waiting', 'the drop')
    const next = await comeBack(1)
    expect(next.topics).toEqual(new Set(['quotes.A', 'quotes.B']))
    expect(bench.feeds.status()[0]).toMatchObject({ refused })
    releaseBad?.()
    await settle()
    expect(bench.feeds.status()[0]).toMatchObject({ refused: [] })
  })

  it('every topic, is left alone until something else is wanted', async () => {
    bench.server.onAsked = (client, asked) => {
      if (!asked.add.includes('quotes.BAD')) return acknowledge(client, asked)
      client.send({ refuse: { topic: 'quotes.BAD', reason: 'no such symbol' } })
    }
    add()
    watch('BAD')
    await waitFor(() => stateNow() === 'refused', 'the refusal')
    expect(bench.feeds.status()[0]).toMatchObject({ reason: 'no such symbol', retryAt: null })
    await pass(120_000)
    expect(bench.server.clients).toHaveLength(1)
    watch('A')
    await settle()
    expect((await comeBack(1)).topics).toEqual(new Set(['quotes.A']))
  })

  it.each([
    [401, 'refused', /not authorized/],
    [451, 'refused', /not available in this country/],
    [502, 'waiting', /answered 502/],
  ] as const)('the handshake with %s', async (status, state, reason) => {
    bench.server.refuseWith = { status }
    add()
    watch('A')
    await waitFor(() => stateNow() === state, state)
    expect(bench.feeds.status()[0]?.reason).toMatch(reason)
    if (state === 'refused') {
      await pass(120_000)
      expect(bench.server.handshakes).toHaveLength(1)
    }
    bench.server.refuseWith = null
    bench.feeds.reconnect('test')
    await goLive()
  })

  it('for a time, is not asked before', async () => {
    bench.server.refuseWith = { status: 429, headers: { 'Retry-After': '90' } }
    add()
    watch('A')
    await waitFor(() => stateNow() === 'waiting', 'the answer')
    expect(bench.feeds.status()[0]?.retryAt).toBe(bench.clock.now() + 90_000)
    await pass(89_000)
    expect(bench.server.handshakes).toHaveLength(1)
  })

  it('our key in the stream, is not asked again', async () => {
    bench.server.onAsked = (client) =>
      client.send({ fatal: { code: 'unauthorized', message: 'the key is not valid', retry: 'no' } })
    add()
    watch('A')
    await waitFor(() => stateNow() === 'refused', 'the refusal')
    expect(bench.feeds.status()[0]?.reason).toBe('the key is not valid')
    await pass(120_000)
    expect(bench.server.clients).toHaveLength(1)
  })
})
