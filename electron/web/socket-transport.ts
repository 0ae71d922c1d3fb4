/** The bridge over WebSocket: admits a client before the handshake, and makes its socket a channel. */
import { STATUS_CODES, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { createInlet } from '../../shared/channel.ts'
import type { Channel } from '../../shared/wire.ts'
import { fullBufferBytes } from '../bridge/publisher.ts'
import { longestMessage } from '../bridge/session.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { refusalOf, type Access } from './access.ts'

const pingPeriodMs = 15_000
const mostClients = 32

/** Makes a channel of an open socket. A socket that does not answer a ping until the next one is ended. */
export function channelOfSocket(socket: WebSocket, clock: Clock): Channel {
  const inlet = createInlet()
  let answered = true
  const stopPings = clock.every(pingPeriodMs, () => {
    // A peer that is gone answers no closing handshake either.
    if (!answered) return socket.terminate()
    answered = false
    socket.ping()
  })
  socket.on('pong', () => (answered = true))
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    answered = true
    if (isBinary) socket.close(1003, 'numbers go from the core to its clients only')
    else inlet.deliver(data.toString('utf8'))
  })
  // `close` follows; without a listener the error would end the process.
  socket.on('error', () => socket.terminate())
  socket.on('close', () => {
    stopPings()
    inlet.end()
  })
  return {
    send(message) {
      if (socket.readyState !== socket.OPEN) return
      if (typeof message === 'string') socket.send(message)
      else socket.send(new Uint8Array(message.buffer, message.byteOffset, message.byteLength))
    },
    onMessage: inlet.onMessage,
    onClose: inlet.onClose,
    close() {
      // Behind a full buffer the closing frame would never be read, and the buffer would stay.
      if (socket.bufferedAmount > fullBufferBytes) socket.terminate()
      else socket.close(1001)
      inlet.end()
    },
    bufferedBytes: () => socket.bufferedAmount,
  }
}

export type SocketTransportDeps = {
  readonly access: Access
  /** Our own port, for the names by which we may be asked. */
  port(): number
  attach(channel: Channel): void
  readonly clock: Clock
  readonly log: Log
}

export type SocketTransport = {
  /** The HTTP server's `upgrade` listener. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  clients(): number
  /** Ends all clients at once. */
  close(): void
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  socket.once('finish', () => socket.destroy())
}

export function createSocketTransport({
  access,
  port,
  attach,
  clock,
  log,
}: SocketTransportDeps): SocketTransport {
  const server = new WebSocketServer({
    noServer: true,
    // Compression costs far more than loopback bytes do.
    perMessageDeflate: false,
    maxPayload: longestMessage,
    clientTracking: true,
  })

  const statusOf = (request: IncomingMessage): number | null => {
    const refusal = refusalOf(request, port())
    if (refusal !== null) return refusal.status
    if (request.url !== '/bridge') return 404
    if (!access.isLetIn(request.headersDistinct, port())) return 401
    return server.clients.size >= mostClients ? 503 : null
  }

  return {
    upgrade(request, socket, head) {
      socket.on('error', () => socket.destroy())
      const status = statusOf(request)
      if (status !== null) {
        log.warn({ status, path: request.url?.split('?')[0]?.slice(0, 200) }, 'a WebSocket was refused')
        return refuse(socket, status)
      }
      server.handleUpgrade(request, socket, head, (client) => attach(channelOfSocket(client, clock)))
    },
    clients: () => server.clients.size,
    close() {
      for (const client of server.clients) {
        client.close(1001, 'stopping')
        client.terminate()
      }
      server.close()
    },
  }
}
