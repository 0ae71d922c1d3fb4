/** What a venue server offers to tests, and what a venue's file gives and gets. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Market, MarketBook, MarketCandle, MarketSymbol, MarketTrade } from './market.ts'
import type { CandleStep } from './venue-steps.ts'

/** The client broke a documented rule and was cut off or refused for it. */
export type ClientFault = { readonly at: number; readonly rule: string; readonly detail: string }

export type SeenRequest = {
  readonly at: number
  readonly path: string
  readonly query: Record<string, string>
}

export type OrderedAnswer = {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body: string
}

export type VenueServer = {
  /** `http://127.0.0.1:P` */
  readonly restUrl: string
  /** `ws://127.0.0.1:P` */
  readonly wsUrl: string
  readonly market: Market
  faults(): readonly ClientFault[]
  /** Open sockets now. */
  connections(): number
  /** When each WebSocket connection was attempted, on the clock that limits are counted by: `now`, else the wall clock. */
  attempts(): readonly number[]
  requests(): readonly SeenRequest[]
  /** Topics subscribed now over all sockets, spelled by the venue, sorted. */
  subscriptions(): readonly string[]
  /** The venue's own spelling of a market symbol. */
  spell(symbol: string): string
  readonly script: VenueScript
  close(): Promise<void>
}

/** Things to order. Each takes effect at once. Symbols are the market's. */
export type VenueScript = {
  /** Accepts the upgrade, then drops at once. */
  dropOnAccept(on: boolean): void
  /** No FIN, no data, no pong, reads nothing, on sockets old and new; REST is not touched. */
  halfOpen(on: boolean): void
  /** No data of this symbol; acknowledgements and heartbeats go on. */
  mute(symbol: string, on: boolean): void
  /** Subscriptions and REST requests for it meet the venue's own refusal of an unknown symbol. */
  refuse(symbol: string, on: boolean): void
  /** The next REST requests are answered so. A client that asks again before its Retry-After has a fault recorded. */
  answerNext(count: number, answer: OrderedAnswer): void
  /** 503 for all REST. */
  restDown(on: boolean): void
  /** A raw frame to every socket. */
  sendRaw(text: string): void
  /** The last trade frame again, to every socket that got one. */
  repeatLast(): void
  /** Two trades, the older one told last. */
  sendOld(symbol: string): void
  /** How far the venue's clock is ahead in every frame, body and Date header. */
  clockOffset(ms: number): void
  /** The venue's own word for going away, where it has one, else close 1012. */
  shutdown(): void
  /** Ends every socket without a closing handshake. */
  dropAll(): void
  /** The key stops working now. */
  revokeKey(): void
  /** Another key works from now on, and only that one: each part of the first with a 2 behind it. */
  renewKey(): void
}

export type VenueOptions = {
  readonly market?: Market
  /** Clock (UTC ms) of limits, and of the market where none is given. */
  readonly now?: () => number
  readonly port?: number
}

export type RestRequest = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
}

/** `body` is sent as it is where it is a text, else as JSON. */
export type RestAnswer = {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body: unknown
}

/** What a venue does on one socket. */
export type SocketHandlers = {
  /** A text or binary message of the client. */
  message(text: string): void
  trade?(symbol: string, trade: MarketTrade): void
  book?(symbol: string, book: MarketBook): void
  /** Frames of the protocol itself. */
  ping?(): void
  pong?(payload: string): void
}

export type VenueSocket = {
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  /** Venue topics subscribed on this socket; the venue's file keeps it. */
  readonly topics: Set<string>
  isOpen(): boolean
  /** Sent as it is where it is a text, else as JSON. Nothing is sent while half open. */
  send(frame: unknown): void
  /** Sends a trade and remembers it for `repeatLast`. */
  sendTrade(frame: unknown): void
  ping(payload: string): void
  /** Records a fault and ends the socket: with a close frame where `code` is given, else at once. */
  cutOff(rule: string, detail: string, code?: number, reason?: string): void
  close(code: number, reason?: string): void
  terminate(): void
  /** Once after this time, unless the socket has gone; half-open time does not count. Answers how to cancel. */
  after(ms: number, run: () => void): () => void
  /** Again and again until the socket has gone; not while half open. Answers how to cancel. */
  every(ms: number, run: () => void): () => void
}

/** All that a venue's file decides. */
export type VenueProtocol = {
  /** The venue's spelling, null where the venue does not list it. */
  spell(symbol: MarketSymbol): string | null
  rest(request: RestRequest): RestAnswer
  /** The venue's words for: you were told to wait and did not. `afterMs` is what is left. */
  tooSoon?(afterMs: number): RestAnswer
  /** An HTTP refusal of the upgrade, null to let it in. */
  refuseUpgrade?(url: URL, headers: IncomingHttpHeaders): OrderedAnswer | null
  open(socket: VenueSocket): SocketHandlers
  shutdown(socket: VenueSocket): void
  revoked?(socket: VenueSocket): void
  /** The server closes: end timers of the venue's own. */
  stop?(): void
}

/** What the shared part gives to a venue's file. Times are the venue's clock, its offset included. */
export type VenueCore = {
  readonly market: Market
  /** The clock of limits (ms). */
  limitNow(): number
  /** The venue's clock (UTC ms). */
  now(): number
  trades(symbol: string): readonly MarketTrade[]
  lastTrade(symbol: string): MarketTrade
  /** As the market's, by the venue's clock. */
  candles(symbol: string, step: number | CandleStep, fromAt: number, toAt: number): MarketCandle[]
  range(symbol: string, fromAt: number, toAt: number): MarketCandle | null
  /** Market symbol of a venue's spelling; null where it is unknown or refused. */
  find(spelled: string): string | null
  /** Throws for what the venue does not list. */
  spell(symbol: string): string
  /** What the venue lists, refused ones included. */
  listed(): readonly MarketSymbol[]
  /** Whether data of a market symbol may be sent: it is listed, and neither muted nor refused. Trades and books that
   * come to a socket's handlers have passed this; what a venue tells by its own clock asks. */
  isReached(symbol: string): boolean
  sockets(): readonly VenueSocket[]
  fault(rule: string, detail: string): void
  isKeyRevoked(): boolean
  /** What a part of the key is now: the first, or what it was renewed to. */
  keyNow(first: string): string
}
