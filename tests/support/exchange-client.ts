/** A plain client of the simulated exchange's own protocol, for tests that look at the wire itself. */
import { WebSocket } from 'ws'
import { waitFor } from './wait-for.ts'

export type WireFrame = Readonly<Record<string, unknown>> & { readonly type: string }

export type ExchangeClient = {
  readonly socket: WebSocket
  /** All frames so far, in their order. */
  readonly frames: WireFrame[]
  ofType(type: string): WireFrame[]
  /** Close code, or null while the socket is open. */
  closedWith(): number | null
  subscribe(topics: readonly string[], id?: number): void
  send(message: unknown): void
  /** Waits until a frame that matches has come. */
  next(matches: (frame: WireFrame) => boolean, what: string): Promise<WireFrame>
}

/** Resolves when the socket is open; rejects where it is not let in. */
export async function connectExchange(wsUrl: string): Promise<ExchangeClient> {
  const socket = new WebSocket(`${wsUrl}/stream`)
  const frames: WireFrame[] = []
  let closeCode: number | null = null
  socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString('utf8')) as WireFrame))
  socket.on('close', (code) => (closeCode = code))
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => {})
  const send = (message: unknown): void =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  return {
    socket,
    frames,
    ofType: (type) => frames.filter((frame) => frame.type === type),
    closedWith: () => closeCode,
    subscribe: (topics, id = 1) => send({ op: 'subscribe', topics, id }),
    send,
    next: (matches, what) => waitFor(() => frames.find(matches), what),
  }
}
