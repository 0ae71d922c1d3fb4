/** The double's message ports: real ones of Node, with the shape and the rules of Electron's. */
import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { MessageChannelMain as RealChannel, MessagePortMain as RealPort } from 'electron'

/** `start()` is needed to receive, buffers are copied, only ports are transferred, and posting to a closed port is silent. */
export class MessagePortDouble
  extends EventEmitter
  implements Pick<RealPort, 'postMessage' | 'start' | 'close'>
{
  private raw: MessagePort | null
  private started = false

  constructor(raw: MessagePort) {
    super()
    this.raw = raw
    raw.on('close', () => {
      if (this.raw !== raw) return
      this.raw = null
      this.emit('close')
    })
  }

  start(): void {
    if (this.started || this.raw === null) return
    this.started = true
    this.raw.on('message', (data: unknown) => this.emit('message', { data, ports: [] }))
    this.raw.start()
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    this.raw?.postMessage(message, rawPorts(transfer))
  }

  close(): void {
    this.raw?.close()
  }

  /** Takes the port out of this world, as a transfer does. */
  neuter(): MessagePort {
    const { raw } = this
    if (raw === null) throw new Error('the port was transferred or closed before')
    this.raw = null
    return raw
  }
}

export function rawPorts(transfer: readonly unknown[]): MessagePort[] {
  return transfer.map((port, index) => {
    if (port instanceof MessagePortDouble) return port.neuter()
    throw new TypeError(`Port at index ${index} is not a valid port`)
  })
}

export class MessageChannelDouble implements Record<keyof RealChannel, MessagePortDouble> {
  readonly port1: MessagePortDouble
  readonly port2: MessagePortDouble

  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.port1 = new MessagePortDouble(port1)
    this.port2 = new MessagePortDouble(port2)
  }
}
