/** A channel over a WebSocket: JSON-RPC as text messages, quote batches as binary ones. */
import { createInlet } from '../../shared/channel.ts'
import { codedError } from '../../shared/errors.ts'
import type { Channel } from '../../shared/wire.ts'

const openWithinMs = 10_000

/** Resolves when the socket is open; rejects with `unavailable` when it fails first. */
export function openWebSocketChannel(connect: () => WebSocket): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const inlet = createInlet()
    const socket = connect()
    socket.binaryType = 'arraybuffer'
    const deadline = setTimeout(() => socket.close(), openWithinMs)
    socket.addEventListener('open', () => {
      clearTimeout(deadline)
      resolve({
        send(message) {
          if (socket.readyState === WebSocket.OPEN) socket.send(message as string | Float64Array<ArrayBuffer>)
        },
        onMessage: inlet.onMessage,
        onClose: inlet.onClose,
        close() {
          socket.close()
          inlet.end()
        },
        bufferedBytes: () => socket.bufferedAmount,
      })
    })
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') inlet.deliver(data)
      else if (data instanceof ArrayBuffer && data.byteLength % 8 === 0) inlet.deliver(new Float64Array(data))
    })
    // An error says nothing of its cause and is followed by a close, which does.
    socket.addEventListener('close', ({ code }) => {
      clearTimeout(deadline)
      inlet.end()
      reject(codedError('unavailable', `Tickerdeck's core did not take the connection (${code})`, 'later'))
    })
  })
}
