/** The simulated exchange: a real HTTP and WebSocket server on loopback that speaks the protocol of `wire-format.ts`. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { codedError } from '../../shared/errors.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { createControl, type Control } from './control.ts'
import { createFaults, restOutcome, type Faults } from './faults.ts'
import { simulatedListings } from './instruments.ts'
import { createMarketSeries } from './market-series.ts'
import { createReplay, type Replay, type ReplayRequest } from './replay.ts'
import { answerRest } from './rest-routes.ts'
import type { Series } from './series.ts'
import { createStreamServer } from './stream-server.ts'
import { maxRequestsPerMinute } from './wire-format.ts'

export type ExchangeOptions = {
  readonly clock: Clock
  readonly log: Log
  /** 0, the default, takes any free one. */
  readonly port?: number
  /** The same seed gives the same market. */
  readonly seed?: number
  /** Serves `/control` (see `control.ts`); for tests in another process. */
  readonly control?: boolean
  readonly replay?: ReplayRequest
}

export type Exchange = {
  /** Origins, without a path. */
  readonly restUrl: string
  readonly wsUrl: string
  readonly faults: Faults
  readonly replay: Replay
  /** Open sockets of the stream. */
  connections(): number
  close(): Promise<void>
}

const host = '127.0.0.1'
const defaultSeed = 20_260
const minuteMs = 60_000

function reply(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(text)
}
const problem = (code: string, message: string): string => JSON.stringify({ code, message })

/** Counts requests of each calendar minute; answers the seconds to wait once there were too many, else null. */
function createRateLimit(clock: Clock): () => number | null {
  let minute = 0
  let count = 0
  return () => {
    const now = clock.now()
    if (Math.floor(now / minuteMs) !== minute) {
      minute = Math.floor(now / minuteMs)
      count = 0
    }
    count += 1
    return count > maxRequestsPerMinute ? Math.ceil(((minute + 1) * minuteMs - now) / 1000) : null
  }
}

/**
 * Starts listening on 127.0.0.1. Rejects with `conflict` where the port is taken, and with `bad-request` naming line and reason for a
 * replay that cannot be read.
 */
export async function startExchange(options: ExchangeOptions): Promise<Exchange> {
  const { clock, log, port = 0, seed = defaultSeed } = options
  const now = (): number => clock.now() + faults.plan().clockOffsetMs
  const simulated = simulatedListings.map((listing) => createMarketSeries(seed, listing))
  const listing = (more: readonly Series[]) =>
    new Map([...simulated, ...more].map((series) => [series.listing.symbol, series]))
  let listed = listing([])

  const faults = createFaults(
    () => stream.drop(),
    () => stream.refresh(),
  )
  const stream = createStreamServer({ clock, log, now, plan: faults.plan, listed: () => listed })
  const replay = createReplay(now, (series) => {
    listed = listing(series)
    stream.refresh()
  })
  const control: Control | null =
    options.control === true ? createControl(faults, replay, stream.connections) : null
  const waitSeconds = createRateLimit(clock)

  const serve = (request: IncomingMessage, response: ServerResponse, url: URL): void => {
    const wait = waitSeconds()
    if (wait !== null) {
      reply(response, 429, problem('RATE_LIMITED', `wait ${wait} s`), { 'retry-after': String(wait) })
      return
    }
    const { status, body } = answerRest(request.method ?? '', url.pathname, url.searchParams, {
      listed,
      now: now(),
    })
    reply(response, status, JSON.stringify(body))
  }
  const serveAsPlanned = (request: IncomingMessage, response: ServerResponse, url: URL): void => {
    const outcome = restOutcome(faults.plan())
    if (outcome === 'serve') return serve(request, response, url)
    if (outcome === 'destroy') return void request.destroy()
    // Left unanswered; the connection ends with the exchange or the client's patience.
    if (outcome === 'ignore') return
    switch (outcome.kind) {
      case 'rate-limited':
        return reply(response, 429, problem('RATE_LIMITED', `wait ${outcome.retryAfterSeconds} s`), {
          'retry-after': String(outcome.retryAfterSeconds),
        })
      case 'status':
        return reply(response, outcome.status, problem('UNAVAILABLE', 'the exchange has a problem'))
      case 'html':
        return reply(response, 200, '<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' })
      case 'slow':
        clock.after(outcome.delayMs, () => serve(request, response, url))
    }
  }

  const server = createServer((request, response) => {
    try {
      const url = new URL(request.url ?? '/', `http://${host}`)
      // No web page is a client of this exchange.
      if (request.headers.origin !== undefined)
        return reply(response, 403, problem('FORBIDDEN', 'not for browsers'))
      if (control !== null && url.pathname.startsWith('/control')) {
        control(request, url.pathname).then(
          ({ status, body }) => reply(response, status, JSON.stringify(body)),
          (error: unknown) => log.error({ err: error }, 'the control route failed'),
        )
        return
      }
      serveAsPlanned(request, response, url)
    } catch (error) {
      log.error({ err: error, url: request.url }, 'a request failed')
      if (!response.headersSent)
        reply(response, 400, problem('BAD_REQUEST', 'the request could not be served'))
    }
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('upgrade', (request, socket, head): void => {
    socket.on('error', (error) => log.debug({ err: error }, 'an upgrade broke off'))
    const { refuseConnections, freezeEverything } = faults.plan()
    if (refuseConnections) return void socket.destroy()
    if (freezeEverything) return
    if (request.headers.origin !== undefined)
      return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
    if (request.url !== '/stream')
      return void socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
    stream.upgrade(request, socket, head)
  })

  const close = async (): Promise<void> => {
    stream.close()
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const socket of sockets) socket.destroy()
    await closed
  }

  try {
    if (options.replay !== undefined) replay.start(options.replay)
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, resolve)
    })
  } catch (error) {
    stream.close()
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    throw taken ? codedError('conflict', `port ${port} of ${host} is taken`, 'later') : error
  }
  const address = server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  log.info({ port: bound, seed }, 'the simulated exchange is open')
  return {
    restUrl: `http://${host}:${bound}`,
    wsUrl: `ws://${host}:${bound}`,
    faults,
    replay,
    connections: stream.connections,
    close,
  }
}
