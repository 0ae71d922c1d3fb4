/** Feeds against a venue on loopback that wants a key: what is said first, and that the key is seen nowhere. */
import { describe, expect, it } from 'vitest'
import { ackDeadlineMs } from '../../electron/feeds/feed-machine.ts'
import { feedBench } from '../support/feed-bench.ts'
import { acknowledge } from '../support/feed-server.ts'
import type { FeedClient } from '../support/feed-server.ts'
import { waitFor } from '../support/wait-for.ts'

const bench = feedBench()
const { watch, goLive, settle, pass, passAlive, stateNow } = bench

const key = 'k3y/with+signs'
const credentials = [{ name: 'apiKey', label: 'API key', secret: true }]
const login = (given: Readonly<Record<string, string>>) => [JSON.stringify({ login: given['apiKey'] })]
const loginText = login({ apiKey: key })[0]

const add = (stream = {}) =>
  bench.add({ credentials, stream: { login, ...stream } }, { credentials: { apiKey: key } })

const first = (): Promise<FeedClient> => waitFor(() => bench.server.clients[0], 'a client')

describe('a venue that wants a login', () => {
  it('is told nothing before it asks, the login then, and subscriptions when it has agreed', async () => {
    add({ heartbeat: { kind: 'client', everyMs: 1_000, message: 'beat', withinMs: 60_000 } })
    watch('A')
    const client = await first()
    await pass(3_000)
    expect(client.received).toEqual([])
    client.send({ login: 'asked' })
    await waitFor(() => client.received.length > 0, 'the login')
    client.send({ login: 'asked' })
    await pass(3_000)
    expect(client.received).toEqual([loginText])
    expect(stateNow()).toBe('subscribing')
    client.send({ login: 'accepted' })
    await goLive()
    expect(client.received.slice(0, 2)).toEqual([loginText, '{"add":["quotes.A"],"remove":[],"id":1}'])
  })

  it.each([
    ['asks', [], 'no request for the login within 10 s'],
    ['answers', ['asked'], 'no answer to the login within 10 s'],
  ] as const)('and never %s, has ten seconds', async (_what, says, reason) => {
    bench.server.onClient = (client) => {
      for (const each of says) client.send({ login: each })
    }
    add()
    watch('A')
    const client = await first()
    await waitFor(() => client.received.length === says.length, 'the login')
    await pass(ackDeadlineMs)
    expect(bench.feeds.status()[0]).toMatchObject({ state: 'waiting', reason })
  })

  it('and refuses the key, is not asked again', async () => {
    bench.server.onClient = (client) => {
      client.send({ fatal: { code: 'unauthorized', message: `no such key: ${key}`, retry: 'no' } })
    }
    add()
    watch('A')
    await waitFor(() => stateNow() === 'refused', 'the refusal')
    expect(bench.feeds.status()[0]?.reason).toBe('no such key: ***')
    await pass(120_000)
    expect(bench.server.handshakes).toHaveLength(1)
    expect(bench.server.asked).toEqual([])
  })

  it('and revokes the key while live, is down and not asked again', async () => {
    bench.server.onClient = (client) => client.send({ login: 'accepted' })
    add()
    watch('A')
    const client = await goLive()
    await passAlive(client, 31_000)
    client.send({ fatal: { code: 'unauthorized', message: 'the key was revoked', retry: 'no' } })
    await waitFor(() => stateNow() === 'refused', 'the refusal')
    expect(bench.seen).toContain('down')
    bench.feeds.presumeDead('the machine woke')
    await pass(120_000)
    expect(bench.server.handshakes).toHaveLength(1)
    expect(bench.feeds.status()[0]).toMatchObject({ reason: 'the key was revoked', retryAt: null })
  })

  it('and closes the socket of a revoked key, is refused at the next handshake', async () => {
    bench.server.onClient = (client) => client.send({ login: 'accepted' })
    add()
    watch('A')
    const client = await goLive()
    bench.server.refuseWith = { status: 401 }
    client.close(4001, 'revoked')
    await waitFor(async () => {
      await pass(250)
      return stateNow() === 'refused'
    }, 'the refusal')
    await pass(120_000)
    expect(bench.server.handshakes).toHaveLength(2)
  })

  it('is not even connected to without a key, however often it is asked to, and says so', async () => {
    bench.add({ credentials, stream: { login } }, { credentials: { apiKey: '' } })
    expect(bench.seen).toEqual(['status refused'])
    watch('A')
    bench.feeds.reconnect('test')
    bench.feeds.presumeDead('the machine woke')
    await pass(120_000)
    expect(bench.feeds.status()[0]).toMatchObject({
      state: 'refused',
      reason: 'needs a key',
      refused: [],
      sockets: 0,
    })
    expect(bench.server.handshakes).toEqual([])
    bench.server.onClient = (client) => client.send({ login: 'accepted' })
    add()
    await goLive()
  })
})

describe('a key in the address', () => {
  const query = (given: Readonly<Record<string, string>>) => ({ token: given['apiKey'] ?? '' })
  const words = (): string => JSON.stringify([bench.logged, bench.seen, bench.feeds.status()])

  it('reaches the venue and nobody else, whatever the venue repeats', async () => {
    bench.server.onAsked = (client, asked) => {
      client.send({ refuse: { topic: 'quotes.B', reason: `token=${encodeURIComponent(key)} may not` } })
      acknowledge(client, { ...asked, add: ['quotes.A'] })
      client.send(`no frame, and the key: ${key}`)
    }
    bench.add({ credentials, stream: { query } }, { credentials: { apiKey: key } })
    watch('A', 'B')
    const client = await goLive()
    expect(new URL(client.path, 'ws://127.0.0.1').searchParams.get('token')).toBe(key)
    await waitFor(() => bench.logged.some((line) => line.includes('no frame')), 'the broken frame')
    expect(bench.feeds.status()[0]?.refused[0]?.reason).toBe('token=*** may not')
    client.close(1008, `bye ${key}`)
    await waitFor(() => stateNow() !== 'live', 'the drop')
    expect(bench.feeds.status()[0]?.reason).toContain('bye ***')
    expect(words()).not.toContain(key)
    expect(words()).not.toContain(encodeURIComponent(key))
  })

  it('is in no error either', async () => {
    bench.add({ credentials, stream: { query } }, { credentials: { apiKey: key }, wsUrl: 'ws://127.0.0.1:1' })
    watch('A')
    await waitFor(() => stateNow() === 'waiting', 'the failure')
    await settle()
    expect(bench.feeds.status()[0]?.reason).toMatch(/ECONNREFUSED/)
    expect(words()).not.toContain(key)
    expect(words()).not.toContain('token')
  })
})
