/** REST and streams through real proxies: everything passes there, names are resolved there, and what fails says so without the password. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { openTunnel, socketAgent, tunnelWithinMs } from '../../electron/feeds/proxy.ts'
import type { ProxySettings } from '../../electron/feeds/proxy.ts'
import { createRestClient } from '../../electron/feeds/rest-client.ts'
import type { RestClient } from '../../electron/feeds/rest-client.ts'
import { systemClock } from '../../electron/lib/clock.ts'
import { silentLog } from '../../electron/lib/log.ts'
import type { CodedError } from '../../shared/errors.ts'
import { createManualClock } from '../support/manual-clock.ts'
import { startProxy } from '../support/proxy-server.ts'
import type { ProxyKind, ProxyOptions, TestProxy } from '../support/proxy-server.ts'
import { createRestProvider } from '../support/rest-provider.ts'
import { testCertificate, testKey } from '../support/test-certificate.ts'
import { waitFor } from '../support/wait-for.ts'

// Nobody but the proxy can find this host.
const host = 'venue.test'
const kinds: readonly ProxyKind[] = ['http', 'https', 'socks5']
const password = 'open$esame:1%2'

let plain: Server
let secure: Server
let proxies: TestProxy[] = []
let clients: RestClient[] = []
let sockets: WebSocket[] = []
const trusted = getCACertificates('default')

function venue(server: Server): Server {
  const streams = new WebSocketServer({ server })
  streams.on('connection', (socket) =>
    socket.on('message', (data: Buffer) => socket.send(`${data.toString('utf8')} back`)),
  )
  server.on('request', (request, response) => void response.end(`answer of ${request.headers.host ?? ''}`))
  return server.listen(0, '127.0.0.1')
}
const portOf = (server: Server): number => (server.address() as AddressInfo).port

beforeAll(async () => {
  setDefaultCACertificates([...trusted, testCertificate])
  plain = venue(createServer())
  secure = venue(createTlsServer({ key: testKey, cert: testCertificate }))
  await waitFor(() => plain.listening && secure.listening, 'the venues to listen')
})
afterAll(() => {
  setDefaultCACertificates(trusted)
  for (const server of [plain, secure]) {
    server.closeAllConnections()
    server.close()
  }
})
beforeEach(() => {
  proxies = []
  clients = []
  sockets = []
})
afterEach(async () => {
  for (const client of clients) client.stop()
  for (const socket of sockets) socket.terminate()
  for (const proxy of proxies) await proxy.stop()
})

async function start(options: ProxyOptions): Promise<TestProxy> {
  const proxy = await startProxy({ hosts: { [host]: portOf(plain) }, ...options })
  proxies.push(proxy)
  return proxy
}
const open = ({ url }: { url: string }): ProxySettings => ({ url, username: null, password: null })

function ask(settings: ProxySettings | null, restUrl = `http://${host}:8123`): Promise<string> {
  const client = createRestClient({
    provider: createRestProvider({ restUrl }),
    restUrl,
    proxy: settings,
    userAgent: 'test',
    clock: systemClock,
    log: silentLog,
    sent: () => undefined,
  })
  clients.push(client)
  return client.get({ path: '/x', query: {}, weight: 1 }).then(({ body }) => body)
}

async function talk(settings: ProxySettings | null, url = `ws://${host}:8123`): Promise<string> {
  const socket = new WebSocket(url, settings === null ? {} : { agent: socketAgent(settings) })
  sockets.push(socket)
  await once(socket, 'open')
  socket.send('there and')
  const [data] = (await once(socket, 'message')) as [Buffer]
  return data.toString('utf8')
}

const failure = async (work: Promise<unknown>): Promise<CodedError> => {
  const caught: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  )
  return caught as CodedError
}

describe.each(kinds)('through a proxy that speaks %s', (kind) => {
  it('REST and streams pass, to a host that only the proxy knows', async () => {
    const proxy = await start({ kind })
    expect(await ask(open(proxy))).toBe(`answer of ${host}:8123`)
    expect(await talk(open(proxy))).toBe('there and back')
    expect(proxy.tunnels).toEqual([`${host}:8123`, `${host}:8123`])
    await expect(ask(null)).rejects.toMatchObject({ code: 'network' })
    await expect(talk(null)).rejects.toThrow(/venue\.test/)
  })

  it('also over TLS to the venue, with the venue certificate checked', async () => {
    const proxy = await start({ kind, hosts: { [host]: portOf(secure), 'other.test': portOf(secure) } })
    expect(await ask(open(proxy), `https://${host}`)).toBe(`answer of ${host}`)
    expect(await talk(open(proxy), `wss://${host}`)).toBe('there and back')
    expect(proxy.tunnels).toEqual([`${host}:443`, `${host}:443`])
    expect((await failure(ask(open(proxy), 'https://other.test'))).message).toMatch(/other\.test/)
    expect((await failure(talk(open(proxy), 'wss://other.test'))).message).toMatch(/other\.test/)
  })

  it('the user name and the password are given, whatever they are made of', async () => {
    const user = { username: 'us%40er', password }
    const proxy = await start({ kind, ...user })
    expect(await ask({ url: proxy.url, ...user })).toBe(`answer of ${host}:8123`)
    expect(await talk({ url: proxy.url, ...user })).toBe('there and back')
    expect(proxy.logins).toEqual([`us%40er:${password}`, `us%40er:${password}`])
  })

  it('a wrong or missing password is told as what it is, and is not shown', async () => {
    const proxy = await start({ kind, username: 'user', password: 'right' })
    for (const [settings, message] of [
      [{ url: proxy.url, username: 'user', password }, /refused the user name or the password/],
      [open(proxy), /wants a user name and a password/],
    ] as const) {
      for (const error of [await failure(ask(settings)), await failure(talk(settings))]) {
        expect(error).toMatchObject({ code: 'unauthorized', retry: 'no' })
        expect(error.message).toMatch(message)
        expect(error.message).toContain(proxy.url)
        expect(JSON.stringify([error, error.message, error.stack])).not.toContain(password)
      }
    }
    expect(proxy.tunnels).toEqual([])
  })

  it('a host that the proxy does not reach, or does not allow, is named', async () => {
    for (const options of [
      { kind, hosts: {} },
      { kind, manner: 'forbid' },
    ] as const) {
      const proxy = await start(options)
      for (const error of [await failure(ask(open(proxy))), await failure(talk(open(proxy)))]) {
        expect(error).toMatchObject({ code: 'network', retry: 'later' })
        expect(error.message).toContain(`the proxy ${proxy.url} `)
        expect(error.message).toContain(`${host}:8123`)
      }
    }
  })

  it('a proxy that is dead, hangs up or speaks something else is named', async () => {
    const dead = await start({ kind })
    await dead.stop()
    proxies = []
    const rude = await start({ kind, manner: 'hang-up' })
    const other = await start({ kind, manner: 'nonsense' })
    for (const [proxy, message] of [
      [dead, /nothing listens there/],
      [rude, /ended the connection|does not speak/],
      [other, /does not speak|ended the connection|answered|would not connect/],
    ] as const) {
      for (const error of [await failure(ask(open(proxy))), await failure(talk(open(proxy)))]) {
        expect(error).toMatchObject({ code: 'network', retry: 'later' })
        expect(error.message).toContain(`the proxy ${proxy.url} `)
        expect(error.message).toMatch(message)
      }
    }
  })

  it('a proxy that says nothing is given up', async () => {
    const proxy = await start({ kind, manner: 'silent' })
    const clock = createManualClock()
    const opening = failure(openTunnel(open(proxy), host, 443, clock))
    await waitFor(() => proxy.connections() === 1, 'the connection to the proxy')
    clock.advance(tunnelWithinMs)
    const error = await opening
    expect(error).toMatchObject({ code: 'timeout', retry: 'later' })
    expect(error.message).toContain(proxy.url)
    expect(clock.pendingTimers()).toBe(0)
  })

  it('nothing stays connected once the client has stopped and the socket has ended', async () => {
    const proxy = await start({ kind })
    await ask(open(proxy))
    await talk(open(proxy))
    expect(proxy.connections()).toBe(2)
    for (const client of clients) client.stop()
    for (const socket of sockets) socket.terminate()
    await waitFor(() => proxy.connections() === 0, 'the proxy to be left')
  })
})
