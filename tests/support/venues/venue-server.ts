/** A strict loopback HTTP and WebSocket server: all that venues share. What a venue says is in its own file. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { createMarket, type Market, type MarketBook, type MarketCandle, type MarketTrade } from './market.ts'
import { answerRest } from './venue-rest.ts'
import { createVenueSocket, type InnerSocket } from './venue-socket.ts'
import type { CandleStep } from './venue-steps.ts'
import type {
  ClientFault,
  OrderedAnswer,
  SeenRequest,
  VenueCore,
  VenueOptions,
  VenueProtocol,
  VenueServer,
} from './venue-types.ts'

export type * from './venue-types.ts'
export { slidingWindow, tokenBucket, type Limit } from './venue-limits.ts'
export { fixedStep } from './venue-steps.ts'

/** Ended links are seen before what came after them, also when both were waiting while the server read nothing. */
const thawMs = 50

/** Starts a venue on a free port of 127.0.0.1. `describe` gets what is shared and answers how the venue behaves. */
export async function startVenueServer(
  options: VenueOptions,
  describe: (core: VenueCore) => VenueProtocol,
): Promise<VenueServer> {
  const limitNow = options.now ?? Date.now
  const market: Market = options.market ?? createMarket(options.now === undefined ? {} : { now: options.now })
  const faults: ClientFault[] = []
  const attempts: number[] = []
  const requests: SeenRequest[] = []
  const sockets = new Set<InnerSocket>()
  const links = new Set<Duplex>()
  const muted = new Set<string>()
  const refused = new Set<string>()
  const ordered: OrderedAnswer[] = []
  const state = {
    offsetMs: 0,
    dropOnAccept: false,
    frozen: false,
    restDown: false,
    revoked: false,
    renewed: false,
  }
  const askAgain = { afterAt: 0, saidAt: 0 }

  const shift = (trade: MarketTrade): MarketTrade => ({ ...trade, at: trade.at + state.offsetMs })
  const core: VenueCore = {
    market,
    limitNow,
    now: () => market.now() + state.offsetMs,
    trades: (symbol) => market.trades(symbol).map(shift),
    lastTrade(symbol) {
      const last = market.trades(symbol).at(-1)
      if (last === undefined) throw new Error(`no trade of ${symbol} yet`)
      return shift(last)
    },
    candles: (symbol: string, step: number | CandleStep, fromAt: number, toAt: number): MarketCandle[] =>
      market.candles(symbol, step, fromAt, toAt, state.offsetMs),
    range: (symbol, fromAt, toAt) => market.range(symbol, fromAt - state.offsetMs, toAt - state.offsetMs),
    find(spelled) {
      const found = market.symbols().find((listed) => protocol.spell(listed) === spelled)
      return found === undefined || refused.has(found.symbol) ? null : found.symbol
    },
    spell(symbol) {
      const spelled = protocol.spell(market.symbol(symbol))
      if (spelled === null) throw new Error(`the venue does not list ${symbol}`)
      return spelled
    },
    listed: () => market.symbols().filter((symbol) => protocol.spell(symbol) !== null),
    isReached: (symbol) =>
      !muted.has(symbol) && !refused.has(symbol) && protocol.spell(market.symbol(symbol)) !== null,
    sockets: () => [...sockets],
    fault: (rule, detail) => void faults.push({ at: limitNow(), rule, detail }),
    isKeyRevoked: () => state.revoked,
    keyNow: (first) => (state.renewed ? `${first}2` : first),
  }
  const protocol = describe(core)

  const http = createServer((request, response) => {
    answerRest({ core, protocol, state, ordered, askAgain, requests }, request, response)
  })
  const upgrades = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024 })
  upgrades.on('headers', (headers: string[]) => headers.push(`Date: ${new Date(core.now()).toUTCString()}`))

  const accept = (request: IncomingMessage, link: Duplex, head: Buffer): void => {
    if (link.destroyed) return
    const url = new URL(request.url ?? '/', 'http://venue')
    // Refused by HTTP before there is a socket: unknown paths, too many attempts.
    const refusal = state.frozen ? null : protocol.refuseUpgrade?.(url, request.headers)
    if (refusal) {
      const body = refusal.body ?? ''
      const extra = Object.entries(refusal.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`)
      return void link.end(
        `HTTP/1.1 ${refusal.status} Refused\r\n${extra.join('')}Connection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      )
    }
    upgrades.handleUpgrade(request, link, head, (ws) => {
      if (state.dropOnAccept) return ws.terminate()
      const socket = createVenueSocket({
        ws,
        url,
        headers: request.headers,
        fault: core.fault,
        onGone: () => sockets.delete(socket),
      })
      sockets.add(socket)
      if (state.frozen) socket.freeze()
      socket.begin(protocol)
    })
  }
  http.on('upgrade', (request: IncomingMessage, link: Duplex, head: Buffer) => {
    attempts.push(limitNow())
    links.add(link)
    link.on('close', () => links.delete(link))
    link.on('error', () => undefined)
    // One turn later, so that a link that ended before this one began has been seen to end.
    setImmediate(accept, request, link, head)
  })

  const reach = (symbol: string): InnerSocket[] =>
    core.isReached(symbol) ? [...sockets].filter((socket) => socket.isOpen()) : []
  const stopTrades = market.onTrade((symbol, trade) => {
    for (const socket of reach(symbol)) socket.deliverTrade(symbol, shift(trade))
  })
  const stopBooks = market.onBook((symbol, book) => {
    const shifted: MarketBook = { ...book, at: book.at + state.offsetMs }
    for (const socket of reach(symbol)) socket.deliverBook(symbol, shifted)
  })

  http.listen(options.port ?? 0, '127.0.0.1')
  await once(http, 'listening')
  const origin = `127.0.0.1:${(http.address() as AddressInfo).port}`
  const flip = (set: Set<string>, symbol: string, on: boolean): void => {
    if (on) set.add(market.symbol(symbol).symbol)
    else set.delete(symbol)
  }

  return {
    restUrl: `http://${origin}`,
    wsUrl: `ws://${origin}`,
    market,
    faults: () => faults,
    connections: () => [...sockets].filter((socket) => socket.isOpen()).length,
    attempts: () => attempts,
    requests: () => requests,
    subscriptions: () => [...new Set([...sockets].flatMap((socket) => [...socket.topics]))].sort(),
    spell: core.spell,
    script: {
      dropOnAccept: (on) => void (state.dropOnAccept = on),
      halfOpen(on) {
        state.frozen = on
        for (const socket of sockets) if (on) socket.freeze()
        if (!on) for (const socket of sockets) socket.thaw(thawMs)
      },
      mute: (symbol, on) => flip(muted, symbol, on),
      refuse: (symbol, on) => flip(refused, symbol, on),
      answerNext(count, answer) {
        for (let index = 0; index < count; index += 1) ordered.push(answer)
      },
      restDown: (on) => void (state.restDown = on),
      sendRaw: (text) => [...sockets].forEach((socket) => socket.send(text)),
      repeatLast: () => [...sockets].forEach((socket) => socket.repeatLast()),
      sendOld: (symbol) => void market.tradeLate(symbol),
      clockOffset: (ms) => void (state.offsetMs = ms),
      shutdown: () => [...sockets].forEach((socket) => protocol.shutdown(socket)),
      dropAll: () => [...sockets].forEach((socket) => socket.terminate()),
      revokeKey() {
        state.revoked = true
        for (const socket of sockets) protocol.revoked?.(socket)
      },
      renewKey() {
        state.revoked = false
        state.renewed = true
      },
    },
    async close() {
      stopTrades()
      stopBooks()
      for (const socket of sockets) socket.terminate()
      protocol.stop?.()
      for (const link of links) link.destroy()
      upgrades.close()
      http.close()
      http.closeAllConnections()
      await once(http, 'close')
    },
  }
}
