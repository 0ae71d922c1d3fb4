/** A channel over the message port that the desktop shell hands to its window: text and numbers cross as they are. */
import { createInlet } from '../../shared/channel.ts'
import { codedError } from '../../shared/errors.ts'
import type { Channel } from '../../shared/wire.ts'

/** What the desktop shell's preload puts on the window. */
export type PreloadApi = { requestPort(): void }

/** What is used of the window. */
export type PortWindow = Pick<Window, 'addEventListener' | 'removeEventListener'> & {
  readonly location: { readonly origin: string }
}

const answerWithinMs = 10_000

function channelOfPort(port: MessagePort): Channel {
  const inlet = createInlet()
  port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string' || data instanceof Float64Array) inlet.deliver(data)
  })
  port.addEventListener('close', inlet.end)
  port.start()
  return {
    send(message) {
      if (!inlet.ended()) port.postMessage(message)
    },
    onMessage: inlet.onMessage,
    onClose: inlet.onClose,
    close() {
      port.close()
      inlet.end()
    },
    bufferedBytes: () => 0,
  }
}

function isPortMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && '__tickerdeck' in data && data.__tickerdeck === 'port'
}

/**
 * Listens first and asks then, so that the answer cannot come too early; works after a reload and a restart of the core alike.
 * Rejects with `unavailable` when no port comes.
 */
export function openPortChannel(target: PortWindow, api: PreloadApi): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const onMessage = (event: MessageEvent<unknown>) => {
      // The preload posts through this very window; anything else is a stranger's frame.
      if (event.source !== target || event.origin !== target.location.origin || !isPortMessage(event.data))
        return
      const port = event.ports[0]
      if (port === undefined) return
      // One port, one taker: another client of this window waits for its own.
      event.stopImmediatePropagation()
      finish()
      resolve(channelOfPort(port))
    }
    const deadline = setTimeout(() => {
      finish()
      reject(
        codedError(
          'unavailable',
          `the app answered with no port within ${answerWithinMs / 1000} seconds`,
          'later',
        ),
      )
    }, answerWithinMs)
    const finish = () => {
      clearTimeout(deadline)
      target.removeEventListener('message', onMessage as EventListener)
    }
    target.addEventListener('message', onMessage as EventListener)
    api.requestPort()
  })
}
