/** The REST client against a real server that misbehaves in every way that venues do. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { jitterMs } from '../../../../electron/feeds/rate-limit.ts'
import { createRestClient } from '../../../../electron/feeds/rest-client.ts'
import type { RestClient } from '../../../../electron/feeds/rest-client.ts'
import { answerWithinMs, maxBodyBytes } from '../../../../electron/feeds/rest-fetch.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import type { ProviderLimits } from '../../../../electron/providers/provider.ts'
import { createManualClock } from '../../../support/manual-clock.ts'
import { createRestProvider } from '../../../support/rest-provider.ts'
import { waitFor } from '../../../support/wait-for.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

let server: Server
let seen: { url: string; headers: IncomingMessage['headers'] }[] = []
let answer: Answer = (_request, response) => response.end('[]')
let clock = createManualClock()
let clients: RestClient[] = []

beforeEach(async () => {
  seen = []
  clients = []
  clock = createManualClock()
  answer = (_request, response) => response.end('[]')
  server = createServer((request, response) => {
    response.sendDate = false
    seen.push({ url: request.url ?? '', headers: request.headers })
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterEach(async () => {
  for (const client of clients) client.stop()
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

function connect(limits: Partial<ProviderLimits> = {}, restUrl = origin()): RestClient {
  const client = createRestClient({
    provider: createRestProvider({ limits }),
    restUrl,
    userAgent: 'Tickerdeck/1.2.3',
    clock,
    log: silentLog,
    sent: () => undefined,
  })
  clients.push(client)
  return client
}

const ask = (client: RestClient, path = '/x', weight = 1) => client.get({ path, query: {}, weight })

function respond(status: number, headers: Record<string, string>, body = ''): void {
  answer = (_request, response) => response.writeHead(status, headers).end(body)
}

describe('an answer', () => {
  it('comes whole, with the query encoded and our name given', async () => {
    respond(200, {}, '[1,"é"]')
    const client = connect()
    const { body } = await client.get({ path: '/api', query: { symbols: '["A","B C&D"]' }, weight: 1 })
    expect(body).toBe('[1,"é"]')
    expect(new URL(seen[0]?.url ?? '', 'http://h').searchParams.get('symbols')).toBe('["A","B C&D"]')
    expect(seen[0]?.headers['user-agent']).toBe('Tickerdeck/1.2.3')
    expect(client.health()).toMatchObject({ requests: 1, failures: 0, lastError: null, lastAt: clock.now() })
  })

  it('never comes from another host, whatever the path says', async () => {
    await expect(ask(connect(), '//elsewhere.example/x')).rejects.toMatchObject({ code: 'internal' })
    expect(seen).toEqual([])
  })
})

describe('an error', () => {
  it.each([
    [400, {}, '{"message":"Invalid symbol."}', { code: 'venue-refused', retry: 'no' }, /Invalid symbol/],
    [404, {}, 'nothing', { code: 'venue-refused', retry: 'no' }, /refused \(404\)/],
    [500, {}, '{"message":"Overloaded"}', { code: 'venue-error', retry: 'later' }, /Overloaded/],
    [502, {}, '<html>Bad gateway</html>', { code: 'venue-error', retry: 'later' }, /failed \(502\)/],
    [503, { 'Retry-After': '7' }, '', { code: 'venue-error', retry: { afterMs: 7_000 } }, /failed \(503\)/],
    [500, {}, '{broken', { code: 'venue-error', retry: 'later' }, /failed \(500\)/],
    [200, {}, ' \n<!doctype html>Sign in', { code: 'bad-data', retry: 'later' }, /web page/],
    [
      302,
      { Location: 'https://elsewhere.example/?key=1' },
      '',
      { code: 'venue-error' },
      /redirect to elsewhere\.example,/,
    ],
  ])('%s %o %s', async (status, headers, body, error, message) => {
    respond(status, headers, body)
    const client = connect()
    await expect(ask(client)).rejects.toMatchObject({
      ...error,
      message: expect.stringMatching(message) as string,
    })
    expect(client.health()).toMatchObject({ requests: 1, failures: 1, blockedUntil: null })
    expect(seen).toHaveLength(1)
  })

  it('of the network names its cause', async () => {
    const gone = createServer()
    gone.listen(0, '127.0.0.1')
    await once(gone, 'listening')
    const { port } = gone.address() as AddressInfo
    gone.close()
    await once(gone, 'close')
    const client = connect({}, `http://127.0.0.1:${port}`)
    await expect(ask(client)).rejects.toMatchObject({ code: 'network', retry: 'later' })
    expect(client.health().lastError).toMatch(/test GET \/x: .*ECONNREFUSED/)
  })

  it('of a connection that breaks inside the body is one of the network', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'Content-Length': '100' })
      response.write('[1,')
      response.socket?.destroy()
    }
    await expect(ask(connect())).rejects.toMatchObject({ code: 'network', retry: 'later' })
  })

  it.each(['', ' \n'])('of an answer without a body is not taken for an empty list (%j)', async (body) => {
    respond(200, {}, body)
    await expect(ask(connect())).rejects.toMatchObject({ code: 'bad-data', retry: 'later' })
  })

  it('never shows the query, which may hold a key', async () => {
    respond(500, {})
    const client = connect()
    await expect(client.get({ path: '/x', query: { apikey: 'hunter2' }, weight: 1 })).rejects.toThrow(
      /GET \/x: the venue/,
    )
    expect(client.health().lastError).not.toMatch(/hunter2/)
  })
})

describe('too many requests', () => {
  it.each([
    [429, () => '30', 30_000],
    [418, () => '120', 120_000],
    [429, () => new Date(clock.now() + 90_000).toUTCString(), 90_000],
    [429, () => 'tomorrow perhaps', 60_000],
    [429, () => '', 60_000],
  ])('%s stops everything until the venue wants us back', async (status, retryAfter, blockMs) => {
    respond(status, { 'Retry-After': retryAfter() }, '{"message":"slow down"}')
    const client = connect()
    await expect(ask(client)).rejects.toMatchObject({ code: 'rate-limited', retry: { afterMs: blockMs } })
    expect(client.health().blockedUntil).toBe(clock.now() + blockMs)
    respond(200, {}, '[]')
    clock.advance(blockMs - 1_000)
    await expect(ask(client)).rejects.toMatchObject({ code: 'rate-limited', retry: { afterMs: 1_000 } })
    expect(seen).toHaveLength(1)
    clock.advance(1_000)
    await expect(ask(client)).resolves.toMatchObject({ body: '[]' })
    expect(client.health().blockedUntil).toBeNull()
  })

  it.each([-3_600_000, 3_600_000])(
    'reads a date by the clock that wrote it, %i ms from ours',
    async (skewMs) => {
      const venueAt = clock.now() + skewMs
      const headers = {
        Date: new Date(venueAt).toUTCString(),
        'Retry-After': new Date(venueAt + 90_000).toUTCString(),
      }
      respond(429, headers)
      await expect(ask(connect())).rejects.toMatchObject({ code: 'rate-limited', retry: { afterMs: 90_000 } })
    },
  )

  it('also rejects what waits in the queue', async () => {
    respond(429, { 'Retry-After': '5' })
    const client = connect({ restConcurrency: 1 })
    const answers = await Promise.allSettled([ask(client), ask(client), ask(client)])
    expect(answers.map((each) => each.status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(seen).toHaveLength(1)
  })
})

describe('time and size', () => {
  it('ends a server that never answers', async () => {
    answer = () => undefined
    const asked = ask(connect())
    await waitFor(() => seen.length === 1, 'the request')
    clock.advance(answerWithinMs)
    await expect(asked).rejects.toMatchObject({ code: 'timeout', retry: 'later' })
    expect(clock.pendingTimers()).toBe(0)
  })

  it('ends a server that trickles its body', async () => {
    let trickling: ServerResponse | null = null
    answer = (_request, response) => {
      trickling = response.writeHead(200)
      response.write('[')
    }
    const asked = ask(connect())
    await waitFor(() => trickling, 'the first byte')
    clock.advance(answerWithinMs)
    await expect(asked).rejects.toMatchObject({ code: 'timeout' })
  })

  it('reads no more than its cap', async () => {
    const link = { closed: false }
    answer = (request, response) => {
      request.socket.on('close', () => (link.closed = true))
      const chunk = Buffer.alloc(1024 * 1024, ' ')
      const write = (): void => {
        while (!link.closed && response.write(chunk));
      }
      response.on('drain', write)
      write()
    }
    await expect(ask(connect())).rejects.toMatchObject({
      code: 'bad-data',
      message: expect.stringContaining(String(maxBodyBytes)) as string,
    })
    await waitFor(() => link.closed, 'the connection to be ended')
  })

  it('is ended by the one who asked', async () => {
    answer = () => undefined
    const abort = new AbortController()
    const client = connect()
    const asked = client.get({ path: '/x', query: {}, weight: 1 }, { signal: abort.signal })
    await waitFor(() => seen.length === 1, 'the request')
    abort.abort()
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' })
    expect(client.health().failures).toBe(0)
  })

  it('is ended in the queue as well, without being sent', async () => {
    const held: ServerResponse[] = []
    answer = (_request, response) => void held.push(response)
    const client = connect({ restConcurrency: 1 })
    const abort = new AbortController()
    const first = ask(client)
    const second = client.get({ path: '/y', query: {}, weight: 1 }, { signal: abort.signal })
    const third = ask(client, '/z')
    abort.abort()
    await expect(second).rejects.toMatchObject({ code: 'cancelled' })
    ;(await waitFor(() => held[0], 'the first request')).end('1')
    await first
    ;(await waitFor(() => held[1], 'the third request')).end('3')
    await expect(third).resolves.toMatchObject({ body: '3' })
    expect(seen.map(({ url }) => url)).toEqual(['/x', '/z'])
  })

  it('stops with everything that runs and waits', async () => {
    answer = () => undefined
    const client = connect({ restConcurrency: 1 })
    const asked = [ask(client), ask(client)]
    await waitFor(() => seen.length === 1, 'the request')
    client.stop()
    for (const each of await Promise.allSettled(asked)) {
      expect(each).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } })
    }
    await expect(ask(client)).rejects.toMatchObject({ code: 'cancelled' })
    expect(clock.pendingTimers()).toBe(0)
  })
})

describe('limits', () => {
  it('asks no more at once than the venue allows', async () => {
    const held: ServerResponse[] = []
    let most = 0
    answer = (_request, response) => {
      held.push(response)
      most = Math.max(most, held.length)
    }
    const client = connect({ restConcurrency: 2 })
    const asked = Array.from({ length: 6 }, () => ask(client))
    for (let answered = 0; answered < 6; answered += 1) {
      ;(await waitFor(() => held.shift(), 'a request')).end('[]')
    }
    await Promise.all(asked)
    expect(most).toBeLessThanOrEqual(2)
  })

  it('waits for the window of each rule', async () => {
    const client = connect({ rest: [{ max: 1, windowMs: 1_000 }], restConcurrency: 100 })
    const asked = Array.from({ length: 3 }, () => ask(client))
    await asked[0]
    expect(seen).toHaveLength(1)
    clock.advance(1_000 + jitterMs)
    await asked[1]
    expect(seen).toHaveLength(2)
    clock.advance(1_000 + jitterMs)
    await asked[2]
  })
})
