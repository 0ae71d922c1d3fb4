/** A bare client for the venue servers' own tests: it keeps every frame and knows no venue. */
import { WebSocket } from 'ws'
import { waitFor } from '../wait-for.ts'

export type RawClient = {
  /** Every text frame so far. */
  readonly frames: readonly string[]
  /** The close code once it is closed; 1006 where no closing frame came. */
  closeCode(): number | null
  /** The HTTP status of a refused upgrade. */
  refusedWith(): number | null
  readonly socket: WebSocket
  send(message: unknown): void
  /** The first frame, from `from` on, that contains every one of these texts. */
  frame(texts: readonly string[], from?: number): Promise<string>
  closed(): Promise<number>
  end(): void
}

/** Opens a socket and waits until it is open, refused or closed. */
export async function connectRaw(url: string, options: { autoPong?: boolean } = {}): Promise<RawClient> {
  const socket = new WebSocket(url, { perMessageDeflate: false, ...options })
  const frames: string[] = []
  let closeCode: number | null = null
  let status: number | null = null
  socket.on('message', (data) => frames.push((data as Buffer).toString('utf8')))
  socket.on('error', () => undefined)
  socket.on('unexpected-response', (_request, response) => {
    status = response.statusCode ?? 0
    response.resume()
    socket.terminate()
  })
  socket.on('close', (code) => {
    closeCode = code
  })
  const isSettled = (): boolean => status !== null || closeCode !== null || socket.readyState === socket.OPEN
  await waitFor(isSettled, `a connection to ${url}`)
  return {
    frames,
    socket,
    closeCode: () => closeCode,
    refusedWith: () => status,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    frame: (texts, from = 0) =>
      waitFor(
        () => frames.slice(from).find((frame) => texts.every((text) => frame.includes(text))),
        `a frame with ${texts.join(' and ')}`,
      ),
    async closed() {
      await waitFor(() => closeCode !== null, 'the socket to close')
      return closeCode ?? 0
    },
    end: () => socket.terminate(),
  }
}

export type RawAnswer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: unknown
}

/** Asks once; the body is JSON where it is JSON. */
export async function askRaw(url: string): Promise<RawAnswer> {
  const response = await fetch(url)
  const text = await response.text()
  let body: unknown = null
  try {
    body = JSON.parse(text)
  } catch {
    // Some answers are pages.
  }
  return { status: response.status, headers: response.headers, text, body }
}
