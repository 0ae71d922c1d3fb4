/** The HTTP server that webhooks are sent to: one route on the loopback interface, every limit set, every refusal counted. */
import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Cancel, Clock } from '../lib/clock.ts'
import { admit, allowedHosts, longestBodyBytes, type Refusal } from './admit.ts'
import { dropOldConnections } from './connections.ts'
import { isEmptyBody } from './read-body.ts'
import { createTokenBucket } from './token-bucket.ts'

type Message<S> = { source: S; headers: [string, string][]; body: Uint8Array }

export type ListenerDeps<S, P> = {
  readonly clock: Clock
  /** The source of a token, or null; called once for every POST, whatever its path. */
  find(token: string): S | null
  /** Whether the message, whole, is what its source asks for; asked before anything else looks into it. */
  judge(message: Message<S>): { readonly refusal: Refusal } | { readonly proof: P }
  /** Fulfilled when the message is on disk. */
  accept(message: Message<S> & { proof: P }): Promise<void>
  rejected(status: number, reason: string): void
  stateChanged(state: 'starting' | 'listening' | 'failed' | 'off', reason: string | null): void
}

export type Listener = {
  /** Fulfilled when it listens or the first try failed; it goes on trying the same port, and never takes another. */
  start(port: number): Promise<void>
  /** Takes nothing new, lets what is being received finish within a bound, and closes. */
  stop(): Promise<void>
  /** Port that it listens on, or null. */
  port(): number | null
}

const retryAfterMs = 3000
const finishWithinMs = 5000
const mostConnections = 2048
const lingerMs = 2000
const lingerBytes = 4 * 1024 * 1024
// Far past what senders do; a flood is answered 429, which is not sent again, before anything is looked up.
const allPerSecond = 20_000
const allBurst = 40_000
const wrongPerSecond = 50
const wrongBurst = 1000

const fixedHeaders = {
  'Content-Type': 'text/plain; charset=utf-8',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
}

/** Writes the whole answer but does not end it. */
function write(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>): void {
  const text = `${STATUS_CODES[status] ?? status}\n`
  response.writeHead(status, { ...fixedHeaders, ...headers, 'Content-Length': Buffer.byteLength(text) })
  response.write(text)
}

function pairs(rawHeaders: readonly string[]): [string, string][] {
  const found: [string, string][] = []
  for (let place = 0; place + 1 < rawHeaders.length; place += 2) {
    found.push([rawHeaders[place] ?? '', rawHeaders[place + 1] ?? ''])
  }
  return found
}

/** The whole body; null where it is longer than allowed, undefined where the sender left in the middle. */
function readAll(request: IncomingMessage): Promise<Uint8Array | null | undefined> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= longestBodyBytes) return void chunks.push(chunk)
      chunks = []
      resolve(null)
    })
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('error', () => resolve(undefined))
    request.on('close', () => resolve(undefined))
  })
}

/** Whether the rest of the body is short and of known length, so that the connection can go on after it. */
function isBounded({ headers }: IncomingMessage): boolean {
  return (
    headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= longestBodyBytes
  )
}

export function createListener<S, P>(deps: ListenerDeps<S, P>): Listener {
  const { clock } = deps
  const monotonic = () => clock.monotonicMs()
  const all = createTokenBucket(allPerSecond, allBurst, monotonic)
  const wrong = createTokenBucket(wrongPerSecond, wrongBurst, monotonic)
  let server: Server | null = null
  let boundPort: number | null = null
  let hosts: ReadonlySet<string> = new Set()
  let cancelRetry: Cancel | null = null
  let stopping = false
  const inFlight = new Set<Promise<void>>()
  /** Sockets that were answered outside of a request, so that none is counted twice. */
  const refused = new WeakSet<Socket>()

  /** Guessing has a rate of its own. */
  const refuseGuess = (request: IncomingMessage, response: ServerResponse, refusal: Refusal) => {
    const waitMs = refusal.status === 404 || refusal.status === 401 ? wrong.take() : null
    refuse(request, response, waitMs === null ? refusal : limited(waitMs))
  }

  const refuse = (
    request: IncomingMessage,
    response: ServerResponse,
    { status, reason, headers }: Refusal,
  ) => {
    deps.rejected(status, reason)
    if (response.headersSent || response.destroyed) return
    if (request.complete || isBounded(request)) {
      write(response, status, headers ?? {})
      response.end()
      return
    }
    // Closing on a sender that still sends would reset the connection and lose the answer on its way: what comes is
    // thrown away for a moment first, within bounds.
    write(response, status, { ...headers, Connection: 'close' })
    let thrownAway = 0
    const cancel = clock.after(lingerMs, () => response.end())
    request.on('data', (chunk: Buffer) => {
      thrownAway += chunk.length
      if (thrownAway > lingerBytes) response.end()
    })
    request.once('end', () => response.end())
    request.once('error', () => response.destroy())
    response.once('close', cancel)
    request.resume()
  }

  const limited = (waitMs: number): Refusal => ({
    status: 429,
    reason: 'too many requests',
    headers: { 'Retry-After': String(Math.max(1, Math.ceil(waitMs / 1000))) },
  })

  const handle = async (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => {
    const { method = '', url = '', rawHeaders } = request
    const flood = all.take()
    if (flood !== null) return refuse(request, response, limited(flood))
    const admission = admit({ method, url, rawHeaders }, hosts, deps.find)
    if ('refusal' in admission) return refuseGuess(request, response, admission.refusal)
    if (expectsContinue) response.writeContinue()
    const body = await readAll(request)
    if (body === undefined) {
      if (!refused.has(request.socket)) deps.rejected(400, 'the sender left before the end of the body')
      return
    }
    if (body === null) return refuse(request, response, { status: 413, reason: 'body over 64 KiB' })
    const message = { source: admission.source, headers: pairs(rawHeaders), body }
    const judgement = deps.judge(message)
    if ('refusal' in judgement) return refuseGuess(request, response, judgement.refusal)
    if (isEmptyBody(body)) return refuse(request, response, { status: 400, reason: 'empty body' })
    try {
      await deps.accept({ ...message, proof: judgement.proof })
    } catch {
      // 500 is what senders try again after; the cause is in the log.
      return refuse(request, response, { status: 500, reason: 'could not be stored' })
    }
    if (response.destroyed) return
    write(response, 200, {})
    response.end()
  }

  const onRequest = (expectsContinue: boolean) => (request: IncomingMessage, response: ServerResponse) => {
    response.on('error', () => undefined)
    const work = handle(request, response, expectsContinue).catch(() => void response.destroy())
    inFlight.add(work)
    void work.finally(() => inFlight.delete(work))
  }

  const refuseSocket = (socket: Socket, status: number, reason: string) => {
    deps.rejected(status, reason)
    refused.add(socket)
    socket.on('error', () => undefined)
    if (!socket.writable) socket.destroy()
    else
      socket.end(
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
        () => socket.destroySoon(),
      )
  }

  const make = (): Server => {
    const made = createServer({
      connectionsCheckingInterval: 500,
      headersTimeout: 5000,
      requestTimeout: 10_000,
      keepAliveTimeout: 5000,
      maxHeaderSize: 16 * 1024,
      insecureHTTPParser: false,
      requireHostHeader: true,
      // A client that offers HTTP/2 with its POST goes on in HTTP/1.1; a WebSocket is refused below.
      shouldUpgradeCallback: (request) => request.method !== 'POST',
    })
    made.maxHeadersCount = 64
    made.maxRequestsPerSocket = 100
    // A burst of as many senders as this is let in; silent connections past 256 are dropped, see connections.ts.
    made.maxConnections = mostConnections
    dropOldConnections(made, monotonic, 256)
    made.on('request', onRequest(false))
    made.on('checkContinue', onRequest(true))
    made.on('checkExpectation', (request, response) =>
      refuse(request, response, { status: 417, reason: 'unknown expectation' }),
    )
    made.on('upgrade', (_request, socket: Socket) => refuseSocket(socket, 403, 'upgrade'))
    made.on('connect', (_request, socket: Socket) => refuseSocket(socket, 405, 'method CONNECT'))
    made.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      if (error.code === 'ECONNRESET') return void socket.destroy()
      const status =
        error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
      refuseSocket(socket, status, status === 408 ? 'the request took too long' : 'not a well-formed request')
    })
    return made
  }

  const open = (port: number): Promise<void> =>
    new Promise((resolve) => {
      deps.stateChanged('starting', null)
      const made = make()
      server = made
      const onError = (error: NodeJS.ErrnoException) => {
        server = null
        const reason =
          error.code === 'EADDRINUSE'
            ? `port ${port} is used by another program`
            : error.code === 'EACCES'
              ? `port ${port} may not be opened by this user`
              : `port ${port}: ${error.message}`
        deps.stateChanged('failed', `${reason}; trying again every ${retryAfterMs / 1000} s`)
        if (!stopping) cancelRetry = clock.after(retryAfterMs, () => void open(port))
        resolve()
      }
      made.once('error', onError)
      made.listen({ port, host: '127.0.0.1', backlog: mostConnections }, () => {
        made.off('error', onError)
        // A connection that can't be taken (out of file descriptors) is one refusal, not the end of the server.
        made.on('error', (error) => deps.rejected(503, error.message))
        boundPort = (made.address() as AddressInfo).port
        hosts = allowedHosts(boundPort)
        deps.stateChanged('listening', null)
        resolve()
      })
    })

  return {
    start(port) {
      stopping = false
      return open(port)
    },
    async stop() {
      stopping = true
      cancelRetry?.()
      cancelRetry = null
      const closing = server
      server = null
      boundPort = null
      if (closing !== null) {
        const closed = new Promise<void>((resolve) => closing.close(() => resolve()))
        closing.closeIdleConnections()
        const finished = Promise.allSettled(inFlight)
        let cancel: Cancel = () => undefined
        const late = new Promise<void>((resolve) => (cancel = clock.after(finishWithinMs, resolve)))
        await Promise.race([finished, late])
        cancel()
        // Answers that were just written leave with the sockets' last bytes; whatever is still open then is ended.
        await new Promise((resolve) => setImmediate(resolve))
        closing.closeIdleConnections()
        closing.closeAllConnections()
        await closed
      }
      deps.stateChanged('off', null)
    },
    port: () => boundPort,
  }
}
