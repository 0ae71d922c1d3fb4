/** One venue over REST on real sockets and a clock that the test turns: its keys, its origins, its limits, and what it says of itself. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createClockSkew } from '../../electron/feeds/clock-skew.ts'
import { createRestClient, longestWaitMs } from '../../electron/feeds/rest-client.ts'
import type { RestClient, RestClientDeps } from '../../electron/feeds/rest-client.ts'
import type { Log } from '../../electron/lib/log.ts'
import type { RestRequest } from '../../electron/providers/provider.ts'
import { createManualClock } from '../support/manual-clock.ts'
import { createRestProvider } from '../support/rest-provider.ts'
import type { RestProviderOptions } from '../support/rest-provider.ts'

type Seen = { host: string; url: string; headers: IncomingMessage['headers'] }
type Answer = (request: IncomingMessage, response: ServerResponse) => void

const good: Answer = (_request, response) => response.end('[]')
const fields = { name: 'apiKey', label: 'API key', secret: true }
const apiKey = 'k3y-of-the-user'

let clock = createManualClock()
let servers: Server[] = []
let clients: RestClient[] = []
let seen: Seen[] = []
let logged: string[] = []
let answer: Answer = good

const log: Log = {
  debug: (...line) => void logged.push(JSON.stringify(line)),
  info: (...line) => void logged.push(JSON.stringify(line)),
  warn: (...line) => void logged.push(JSON.stringify(line)),
  error: (...line) => void logged.push(JSON.stringify(line)),
  child: () => log,
}

async function startServer(): Promise<string> {
  const server = createServer((request, response) => {
    seen.push({ host: request.headers.host ?? '', url: request.url ?? '', headers: request.headers })
    answer(request, response)
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

beforeEach(() => {
  clock = createManualClock()
  servers = []
  clients = []
  seen = []
  logged = []
  answer = good
})
afterEach(async () => {
  for (const client of clients) client.stop()
  if (clock.pendingTimers() > 0) throw new Error('timers are left')
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
})

async function connect(
  options: RestProviderOptions = {},
  deps: Partial<RestClientDeps> = {},
): Promise<RestClient> {
  const restUrl = deps.restUrl ?? (await startServer())
  const client = createRestClient({
    provider: createRestProvider({ restUrl, ...options }),
    restUrl,
    userAgent: 'test',
    clock,
    log,
    sent: () => undefined,
    ...deps,
  })
  clients.push(client)
  return client
}
const ask = (client: RestClient, request: Partial<RestRequest> = {}) =>
  client.get({ path: '/x', query: {}, weight: 1, ...request })

function respond(status: number, headers: Record<string, string>, body = '[]'): void {
  answer = (_request, response) => response.writeHead(status, headers).end(body)
}

describe('keys', () => {
  it('go with each request in a header, and nowhere else', async () => {
    const client = await connect({ credentials: [fields] }, { credentials: { apiKey } })
    await ask(client)
    expect(seen[0]?.headers['x-key']).toBe(apiKey)
    expect(seen[0]?.url).toBe('/x')
  })

  it('are not followed to where a redirect leads', async () => {
    const elsewhere = await startServer()
    const client = await connect({ credentials: [fields] }, { credentials: { apiKey } })
    respond(302, { Location: `${elsewhere}/x` })
    await expect(ask(client)).rejects.toMatchObject({ code: 'venue-error' })
    expect(seen).toHaveLength(1)
  })

  it('are not shown, even where the venue repeats them', async () => {
    const client = await connect({ credentials: [fields] }, { credentials: { apiKey } })
    respond(401, {}, JSON.stringify({ message: `no such key: ${apiKey}` }))
    await expect(ask(client)).rejects.toMatchObject({
      code: 'unauthorized',
      message: 'test GET /x: no such key: ***',
    })
    expect(client.health().lastError).toContain('***')
    expect(logged.length).toBeGreaterThan(0)
    expect(logged.join('\n')).not.toContain(apiKey)
  })

  it.each([
    [{}, /Test venue needs a key, and none is set \(API key\)/],
    [{ apiKey: '' }, /needs a key/],
    [{ apiKey: 'abc\ndef' }, /characters that no key has/],
  ])('%o is told without a request', async (credentials, message) => {
    const client = await connect({ credentials: [fields] }, { credentials })
    const error: unknown = await ask(client).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'unauthorized', message: expect.stringMatching(message) as string })
    expect(String(error)).not.toContain('abc')
    expect(seen).toEqual([])
  })

  it('that are refused without words are told as refused', async () => {
    const client = await connect({ credentials: [fields] }, { credentials: { apiKey } })
    respond(401, {}, '')
    await expect(ask(client)).rejects.toThrow(/refused the key \(401\)/)
  })
})

describe('origins', () => {
  it('are those of the request, where the venue has several', async () => {
    const other = await startServer()
    const client = await connect()
    await ask(client, { origin: other })
    expect(seen[0]?.host).toBe(new URL(other).host)
  })

  it('are all replaced by an override', async () => {
    const other = await startServer()
    const client = await connect({ restUrl: 'https://venue.example' })
    await ask(client, { origin: other })
    expect(seen[0]?.host).not.toBe(new URL(other).host)
  })

  it('of others are not reached by a path', async () => {
    await expect(ask(await connect(), { path: '//elsewhere.example/x' })).rejects.toMatchObject({
      code: 'internal',
    })
  })
})

describe('an answer of 200', () => {
  it('that says that it failed has failed', async () => {
    respond(200, {}, JSON.stringify({ failed: true, message: 'Unknown asset pair' }))
    await expect(ask(await connect())).rejects.toMatchObject({
      code: 'venue-refused',
      message: 'test GET /x: Unknown asset pair',
    })
  })

  it('that says "too many" stops the venue as 429 does', async () => {
    const client = await connect()
    respond(200, {}, JSON.stringify({ failed: true, code: 'slow', message: 'Too many requests' }))
    await expect(ask(client)).rejects.toMatchObject({ code: 'rate-limited', retry: { afterMs: 60_000 } })
    expect(client.health().blockedUntil).toBe(clock.now() + 60_000)
    await expect(ask(client)).rejects.toMatchObject({ code: 'rate-limited' })
    expect(seen).toHaveLength(1)
  })

  it('keeps what it says of the plan', async () => {
    respond(403, {}, JSON.stringify({ message: 'Premium only', plan: true }))
    await expect(ask(await connect())).rejects.toMatchObject({ details: { plan: true } })
  })
})

describe('a venue that never says for how long', () => {
  it('is left alone for longer each time, until it answers', async () => {
    const client = await connect()
    const waits: number[] = []
    for (let strike = 0; strike < 4; strike += 1) {
      respond(429, {})
      await expect(ask(client)).rejects.toMatchObject({ code: 'rate-limited' })
      const waitMs = (client.health().blockedUntil ?? 0) - clock.now()
      waits.push(waitMs)
      clock.advance(waitMs)
    }
    expect(waits).toEqual([60_000, 120_000, 240_000, 480_000])
    answer = good
    await ask(client)
    respond(429, {})
    await expect(ask(client)).rejects.toMatchObject({ retry: { afterMs: 60_000 } })
  })
})

describe('usage', () => {
  const perMinute = [{ max: 6_000, windowMs: 60_000 }]
  const usage: RestProviderOptions['usage'] = (header) => {
    const used = header('x-used')
    return used === null ? null : { used: Number(used), max: 6_000, windowMs: 60_000 }
  }

  it('is counted where the venue says nothing', async () => {
    const client = await connect({ limits: { rest: perMinute } })
    expect(client.health().usage).toBeNull()
    await ask(client, { weight: 40 })
    expect(client.health().usage).toEqual({ used: 40, max: 6_000, windowMs: 60_000, source: 'counted' })
  })

  it("is the venue's where it says more, and stops us before the limit does", async () => {
    const client = await connect({ limits: { rest: perMinute }, usage })
    respond(200, { 'X-Used': '5399' })
    await ask(client)
    expect(client.health().usage).toEqual({ used: 5_399, max: 6_000, windowMs: 60_000, source: 'venue' })
    respond(200, { 'X-Used': '5400' })
    await ask(client)
    respond(200, { 'X-Used': '1' })
    const waiting = ask(client)
    clock.advance(60_000)
    expect(seen).toHaveLength(2)
    clock.advance(500)
    await waiting
    expect(seen).toHaveLength(3)
    expect(client.health().usage).toMatchObject({ used: 1 })
  })

  it('of a whole day is told at once, instead of waiting for tomorrow', async () => {
    const client = await connect({ limits: { rest: [{ max: 2, windowMs: 86_400_000 }] } })
    await ask(client)
    await ask(client)
    await expect(ask(client)).rejects.toMatchObject({
      code: 'rate-limited',
      retry: { afterMs: 86_400_000 },
      message: expect.stringMatching(/used up what Test venue allows, for another 1440 min/) as string,
    })
    expect(client.health().blockedUntil).toBeNull()
    clock.advance(86_400_000 - longestWaitMs)
    const waiting = ask(client)
    clock.advance(longestWaitMs)
    await waiting
    expect(seen).toHaveLength(3)
  })
})

describe("the venue's clock", () => {
  const dated = (aheadMs: number, headers: Record<string, string> = {}): void =>
    respond(200, { Date: new Date(clock.now() + aheadMs).toUTCString(), ...headers })

  it('is learned from each answer, errors included', async () => {
    const skew = createClockSkew()
    const client = await connect({}, { skew })
    dated(3_600_000)
    const { sentAt, receivedAt } = await ask(client)
    expect([sentAt, receivedAt]).toEqual([clock.now(), clock.now()])
    expect(skew.skewMs()).toBe(3_600_500)
    skew.reset()
    respond(500, { Date: new Date(clock.now() - 7_000).toUTCString() })
    await expect(ask(client)).rejects.toMatchObject({ code: 'venue-error' })
    expect(skew.skewMs()).toBe(-6_500)
  })

  it('is not learned from a cache, nor while our own is set', async () => {
    const skew = createClockSkew()
    const client = await connect({}, { skew })
    dated(-60_000, { Age: '60' })
    await ask(client)
    answer = (_request, response) => {
      clock.jumpWall(60_000)
      response.end('[]')
    }
    await ask(client)
    expect(skew.skewMs()).toBeNull()
  })
})
