/** Looks at a venue's stream once: connects, logs in where the venue wants that, and leaves. */
import { WebSocket } from 'ws'
import { CodedError, codedError } from '../../shared/errors.ts'
import type { Clock } from '../lib/clock.ts'
import type { Credentials, Provider } from '../providers/provider.ts'
import { socketAgent } from './proxy.ts'
import type { ProxySettings } from './proxy.ts'

export type StreamProbe = {
  readonly provider: Provider
  readonly wsUrl: string
  readonly credentials: Credentials
  readonly proxy: ProxySettings | null
  readonly userAgent: string
  readonly clock: Clock
  readonly withinMs: number
}

// Venues that take the key in the address accept the socket first and complain on it.
const complaintWithinMs = 1_000
const refusals = new Map([
  [401, 'it refused the key (401)'],
  [403, 'it is forbidden (403)'],
  [407, 'a proxy on the way wants a user name and a password (407)'],
  [429, 'too many connections or requests (429)'],
  [451, 'it is not available in this country (451)'],
])

const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f]+/g, ' ').slice(0, 200)

function addressOf({ provider, wsUrl, credentials }: StreamProbe): URL {
  const url = new URL(provider.stream.paths[0], new URL(wsUrl).origin)
  for (const [name, value] of Object.entries(provider.stream.query?.(credentials) ?? {}))
    url.searchParams.set(name, value)
  return url
}

/** Answers what was reached, in words; rejects with a coded error that says what failed. The socket has ended by then. */
export async function probeStream(probe: StreamProbe, signal: AbortSignal): Promise<string> {
  const { provider, credentials, proxy, clock, withinMs } = probe
  const { stream } = provider
  const url = addressOf(probe)
  const needsLogin = stream.login !== undefined
  const listens = stream.query !== undefined
  return new Promise((resolve, reject) => {
    let cancelQuiet: (() => void) | null = null
    let over = false
    const socket = new WebSocket(url, {
      perMessageDeflate: false,
      maxPayload: 1024 * 1024,
      handshakeTimeout: withinMs,
      followRedirects: false,
      headers: { 'User-Agent': probe.userAgent },
      ...(proxy === null ? {} : { agent: socketAgent(proxy, clock) }),
    })

    const end = (outcome: CodedError | string): void => {
      if (over) return
      over = true
      cancelDeadline()
      cancelQuiet?.()
      signal.removeEventListener('abort', onAbort)
      socket.removeAllListeners()
      // One that is dropped while it connects reports that as an error, and without a listener that is a crash.
      socket.on('error', () => undefined)
      socket.terminate()
      if (typeof outcome === 'string') resolve(outcome)
      else reject(outcome)
    }
    const onAbort = (): void => end(codedError('cancelled', 'no longer wanted'))
    const late = (): void => {
      const waited = socket.readyState === WebSocket.OPEN ? 'did not accept the login' : 'did not open'
      end(codedError('timeout', `it ${waited} within ${withinMs / 1000} s`, 'later'))
    }
    const cancelDeadline = clock.after(withinMs, late)
    signal.addEventListener('abort', onAbort, { once: true })

    socket.on('open', () => {
      if (needsLogin) return
      if (!listens) return end(`connected to ${url.host}`)
      cancelQuiet = clock.after(complaintWithinMs, () => end(`connected to ${url.host}`))
    })
    socket.on('message', (data) => {
      // binaryType is left at its default, so messages are Buffers.
      const frame = stream.parse((data as Buffer).toString('utf8'))
      if (frame.fatal !== null)
        return end(codedError(frame.fatal.code, oneLine(frame.fatal.message), frame.fatal.retry))
      if (frame.login === 'asked') {
        for (const message of stream.login?.(credentials) ?? []) socket.send(message)
      }
      if (frame.login === 'accepted') return end(`connected to ${url.host} and logged in`)
      // Anything else that it says, it says to somebody it let in.
      if (!needsLogin) end(`connected to ${url.host}`)
    })
    socket.on('unexpected-response', (_request, response) => {
      const status = response.statusCode ?? 0
      const words = refusals.get(status) ?? `it answered ${status} instead of a stream`
      end(codedError(status === 401 ? 'unauthorized' : 'venue-refused', words))
    })
    socket.on('error', (error) => {
      if (error instanceof CodedError) end(error)
      else end(codedError('network', oneLine(error.message) || 'the connection failed', 'later'))
    })
    socket.on('close', (code, reason) => {
      const said = reason.length > 0 ? `: ${oneLine(reason.toString('utf8'))}` : ''
      end(codedError('venue-error', `it closed the connection at once (${code}${said})`, 'later'))
    })
  })
}
