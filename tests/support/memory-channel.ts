/** Two channels that are each other's other end, in memory; messages arrive in a later turn, as on a real wire. */
import { createInlet } from '../../shared/channel.ts'
import type { Channel } from '../../shared/wire.ts'

export type MemoryChannel = Channel & {
  /** What `bufferedBytes` answers; a test sets it to play a full buffer. */
  setBufferedBytes(bytes: number): void
}

export function createMemoryPair(): [MemoryChannel, MemoryChannel] {
  const inlets = [createInlet(), createInlet()] as const
  const buffered = [0, 0]
  const end = (own: 0 | 1): MemoryChannel => {
    const inlet = inlets[own]
    const other = inlets[own === 0 ? 1 : 0]
    return {
      send(message) {
        if (inlet.ended()) return
        const copy = typeof message === 'string' ? message : message.slice()
        queueMicrotask(() => other.deliver(copy))
      },
      onMessage: inlet.onMessage,
      onClose: inlet.onClose,
      close() {
        inlet.end()
        queueMicrotask(() => other.end())
      },
      bufferedBytes: () => buffered[own] ?? 0,
      setBufferedBytes: (bytes) => void (buffered[own] = bytes),
    }
  }
  return [end(0), end(1)]
}
