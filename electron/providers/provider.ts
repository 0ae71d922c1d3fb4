/** What a venue must answer: data and pure functions, no loop and no socket. */
import type { AppError } from '../../shared/errors.ts'
import type { Candle, CandleUpdate } from '../../shared/model/candle.ts'
import type { InstrumentId, ProviderId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Interval } from '../../shared/model/interval.ts'
import type { QuoteUpdate, Trade } from '../../shared/model/quote.ts'

/** A GET; the REST client adds the origin, the limits and the time-out. */
export type RestRequest = {
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** What it costs of `limits.restWeightPerMinute`. */
  readonly weight: number
}

/** `fromAt` and `toAt`: candles that open at or after the one and before the other, UTC epoch ms; null is open-ended. */
export type HistoryRange = {
  readonly fromAt: number | null
  readonly toAt: number | null
  readonly limit: number
}

export type ProviderLimits = {
  readonly topicsPerSocket: number
  /** Sockets that the venue lets us have at a time; absent where it does not say. */
  readonly sockets?: number
  readonly connectsPerMinute: number
  /** Messages that we may send a second on one socket, pongs included. */
  readonly messagesPerSecond: number
  readonly restWeightPerMinute: number
  readonly restConcurrency: number
}

/** What a subscription is for; a provider turns it into its own topics. */
export type StreamNeed = 'quotes' | `candles:${Interval}`

export type Heartbeat =
  /** The venue sends nothing of its own; only protocol pings and silence tell. */
  | { readonly kind: 'none' }
  /** We send `message` every `everyMs` and expect an answer within `withinMs`. */
  | { readonly kind: 'client'; readonly everyMs: number; readonly message: string; readonly withinMs: number }
  /** The venue sends something at least every `withinMs` while subscribed. */
  | { readonly kind: 'server'; readonly withinMs: number }

/** What one frame said. Empty lists are shared constants, so that a tick allocates only what it carries. */
export type StreamFrame = {
  readonly quotes: readonly QuoteUpdate[]
  readonly trades: readonly Trade[]
  readonly candles: readonly CandleUpdate[]
  /** Topics that the venue confirmed. */
  readonly acks: readonly string[]
  readonly refusals: readonly { readonly topic: string; readonly reason: string }[]
  /** An answer to our heartbeat, or the venue's own. */
  readonly heartbeat: boolean
  /** The venue ends the whole stream: bad key, or it is going down (`retry` says whether to come back). */
  readonly fatal: AppError | null
  /** Frames or fields that nobody knows: counted, shown, tolerated. */
  readonly unknown: number
}

const none: readonly never[] = Object.freeze([])
export const emptyFrame: StreamFrame = Object.freeze({
  quotes: none,
  trades: none,
  candles: none,
  acks: none,
  refusals: none,
  heartbeat: false,
  fatal: null,
  unknown: 0,
})

export type ProviderStream = {
  /** Path and query that follow the origin of `wsUrl`. */
  readonly path: string
  login?(credentials: Readonly<Record<string, string>>): readonly string[]
  topics(instrument: Instrument, need: StreamNeed): readonly string[]
  /** Messages that subscribe and unsubscribe; `requestId` counts up per socket. */
  messages(add: readonly string[], remove: readonly string[], requestId: number): readonly string[]
  readonly heartbeat: Heartbeat
  /** Longest normal silence of one instrument's quotes in an open session; past it the row is stale. */
  readonly silenceMs: number
  /** Never throws: a broken frame is `unknown: 1`. */
  parse(frame: string): StreamFrame
}

export type Provider = {
  readonly id: ProviderId
  readonly name: string
  readonly simulated: boolean
  /** Names of the credentials it needs; empty for keyless venues. */
  readonly credentials: readonly string[]
  /** Origins: scheme, host, port. Settings and `TICKERDECK_<ID>_REST_URL` / `_WS_URL` replace them. */
  readonly restUrl: string
  readonly wsUrl: string
  readonly limits: ProviderLimits
  readonly intervals: readonly Interval[]
  toVenue(instrument: InstrumentId): string
  fromVenue(symbol: string): InstrumentId
  readonly instruments: {
    request(): RestRequest
    /** Throws a coded error for a body that is not what the venue documents. */
    parse(body: string): Instrument[]
  }
  readonly history: {
    /** Most rows of one answer. */
    readonly maxRows: number
    request(instrument: Instrument, interval: Interval, range: HistoryRange): RestRequest
    /** Ascending. Throws a coded error for a body that is not what the venue documents. */
    parse(body: string, instrument: Instrument, interval: Interval): Candle[]
  }
  readonly ticker: {
    request(instruments: readonly Instrument[]): RestRequest
    parse(body: string): QuoteUpdate[]
  }
  /** The venue's own words for a failed request, as a coded error; null where the body says nothing. */
  error(status: number, body: string): AppError | null
  readonly stream: ProviderStream
}
