/** One client's WebSocket on a venue server: sending, freezing, timers that end with it. */
import type { IncomingHttpHeaders } from 'node:http'
import type { WebSocket } from 'ws'
import type { MarketBook, MarketTrade } from './market.ts'
import type { SocketHandlers, VenueProtocol, VenueSocket } from './venue-types.ts'

/** What the server itself does to a socket. */
export type InnerSocket = VenueSocket & {
  begin(protocol: VenueProtocol): void
  freeze(): void
  thaw(afterMs: number): void
  repeatLast(): void
  deliverTrade(symbol: string, trade: MarketTrade): void
  deliverBook(symbol: string, book: MarketBook): void
}

type SocketParts = {
  readonly ws: WebSocket
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly fault: (rule: string, detail: string) => void
  readonly onGone: () => void
}

export function createVenueSocket({ ws, url, headers, fault, onGone }: SocketParts): InnerSocket {
  const cancels = new Set<() => void>()
  let handlers: SocketHandlers | null = null
  let frozen = false
  let thaws = 0
  let isGone = false
  let lastTrade: string | null = null
  // What came while the server was about to read again, in order.
  let held: (() => void)[] | null = null

  const gone = (): void => {
    if (isGone) return
    isGone = true
    for (const cancel of cancels) cancel()
    socket.topics.clear()
    onGone()
  }
  const receive = (run: () => void): void => {
    if (held === null) run()
    else held.push(run)
  }

  const socket: InnerSocket = {
    url,
    headers,
    topics: new Set(),
    isOpen: () => !isGone && ws.readyState === ws.OPEN,
    send(frame) {
      if (frozen || !socket.isOpen()) return
      ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
    },
    sendTrade(frame) {
      lastTrade = typeof frame === 'string' ? frame : JSON.stringify(frame)
      socket.send(lastTrade)
    },
    ping(payload) {
      if (!frozen && socket.isOpen()) ws.ping(payload)
    },
    cutOff(rule, detail, code, reason = '') {
      if (isGone) return
      fault(rule, detail)
      if (code === undefined) socket.terminate()
      else socket.close(code, reason)
    },
    close(code, reason = '') {
      ws.close(code, reason)
      gone()
    },
    terminate() {
      ws.terminate()
      gone()
    },
    after(ms, run) {
      let timer: NodeJS.Timeout
      const arm = (): void => {
        const before = thaws
        timer = setTimeout(() => {
          if (frozen || held !== null || thaws !== before) return arm()
          cancels.delete(cancel)
          run()
        }, ms)
      }
      const cancel = (): void => {
        clearTimeout(timer)
        cancels.delete(cancel)
      }
      if (isGone) return cancel
      arm()
      cancels.add(cancel)
      return cancel
    },
    every(ms, run) {
      const timer = setInterval(() => {
        if (!frozen) run()
      }, ms)
      const cancel = (): void => {
        clearInterval(timer)
        cancels.delete(cancel)
      }
      if (isGone) cancel()
      else cancels.add(cancel)
      return cancel
    },
    begin(protocol) {
      ws.on('error', () => ws.terminate())
      ws.on('close', gone)
      const opened = protocol.open(socket)
      handlers = opened
      ws.on('message', (data) => {
        const text = Buffer.isBuffer(data) ? data.toString('utf8') : ''
        receive(() => {
          if (!isGone) opened.message(text)
        })
      })
      ws.on('ping', () => receive(() => opened.ping?.()))
      ws.on('pong', (data) => receive(() => opened.pong?.(data.toString('utf8'))))
    },
    freeze() {
      frozen = true
      ws.pause()
    },
    thaw(afterMs) {
      if (!frozen) return
      frozen = false
      thaws += 1
      held ??= []
      ws.resume()
      setTimeout(() => {
        const waiting = held ?? []
        held = null
        for (const run of waiting) run()
      }, afterMs)
    },
    repeatLast() {
      if (lastTrade !== null) socket.send(lastTrade)
    },
    deliverTrade(symbol, trade) {
      if (!frozen) handlers?.trade?.(symbol, trade)
    },
    deliverBook(symbol, book) {
      if (!frozen) handlers?.book?.(symbol, book)
    },
  }
  return socket
}
