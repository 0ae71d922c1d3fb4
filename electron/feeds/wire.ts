/** The only file that opens a stream's socket: one WebSocket with its limits set, and its end told once, in words. */
import type { Agent } from 'node:http'
import { WebSocket } from 'ws'
import { CodedError } from '../../shared/errors.ts'
import type { RetryAdvice } from '../../shared/errors.ts'
import { retryAfterMs } from './retry-after.ts'

export type WireHandlers = {
  opened(): void
  /** Hot. */
  message(text: string): void
  control(isPong: boolean): void
  /** Told once, never after `end`. */
  ended(reason: string, retry: RetryAdvice): void
}

export type Wire = {
  send(text: string): void
  ping(): void
  /** Drops the link without waiting for the other side, which may be gone; no handler is called afterwards. */
  end(): void
}

export type WireOptions = {
  /** May hold a key in its query: never shown. */
  readonly url: string
  readonly userAgent: string
  readonly handshakeMs: number
  /** Leads through the user's proxy; null connects directly. */
  readonly agent: Agent | null
  /** Wall clock, for a `Retry-After` that is a date. */
  now(): number
  /** Takes keys out of what others wrote. */
  hide(text: string): string
}

const maxPayloadBytes = 1024 * 1024
// The venue will not change its mind by being asked again: bad key, forbidden, blocked for legal reasons.
const refusals = new Map([
  [401, 'not authorized'],
  [403, 'forbidden'],
  [451, 'not available in this country'],
])

export function openWire(options: WireOptions, handlers: WireHandlers): Wire {
  let over = false
  let failure: { reason: string; retry: RetryAdvice } | null = null
  /** What others wrote, made fit for one line. Keys go before the cut, which could leave half of one. */
  const oneLine = (text: string): string =>
    options
      .hide(text)
      .replace(/[\u0000-\u001f\u007f]+/g, ' ')
      .slice(0, 160)
  const socket = new WebSocket(options.url, {
    // Inflating costs far more than the bytes that it saves.
    perMessageDeflate: false,
    maxPayload: maxPayloadBytes,
    handshakeTimeout: options.handshakeMs,
    followRedirects: false,
    headers: { 'User-Agent': options.userAgent },
    ...(options.agent === null ? {} : { agent: options.agent }),
  })

  const end = (): void => {
    if (over) return
    over = true
    socket.removeAllListeners()
    // A socket that is dropped while it connects still reports that as an error, and without a listener that is a crash.
    socket.on('error', () => undefined)
    socket.terminate()
  }
  const endWith = (reason: string, retry: RetryAdvice): void => {
    if (over) return
    end()
    handlers.ended(reason, retry)
  }

  socket.on('open', () => handlers.opened())
  // binaryType is left at its default, so messages are Buffers.
  socket.on('message', (data) => handlers.message((data as Buffer).toString('utf8')))
  socket.on('ping', () => handlers.control(false))
  socket.on('pong', () => handlers.control(true))
  socket.on('error', (cause) => {
    const reason = oneLine(cause.message) || 'connection failed'
    failure = { reason, retry: cause instanceof CodedError ? cause.retry : 'later' }
  })
  socket.on('close', (code, reason) => {
    const words = reason.length > 0 ? `: ${oneLine(reason.toString('utf8'))}` : ''
    const closed = { reason: `closed by the venue (${code}${words})`, retry: 'later' as const }
    const end = failure ?? closed
    endWith(end.reason, end.retry)
  })
  socket.on('unexpected-response', (_request, response) => {
    const status = response.statusCode ?? 0
    const refusal = refusals.get(status)
    if (refusal !== undefined) return endWith(`the venue answered ${status}, ${refusal}`, 'no')
    const { 'retry-after': retryAfter, date } = response.headers
    const afterMs = retryAfterMs(retryAfter, options.now(), date)
    endWith(`the venue answered ${status} instead of a stream`, afterMs === null ? 'later' : { afterMs })
  })

  return {
    send(text) {
      if (!over && socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    ping() {
      if (!over && socket.readyState === WebSocket.OPEN) socket.ping()
    },
    end,
  }
}
