/** The test button of a venue against real servers: each step says what worked, or exactly what did not, and shows no key. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { probeVenue, stepWithinMs } from '../../electron/feeds/probe.ts'
import type { ProbeDeps } from '../../electron/feeds/probe.ts'
import { silentLog } from '../../electron/lib/log.ts'
import type { Provider, ProviderStream } from '../../electron/providers/provider.ts'
import type { TestStep } from '../../shared/contract/market-methods.ts'
import { createManualClock } from '../support/manual-clock.ts'
import { startProxy } from '../support/proxy-server.ts'
import type { TestProxy } from '../support/proxy-server.ts'
import { createRestProvider } from '../support/rest-provider.ts'
import type { RestProviderOptions } from '../support/rest-provider.ts'
import { waitFor } from '../support/wait-for.ts'

const apiKey = 'k3y/of=the user'
const credentials = [{ name: 'apiKey', label: 'API key', secret: true }]
const serverTime: NonNullable<Provider['serverTime']> = {
  request: () => ({ path: '/time', query: {}, weight: 1 }),
  parse: Number,
}

let server: Server
let streams: WebSocketServer
let clock = createManualClock()
let proxies: TestProxy[] = []
let requests: IncomingMessage[] = []
let rest: (request: IncomingMessage, response: ServerResponse) => void
let stream: (socket: WebSocket, request: IncomingMessage) => void
let links: Duplex[] = []
let upgrade: number | 'hang' | null = null

beforeEach(async () => {
  clock = createManualClock()
  proxies = []
  requests = []
  links = []
  upgrade = null
  rest = (request, response) => {
    if (request.url === '/time') return void response.end(String(clock.now()))
    const isRight = request.headers['x-key'] === apiKey
    response.writeHead(isRight ? 200 : 401).end(isRight ? '[]' : '{"message":"Invalid key"}')
  }
  stream = () => undefined
  server = createServer((request, response) => {
    requests.push(request)
    rest(request, response)
  })
  streams = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, link, head) => {
    requests.push(request)
    link.on('error', () => undefined)
    links.push(link)
    if (upgrade === 'hang') return
    if (upgrade !== null) return void link.end(`HTTP/1.1 ${upgrade} No\r\nContent-Length: 0\r\n\r\n`)
    streams.handleUpgrade(request, link, head, (socket) => stream(socket, request))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(async () => {
  await waitFor(() => streams.clients.size === 0, 'the socket to be ended')
  if (clock.pendingTimers() > 0) throw new Error('timers are left')
  for (const proxy of proxies) await proxy.stop()
  for (const link of links) link.destroy()
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

const port = () => (server.address() as AddressInfo).port
type Options = RestProviderOptions & { own?: Partial<ProviderStream>; deps?: Partial<ProbeDeps> }

function probe({ own, deps, ...options }: Options = {}, signal?: AbortSignal): Promise<TestStep[]> {
  const base = createRestProvider({ serverTime, ...options })
  const made = {
    provider: { ...base, stream: { ...base.stream, ...own } },
    restUrl: `http://127.0.0.1:${port()}`,
    wsUrl: `ws://127.0.0.1:${port()}`,
    credentials: {},
    proxy: null,
    clock,
    log: silentLog,
    userAgent: 'test',
    streamAllowed: true,
    ...deps,
  }
  return probeVenue(made, signal)
}
const keyed = (value = apiKey): Options => ({ credentials, deps: { credentials: { apiKey: value } } })
const lines = (steps: TestStep[]) => steps.map(({ name, ok, message }) => `${name} ${String(ok)}: ${message}`)
const host = () => `127.0.0.1:${port()}`

describe('a venue without keys', () => {
  it('is reached by REST and by its stream', async () => {
    const steps = await probe()
    expect(lines(steps)).toEqual([
      `REST true: ${host()} answers`,
      `Stream true: Stream connected to ${host()}`,
    ])
    expect(steps.every(({ latencyMs }) => latencyMs === 0)).toBe(true)
    expect(requests.map(({ url }) => url)).toEqual(['/time', '/stream'])
  })

  it('tells of clocks that disagree', async () => {
    rest = (_request, response) => void response.end(String(clock.now() - 90_000))
    expect(lines(await probe())[0]).toBe(
      `REST true: ${host()} answers; its clock is 90 s behind this computer's`,
    )
  })

  it.each([
    [503, '', /^REST false: The venue failed \(503\)/],
    [451, '', /^REST false: .*not available in this country/],
    [429, '{"message":"slow down"}', /^REST false: Rate limited: slow down, try again in 60 s/],
    [200, '<html>Sign in</html>', /^REST false: Not what the venue documents: answered a web page/],
  ])('REST that answers %s %s', async (status, body, line) => {
    rest = (_request, response) => void response.writeHead(status).end(body)
    expect(lines(await probe())[0]).toMatch(line)
  })

  it('that is not there is told as that, on both ways', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const place = `127.0.0.1:${(other.address() as AddressInfo).port}`
    other.close()
    await once(other, 'close')
    const gone = { restUrl: `http://${place}`, wsUrl: `ws://${place}` }
    const [first, second] = lines(await probe({ deps: gone }))
    expect(first).toMatch(/^REST false: Not reachable: .*ECONNREFUSED/)
    expect(second).toMatch(/^Stream false: Not reachable: .*ECONNREFUSED/)
  })
})

describe('a key', () => {
  it('that is right', async () => {
    expect(lines(await probe(keyed()))).toEqual([
      `REST true: ${host()} answers`,
      'Key true: Test venue accepts the key',
      `Stream true: Stream connected to ${host()}`,
    ])
  })

  it('that is not set asks nobody but whether the venue is there', async () => {
    const steps = await probe({ credentials })
    expect(lines(steps)).toEqual([
      `REST true: ${host()} answers`,
      'Key false: No key: API key not set',
      'Stream null: Not tried: it needs the key',
    ])
    expect(requests.map(({ url }) => url)).toEqual(['/time'])
  })

  it('that is not needed to see that the venue is there', async () => {
    const base = createRestProvider(keyed())
    const steps = await probe({ ...keyed(), deps: { ...keyed().deps, provider: base } })
    expect(lines(steps)[0]).toBe(`REST true: ${host()} answers and wants a key`)
    expect(requests[0]?.headers['x-key']).toBeUndefined()
  })

  it.each([
    [401, { message: `Invalid key ${apiKey}` }, 'The key was refused: Invalid key ***'],
    [403, { message: 'Premium only', plan: true }, "The key's plan does not include this: Premium only"],
    [403, { message: 'Suspended account' }, 'Suspended account'],
    [429, { message: 'Out of credits' }, 'Rate limited: Out of credits, try again in 60 s'],
    [500, { message: 'Maintenance' }, 'Maintenance'],
    [200, { message: 'Bad key', failed: true }, 'Bad key'],
  ])('that the venue answers %s to %o', async (status, body, message) => {
    rest = (request, response) => {
      if (request.url === '/time') return void response.end(String(clock.now()))
      response.writeHead(status).end(JSON.stringify(body))
    }
    const steps = await probe(keyed())
    expect(lines(steps)[1]).toBe(`Key false: ${message}`)
    expect(JSON.stringify(steps)).not.toContain(apiKey)
  })
})

describe('a stream', () => {
  const login: Partial<ProviderStream> = { login: ({ apiKey = '' }) => [JSON.stringify({ key: apiKey })] }
  const streamLine = async (options: Options) => lines(await probe(options)).at(-1)

  it('is logged in to where it asks for that', async () => {
    const said: string[] = []
    stream = (socket) => {
      socket.on('message', (data: Buffer) => {
        said.push(data.toString('utf8'))
        socket.send('{"login":"accepted"}')
      })
      socket.send('{"login":"asked"}')
    }
    expect(await streamLine({ ...keyed(), own: login })).toBe(
      `Stream true: Stream connected to ${host()} and logged in`,
    )
    expect(said).toEqual([JSON.stringify({ key: apiKey })])
  })

  it('that refuses the login says so, without the key', async () => {
    const fatal = { code: 'unauthorized', message: `auth failed for ${apiKey}`, retry: 'no' }
    stream = (socket) => {
      socket.on('message', () => socket.send(JSON.stringify({ fatal })))
      socket.send('{"login":"asked"}')
    }
    expect(await streamLine({ ...keyed(), own: login })).toBe('Stream false: Auth failed for ***')
  })

  it('with the key in its address is given a moment to complain', async () => {
    const own: Partial<ProviderStream> = { query: ({ apiKey = '' }) => ({ token: apiKey }) }
    const fatal = { code: 'unauthorized', message: 'invalid token', retry: 'no' }
    stream = (socket) => socket.send(JSON.stringify({ fatal }))
    expect(await streamLine({ ...keyed(), own })).toBe('Stream false: Invalid token')
    expect(new URL(requests.at(-1)?.url ?? '', 'http://h').searchParams.get('token')).toBe(apiKey)
    stream = () => undefined
    const quiet = streamLine({ ...keyed(), own })
    await waitFor(() => clock.pendingTimers() === 2, 'the socket to be open')
    clock.advance(1_000)
    expect(await quiet).toBe(`Stream true: Stream connected to ${host()}`)
  })

  it.each([
    [401, 'It refused the key (401)'],
    [451, 'It is not available in this country (451)'],
    [502, 'It answered 502 instead of a stream'],
  ])('that answers %s', async (status, message) => {
    upgrade = status
    expect(await streamLine({})).toBe(`Stream false: ${message}`)
  })

  it('that closes at once', async () => {
    stream = (socket) => socket.close(4406, 'connection limit exceeded')
    expect(await streamLine({ ...keyed(), own: login })).toBe(
      'Stream false: It closed the connection at once (4406: connection limit exceeded)',
    )
  })

  it('that never opens is given up', async () => {
    upgrade = 'hang'
    const steps = probe()
    await waitFor(() => requests.length === 2, 'the upgrade')
    clock.advance(stepWithinMs)
    expect(lines(await steps)[1]).toBe('Stream false: Not reachable: it did not open within 10 s')
  })

  it('that is in use is left alone', async () => {
    const deps = { streamAllowed: false, streamNote: 'one connection is allowed, and the live one is fine' }
    expect(await streamLine({ deps })).toBe(
      'Stream null: Not tried: one connection is allowed, and the live one is fine',
    )
    expect(requests.map(({ url }) => url)).toEqual(['/time'])
  })
})

describe('through a proxy', () => {
  const through = async (options: Parameters<typeof startProxy>[0]): Promise<TestProxy> => {
    const proxy = await startProxy({ hosts: { 'venue.test': port() }, ...options })
    proxies.push(proxy)
    return proxy
  }
  const urls = { restUrl: 'http://venue.test', wsUrl: 'ws://venue.test' }

  it.each(['http', 'socks5'] as const)('that speaks %s, all steps pass it', async (kind) => {
    const { url, tunnels } = await through({ kind })
    const proxy = { url, username: null, password: null }
    expect(lines(await probe({ deps: { ...urls, proxy } }))).toEqual([
      `Proxy true: Reached venue.test through ${url}`,
      'REST true: venue.test answers',
      'Stream true: Stream connected to venue.test',
    ])
    expect(tunnels).toEqual(['venue.test:80', 'venue.test:80', 'venue.test:80'])
    await waitFor(() => proxies[0]?.connections() === 0, 'the proxy to be left')
  })

  it('that refuses the password, nothing else is tried', async () => {
    const { url } = await through({ kind: 'socks5', username: 'user', password: 'right' })
    const proxy = { url, username: 'user', password: 'wr0ng-password' }
    const steps = await probe({ ...keyed(), deps: { ...urls, proxy, credentials: { apiKey } } })
    expect(lines(steps)).toEqual([
      `Proxy false: The proxy ${url} refused the user name or the password`,
      'REST null: Not tried: the proxy did not connect us',
      'Key null: Not tried: the proxy did not connect us',
      'Stream null: Not tried: the proxy did not connect us',
    ])
    expect(requests).toEqual([])
  })
})

it('is ended by the one who asked', async () => {
  rest = () => undefined
  const abort = new AbortController()
  const steps = probe({}, abort.signal)
  await waitFor(() => requests.length === 1, 'the request')
  abort.abort()
  await expect(steps).rejects.toMatchObject({ code: 'cancelled' })
})
