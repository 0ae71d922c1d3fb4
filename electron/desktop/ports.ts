/** Gives each window that asks its own port to the core, and a new one whenever the core was restarted. */
import type { IpcMain, MessageChannelMain, WebContents, WebFrameMain } from 'electron'
import type { Log } from '../lib/log.ts'
import type { CoreProcess } from './core-process.ts'
import { openMessage, pageOrigin, portMessage, wantPortMessage } from './names.ts'

export type PortsDeps = {
  readonly ipcMain: Pick<IpcMain, 'on'>
  readonly createChannel: () => MessageChannelMain
  readonly core: Pick<CoreProcess, 'attach' | 'detach' | 'isReady'>
  /** Whether we made the window of this id. */
  readonly isOurWindow: (contentsId: number) => boolean
  readonly log: Log
}

export type Ports = {
  /** The core is up, for the first time or again. */
  coreReady(): void
  /** Follows a window's page, so that the core learns when it goes. */
  follow(contents: WebContents): void
  /** Tells the page to show this instrument, now or when it listens. */
  open(symbol: string): void
}

/** The page itself, in a window of ours: not a frame in it, not a page that took its place. */
export function isOurPage(frame: Pick<WebFrameMain, 'origin' | 'parent'> | null): boolean {
  return frame !== null && frame.parent === null && frame.origin === pageOrigin
}

export function createPorts({ ipcMain, createChannel, core, isOurWindow, log }: PortsDeps): Ports {
  /** Pages that asked, by the id of their window, as long as they are there. They listen from the first port on. */
  const pages = new Map<number, WebFrameMain>()
  const listening = new Set<WebFrameMain>()
  let wanted: string | null = null

  const tell = (frame: WebFrameMain) => {
    if (wanted !== null) frame.send(openMessage, wanted)
    wanted = null
  }

  const gone = (contentsId: number) => {
    const frame = pages.get(contentsId)
    if (frame === undefined) return
    pages.delete(contentsId)
    listening.delete(frame)
    core.detach(contentsId)
  }
  const handOver = (contentsId: number, frame: WebFrameMain) => {
    if (frame.isDestroyed()) return gone(contentsId)
    const { port1, port2 } = createChannel()
    if (!core.attach(contentsId, port1)) return
    frame.postMessage(portMessage, null, [port2])
    listening.add(frame)
    tell(frame)
  }

  ipcMain.on(wantPortMessage, (event) => {
    // The frame is known only now: it is null once the page has gone on.
    const frame = event.senderFrame
    const contentsId = event.sender.id
    if (frame === null || !isOurPage(frame) || !isOurWindow(contentsId)) {
      return log.warn({ contentsId, origin: frame?.origin ?? null }, 'a port was refused')
    }
    pages.set(contentsId, frame)
    if (core.isReady()) handOver(contentsId, frame)
  })

  return {
    coreReady() {
      for (const [contentsId, frame] of pages) handOver(contentsId, frame)
    },
    follow(contents) {
      const { id } = contents
      contents.on('did-start-navigation', (details) => {
        if (details.isMainFrame && !details.isSameDocument) gone(id)
      })
      contents.on('render-process-gone', () => gone(id))
      contents.on('destroyed', () => gone(id))
    },
    open(symbol) {
      wanted = symbol
      for (const frame of listening) if (!frame.isDestroyed()) return tell(frame)
    },
  }
}
