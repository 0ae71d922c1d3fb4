/** A channel over the core's end of a message port: text and numbers cross as they are, by structured clone. */
import { createInlet } from '../../shared/channel.ts'
import type { Channel } from '../../shared/wire.ts'

/** What is used of Electron's `MessagePortMain`. */
export type PortMain = {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  /** No transfer list: this kind of port transfers ports only, and a transferred buffer would arrive empty. */
  postMessage(message: unknown): void
  start(): void
  close(): void
}

/** Takes the port over and starts it. A port cannot tell what waits in it, so `bufferedBytes` is 0. */
export function channelOfPortMain(port: PortMain): Channel {
  const inlet = createInlet()
  port.on('message', ({ data }) => {
    if (typeof data === 'string' || data instanceof Float64Array) inlet.deliver(data)
  })
  port.on('close', inlet.end)
  port.start()
  return {
    send(message) {
      if (!inlet.ended()) port.postMessage(message)
    },
    onMessage: inlet.onMessage,
    onClose: inlet.onClose,
    close() {
      if (inlet.ended()) return
      port.close()
      inlet.end()
    },
    bufferedBytes: () => 0,
  }
}
