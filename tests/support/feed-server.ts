/** A venue's stream on loopback that does what a test tells it, on real sockets. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { LastTrade } from '../../electron/providers/provider.ts'
import type { TestFrame } from './feed-provider.ts'

type Asked = { add: string[]; remove: string[]; id: number }

export type FeedClient = {
  /** Path and query that it asked for. */
  readonly path: string
  /** Every message of the client, as sent. */
  readonly received: string[]
  /** Subscriptions only, in order. */
  readonly asked: Asked[]
  /** What the client is subscribed to, by its own messages. */
  readonly topics: Set<string>
  send(frame: TestFrame | string): void
  close(code: number, reason?: string): void
  /** From now on nothing is read and nothing answered, and the link stays up: half open. */
  freeze(): void
  /** Reads on: among the rest, that the other side may have gone. */
  thaw(): void
  isOpen(): boolean
}

export type FeedServer = {
  readonly url: string
  /** Every client so far, oldest first. */
  readonly clients: FeedClient[]
  readonly handshakes: IncomingHttpHeaders[]
  /** What to do with a new client; by default each topic is acknowledged and quoted once. */
  onClient: (client: FeedClient) => void
  onAsked: (client: FeedClient, asked: Asked) => void
  /** Answers upgrades with this HTTP status instead of a stream; `hang` never answers. */
  refuseWith: { status: number; headers?: Record<string, string> } | 'hang' | null
  /** What a REST ticker answers, by symbol; null answers 404. */
  tickers: Record<string, number> | null
  /** What REST answers for a symbol's last trade: null never traded, `unknown` 404; a symbol that is not here answers 503. */
  lastTrades: Record<string, LastTrade | 'unknown' | null>
  /** The venue's clock, in the `Date` of each REST answer; null tells none. */
  now: (() => number) | null
  /** Symbols that REST was asked the last trade of. */
  readonly asked: string[]
  openClients(): number
  stop(): Promise<void>
}

const lastOf = (topic: string): string => topic.slice(topic.indexOf('.') + 1)

export function acknowledge(client: FeedClient, { add }: Asked): void {
  if (add.length === 0) return
  client.send({
    ack: add,
    quotes: add.map((topic) => ({ symbol: lastOf(topic), last: 100, snapshot: true })),
  })
}

export async function startFeedServer(port = 0): Promise<FeedServer> {
  const answerLast = (symbol: string): { status: number; body: unknown } => {
    server.asked.push(symbol)
    const last = server.lastTrades[symbol]
    if (last === undefined) return { status: 503, body: { message: 'in trouble' } }
    return last === 'unknown'
      ? { status: 404, body: { message: 'no such symbol' } }
      : { status: 200, body: last }
  }
  const http = createServer((request, response) => {
    response.sendDate = false
    if (server.now !== null) response.setHeader('Date', new Date(server.now()).toUTCString())
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (pathname === '/last') {
      const { status, body } = answerLast(searchParams.get('symbol') ?? '')
      return void response.writeHead(status).end(JSON.stringify(body))
    }
    if (server.tickers === null) return void response.writeHead(404).end()
    response.end(JSON.stringify(Object.entries(server.tickers).map(([symbol, last]) => ({ symbol, last }))))
  })
  const sockets = new WebSocketServer({ noServer: true })
  const links = new Set<Duplex>()
  const server: FeedServer = {
    url: '',
    clients: [],
    handshakes: [],
    onClient: () => undefined,
    onAsked: acknowledge,
    refuseWith: null,
    tickers: null,
    lastTrades: {},
    now: null,
    asked: [],
    openClients: () => server.clients.filter((client) => client.isOpen()).length,
    async stop() {
      for (const link of links) link.destroy()
      sockets.close()
      http.close()
      http.closeAllConnections()
      await once(http, 'close')
    },
  }

  const accept = (socket: WebSocket, path: string): void => {
    const client: FeedClient = {
      path,
      received: [],
      asked: [],
      topics: new Set(),
      send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
      close: (code, reason) => socket.close(code, reason),
      freeze: () => socket.pause(),
      thaw: () => socket.resume(),
      isOpen: () => socket.readyState === socket.OPEN,
    }
    socket.on('error', () => undefined)
    socket.on('message', (data) => {
      const text = (data as Buffer).toString('utf8')
      client.received.push(text)
      if (!text.startsWith('{"add"')) return
      const asked = JSON.parse(text) as Asked
      client.asked.push(asked)
      for (const topic of asked.add) client.topics.add(topic)
      for (const topic of asked.remove) client.topics.delete(topic)
      server.onAsked(client, asked)
    })
    server.clients.push(client)
    server.onClient(client)
  }

  http.on('upgrade', (request, link, head) => {
    links.add(link)
    link.on('close', () => links.delete(link))
    link.on('error', () => undefined)
    server.handshakes.push(request.headers)
    const { refuseWith } = server
    if (refuseWith === 'hang') return
    if (refuseWith === null) {
      return sockets.handleUpgrade(request, link, head, (socket) => accept(socket, request.url ?? ''))
    }
    const headers = Object.entries(refuseWith.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`)
    link.end(
      `HTTP/1.1 ${refuseWith.status} No\r\n${headers.join('')}Connection: close\r\nContent-Length: 0\r\n\r\n`,
    )
  })
  http.listen(port, '127.0.0.1')
  await once(http, 'listening')
  return Object.assign(server, { url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}` })
}
