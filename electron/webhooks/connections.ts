/** Keeps silent connections from crowding out senders: past a number, the longest silent one makes room. */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'

const patienceMs = 3000

/**
 * Connections that are being served are never dropped, nor those silent for less than three seconds, so that a burst of real senders
 * is left alone. `nowMs` is a monotonic clock.
 */
export function dropOldConnections(server: Server, nowMs: () => number, most: number): void {
  // In order of age: a Map keeps the order in which its keys came.
  const silentSince = new Map<Socket, number>()
  server.on('connection', (socket) => {
    silentSince.set(socket, nowMs())
    socket.once('close', () => silentSince.delete(socket))
    if (silentSince.size <= most) return
    const [oldest] = silentSince
    if (oldest !== undefined && nowMs() - oldest[1] > patienceMs) oldest[0].destroy()
  })
  const served = (
    request: { socket: Socket },
    response: { once(event: 'close', listener: () => void): unknown },
  ) => {
    const { socket } = request
    silentSince.delete(socket)
    response.once('close', () => {
      if (!socket.destroyed) silentSince.set(socket, nowMs())
    })
  }
  server.on('request', served)
  server.on('checkContinue', served)
}
