/** The wires that the bridge crosses: memory, a real WebSocket, and real message ports in the shape of Electron's. */
import { MessageChannel, type MessagePort as NodePort } from 'node:worker_threads'
import { channelOfPortMain, type PortMain } from '../../electron/bridge/port-channel-main.ts'
import { systemClock } from '../../electron/lib/clock.ts'
import { silentLog } from '../../electron/lib/log.ts'
import { createAccess } from '../../electron/web/access.ts'
import { startWebServer } from '../../electron/web/http-server.ts'
import { openPortChannel, type PortWindow } from '../../renderer/bridge/port-channel.ts'
import { openWebSocketChannel } from '../../renderer/bridge/web-socket-channel.ts'
import type { Channel, WireMessage } from '../../shared/wire.ts'
import { createMemoryPair } from '../support/memory-channel.ts'

/** The core's end, with everything it sent in the order of sending, and a buffer that a test can fill. */
export type CoreEnd = Channel & { readonly sent: WireMessage[]; setBufferedBytes(bytes: number): void }

export type Wire = {
  /** A new connection; the core's end is attached before the client's end is answered. */
  connect(): Promise<Channel>
  readonly coreEnds: CoreEnd[]
  close(): Promise<void>
}

function tap(channel: Channel): CoreEnd {
  const sent: WireMessage[] = []
  let buffered: number | null = null
  return {
    ...channel,
    sent,
    send(message) {
      sent.push(message)
      channel.send(message)
    },
    bufferedBytes: () => buffered ?? channel.bufferedBytes(),
    setBufferedBytes: (bytes) => void (buffered = bytes),
  }
}

type Attach = (channel: Channel) => void

async function memoryWire(attach: Attach): Promise<Wire> {
  const coreEnds: CoreEnd[] = []
  return {
    coreEnds,
    connect() {
      const [core, client] = createMemoryPair()
      const end = tap(core)
      coreEnds.push(end)
      attach(end)
      return Promise.resolve(client)
    },
    close: () => Promise.resolve(),
  }
}

// Node's WebSocket takes headers, which the browser's type does not know.
type HeaderWebSocket = new (url: string, options: { headers: Record<string, string> }) => WebSocket

async function webSocketWire(attach: Attach): Promise<Wire> {
  const coreEnds: CoreEnd[] = []
  const access = createAccess('test-token')
  const server = await startWebServer({
    root: '/nowhere',
    access,
    port: 0,
    clock: systemClock,
    log: silentLog,
    attach(channel) {
      const end = tap(channel)
      coreEnds.push(end)
      attach(end)
    },
  })
  const Socket = WebSocket as unknown as HeaderWebSocket
  const headers = { authorization: 'Bearer test-token' }
  return {
    coreEnds,
    connect: () =>
      openWebSocketChannel(() => new Socket(`ws://127.0.0.1:${server.port}/bridge`, { headers })),
    close: server.close,
  }
}

/** A worker's port with the events of Electron's `MessagePortMain`: the listener gets an event, not the bare data. */
export function portMainOf(port: NodePort): PortMain {
  return {
    on(event: 'message' | 'close', listener: (event: { data: unknown }) => void) {
      if (event === 'message') port.on('message', (data) => listener({ data }))
      else port.on('close', () => listener({ data: undefined }))
      return this
    },
    postMessage: (message) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
  }
}

async function portWire(attach: Attach): Promise<Wire> {
  const coreEnds: CoreEnd[] = []
  const origin = 'app://bundle'
  const target = Object.assign(new EventTarget(), { location: { origin } }) as EventTarget & PortWindow
  const requestPort = () => {
    const { port1, port2 } = new MessageChannel()
    const end = tap(channelOfPortMain(portMainOf(port1)))
    coreEnds.push(end)
    attach(end)
    const message = { source: target, origin, data: { __tickerdeck: 'port' }, ports: [port2] }
    queueMicrotask(() => target.dispatchEvent(Object.assign(new Event('message'), message)))
  }
  return {
    coreEnds,
    connect: () => openPortChannel(target, { requestPort }),
    close: () => Promise.resolve(),
  }
}

export const wires = {
  'memory pair': memoryWire,
  WebSocket: webSocketWire,
  'message port': portWire,
} satisfies Record<string, (attach: Attach) => Promise<Wire>>
