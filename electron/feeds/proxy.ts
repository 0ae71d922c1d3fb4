/** Reaches venues through the user's proxy: one way to open a tunnel, for REST and for streams, so that both work or both fail. */
import { EventEmitter } from 'node:events'
import type { Agent, ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import { callbackify } from 'node:util'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { SocksProxyAgent } from 'socks-proxy-agent'
import { Agent as RestAgent, buildConnector } from 'undici'
import type { Dispatcher } from 'undici'
import { codedError } from '../../shared/errors.ts'
import type { Clock } from '../lib/clock.ts'
import { systemClock } from '../lib/clock.ts'
import { refusedTunnel, tunnelFailure } from './proxy-errors.ts'

export { readProxyUrl } from './proxy-url.ts'

/** `url`: `http://host:port`, `https://host:port` or `socks5://host:port`, as `readProxyUrl` answers it. */
export type ProxySettings = {
  readonly url: string
  readonly username: string | null
  readonly password: string | null
}

/** From connecting to the proxy until it has connected us to the venue. */
export const tunnelWithinMs = 10_000

type ProxyAgent = HttpsProxyAgent<string> | SocksProxyAgent
type ConnectOptions = Parameters<SocksProxyAgent['connect']>[1]

const isSocks = (proxy: ProxySettings): boolean => proxy.url.startsWith('socks5:')

/** RFC 7617: the user name can't hold a colon; both go as UTF-8. */
function basicAuth({ username, password }: ProxySettings): Record<string, string> {
  if (username === null) return {}
  const pair = Buffer.from(`${username}:${password ?? ''}`, 'utf8').toString('base64')
  return { 'Proxy-Authorization': `Basic ${pair}` }
}

/** Credentials never stand in a URL that a library might print. `signal` ends the connection while the proxy is silent. */
function createAgent(proxy: ProxySettings, signal?: AbortSignal): ProxyAgent {
  if (!isSocks(proxy)) {
    return new HttpsProxyAgent(proxy.url, {
      headers: () => basicAuth(proxy),
      ...(signal === undefined ? {} : { signal }),
    })
  }
  // socks5h: names go to the proxy, which resolves them; ours may not know them, and need not be asked.
  const agent = new SocksProxyAgent(proxy.url.replace('socks5:', 'socks5h:'))
  // Its `timeout` would also end tunnels that stand and are quiet; without it a silent proxy is left after 30 s.
  agent.proxy.host = agent.proxy.host?.replace(/^\[|\]$/g, '') ?? ''
  if (proxy.username === null) return agent
  const login = { userId: proxy.username, password: proxy.password ?? '' }
  // RFC 1929 has one byte for each length.
  if (Object.values(login).some((text) => Buffer.byteLength(text, 'utf8') > 255))
    throw codedError('bad-request', 'SOCKS5 takes at most 255 bytes of user name and of password')
  // The library's own `proxy` takes them only from an address. Not enumerable: it prints these options when it is debugged.
  const named = { ...agent.proxy }
  for (const [key, value] of Object.entries(login)) Object.defineProperty(named, key, { value })
  return Object.assign(agent, { proxy: named })
}

/** Rejects with a coded error that names the proxy, never its password. */
async function connectThrough(
  proxy: ProxySettings,
  clock: Clock,
  request: ClientRequest,
  options: ConnectOptions,
): Promise<Socket> {
  const target = `${options.host ?? ''}:${String(options.port)}`
  const abort = new AbortController()
  let timedOut = false
  const cancelDeadline = clock.after(tunnelWithinMs, () => {
    timedOut = true
    abort.abort()
  })
  let status = 200
  request.once('proxyConnect', (answer: { statusCode: number }) => (status = answer.statusCode))
  try {
    const agent = createAgent(proxy, abort.signal)
    const late = new Promise<never>((_resolve, reject) => {
      abort.signal.addEventListener('abort', () => reject(new Error('no answer')), { once: true })
    })
    const opening = agent.connect(request, options)
    const socket = await Promise.race([
      opening.then((opened) => {
        // Nobody waits for it any more.
        if (timedOut) opened.destroy()
        return opened
      }),
      late,
    ])
    if (status === 200) return socket
    socket.destroy()
  } catch (error) {
    throw tunnelFailure(proxy, target, timedOut ? 'late' : error)
  } finally {
    cancelDeadline()
  }
  throw refusedTunnel(proxy, target, status)
}

/** A tunnel to `host`:`port` that carries bytes as they are; for those who want a socket and have no request. */
export function openTunnel(proxy: ProxySettings, host: string, port: number, clock: Clock): Promise<Socket> {
  // The libraries only tell a request what they do; there is none here.
  const request = Object.assign(new EventEmitter(), { destroy: () => undefined }) as unknown as ClientRequest
  return connectThrough(proxy, clock, request, { host, port, secureEndpoint: false })
}

/** For the `agent` option of a WebSocket, ws: or wss:. What fails at the proxy comes as the socket's `error`, a coded error. */
export function socketAgent(proxy: ProxySettings, clock: Clock = systemClock): Agent {
  // Each connection gets an agent of its own, and this one no password.
  const agent = createAgent({ ...proxy, username: null, password: null })
  agent.connect = (request: ClientRequest, options: ConnectOptions) =>
    connectThrough(proxy, clock, request, options)
  return agent
}

/**
 * For the `dispatcher` option of undici's `fetch`; without a proxy a direct one. Its owner destroys it. What fails at the proxy is the
 * cause of the rejection, a coded error. HTTP/1.1 only: each request in its own place, as the venues document their limits.
 */
export function restDispatcher(proxy: ProxySettings | null, clock: Clock = systemClock): Dispatcher {
  if (proxy === null) return new RestAgent({ allowH2: false })
  const secure = buildConnector({ allowH2: false })
  const open = callbackify(openTunnel)
  return new RestAgent({
    allowH2: false,
    connect(options, callback) {
      const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80)
      const host = options.hostname.replace(/^\[|\]$/g, '')
      open(proxy, host, port, clock, (error, socket) => {
        if (error) callback(error, null)
        else if (options.protocol === 'https:') secure({ ...options, httpSocket: socket }, callback)
        else callback(null, socket)
      })
    },
  })
}
