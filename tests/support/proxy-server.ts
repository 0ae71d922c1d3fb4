/** Real proxies on loopback: HTTP CONNECT, also over TLS, and SOCKS5, with and without a password. They alone know the names of hosts. */
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { testCertificate, testKey } from './test-certificate.ts'

export type ProxyKind = 'http' | 'https' | 'socks5'

export type ProxyOptions = {
  readonly kind: ProxyKind
  readonly username?: string
  readonly password?: string
  /** Hosts that it can reach, and their ports on loopback. */
  readonly hosts?: Readonly<Record<string, number>>
  /** `silent`: accepts and says nothing. `hang-up`: reads and ends. `nonsense`: speaks another protocol. `forbid`: refuses every host. */
  readonly manner?: 'silent' | 'hang-up' | 'nonsense' | 'forbid'
}

export type TestProxy = {
  readonly url: string
  /** Hosts that it connected clients to, `name:port` as they asked for them. */
  readonly tunnels: string[]
  /** How each client named itself, `name:password`; '' for not at all. */
  readonly logins: string[]
  connections(): number
  stop(): Promise<void>
}

type Shared = {
  readonly options: ProxyOptions
  readonly tunnels: string[]
  readonly logins: string[]
  readonly links: Set<Socket>
}

/** Port on loopback; null where the proxy knows no such host. */
const find = ({ options }: Shared, host: string): number | null =>
  options.manner === 'forbid' ? null : (options.hosts?.[host] ?? null)

const isRight = ({ options }: Shared, login: string): boolean =>
  options.username === undefined || login === `${options.username}:${options.password ?? ''}`

function join({ links }: Shared, client: Duplex, port: number, ready: () => void): void {
  const venue = connect(port, '127.0.0.1', () => {
    ready()
    venue.pipe(client)
    client.pipe(venue)
  })
  links.add(venue)
  venue.on('error', () => client.destroy())
  venue.on('close', () => (links.delete(venue), client.destroy()))
  client.on('close', () => venue.destroy())
}

function misbehaves({ options: { manner } }: Shared, client: Socket): boolean {
  if (manner === 'hang-up') client.once('data', () => client.end())
  if (manner === 'nonsense') client.once('data', () => client.end('220 mail.test ready\r\n\r\n'))
  return manner === 'hang-up' || manner === 'nonsense' || manner === 'silent'
}

function serveHttp(shared: Shared) {
  const { options } = shared
  const server =
    options.kind === 'https' ? createHttpsServer({ key: testKey, cert: testCertificate }) : createHttpServer()
  server.on('connect', (request, client: Duplex) => {
    client.on('error', () => undefined)
    const target = request.url ?? ''
    const [, encoded = ''] = /^Basic (.+)$/.exec(request.headers['proxy-authorization'] ?? '') ?? []
    const login = Buffer.from(encoded, 'base64').toString('utf8')
    shared.logins.push(login)
    const answer = (status: string): unknown => client.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`)
    if (!isRight(shared, login))
      return answer('407 Proxy Authentication Required\r\nProxy-Authenticate: Basic')
    const port = find(shared, target.replace(/:\d+$/, ''))
    if (port === null) return answer(options.manner === 'forbid' ? '403 Forbidden' : '502 Bad Gateway')
    shared.tunnels.push(target)
    return join(shared, client, port, () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'))
  })
  return server
}

/** RFC 1928, and RFC 1929 for the password. Answers come byte by byte, as they may. */
function serveSocks(shared: Shared, client: Socket): void {
  let data = Buffer.alloc(0)
  let phase: 'hello' | 'login' | 'connect' | 'open' = 'hello'
  const { username } = shared.options
  const say = (...bytes: number[]): void => bytes.forEach((byte) => client.write(Buffer.from([byte])))
  const take = (length: number): Buffer => {
    const taken = data.subarray(0, length)
    data = data.subarray(length)
    return taken
  }
  const reply = (code: number): void => say(5, code, 0, 1, 0, 0, 0, 0, 0, 0)

  const read = (): void => {
    if (phase === 'hello' && data.length >= 2 && data.length >= 2 + (data[1] ?? 0)) {
      const methods = [...take(2 + (data[1] ?? 0)).subarray(2)]
      const wanted = username === undefined ? 0 : 2
      if (!methods.includes(wanted)) {
        shared.logins.push('')
        say(5, 0xff)
        return void client.end()
      }
      if (wanted === 0) shared.logins.push('')
      phase = wanted === 0 ? 'connect' : 'login'
      say(5, wanted)
    }
    if (phase === 'login' && data.length >= 3) {
      const nameLength = data[1] ?? 0
      const passwordLength = data[2 + nameLength]
      if (passwordLength === undefined || data.length < 3 + nameLength + passwordLength) return
      const login = take(3 + nameLength + passwordLength)
      const named = `${login.toString('utf8', 2, 2 + nameLength)}:${login.toString('utf8', 3 + nameLength)}`
      shared.logins.push(named)
      if (!isRight(shared, named)) {
        say(1, 1)
        return void client.end()
      }
      phase = 'connect'
      say(1, 0)
    }
    if (phase === 'connect' && data.length >= 5) {
      const isName = data[3] === 3
      const hostLength = isName ? (data[4] ?? 0) : 4
      const start = isName ? 5 : 4
      if (data.length < start + hostLength + 2) return
      const asked = take(start + hostLength + 2)
      const hostBytes = asked.subarray(start, start + hostLength)
      const host = isName ? hostBytes.toString('utf8') : hostBytes.join('.')
      phase = 'open'
      client.off('data', onData)
      const port = find(shared, host)
      if (port === null) {
        reply(shared.options.manner === 'forbid' ? 2 : 4)
        return void client.end()
      }
      shared.tunnels.push(`${host}:${asked.readUInt16BE(start + hostLength)}`)
      join(shared, client, port, () => reply(0))
    }
  }
  const onData = (chunk: Buffer): void => {
    data = Buffer.concat([data, chunk])
    read()
  }
  client.on('data', onData)
}

/** `port`: 0 for a free one. */
export async function startProxy(options: ProxyOptions): Promise<TestProxy> {
  const shared: Shared = { options, tunnels: [], logins: [], links: new Set() }
  const clients = new Set<Socket>()
  const speaks = options.kind === 'socks5' || ['silent', 'hang-up', 'nonsense'].includes(options.manner ?? '')
  const server = speaks
    ? createServer((client) => {
        if (!misbehaves(shared, client)) serveSocks(shared, client)
      })
    : serveHttp(shared)
  server.on('connection', (client: Socket) => {
    clients.add(client)
    client.on('error', () => undefined)
    client.on('close', () => clients.delete(client))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `${options.kind}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tunnels: shared.tunnels,
    logins: shared.logins,
    connections: () => clients.size,
    async stop() {
      for (const link of [...clients, ...shared.links]) link.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
