/** What a venue must answer: data and pure functions, no loop and no socket. */
import type { AppError } from '../../shared/errors.ts'
import type { Candle } from '../../shared/model/candle.ts'
import type { LimitUsage } from '../../shared/model/feed-status.ts'
import type { InstrumentId, ProviderId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Interval } from '../../shared/model/interval.ts'
import type { ChangeBasis, QuoteUpdate } from '../../shared/model/quote.ts'
import type { EarlyClose } from '../../shared/model/session.ts'
import type { ProviderStream } from './stream.ts'

export { emptyFrame } from './stream.ts'
export type { Heartbeat, ProviderStream, StreamFrame, StreamMessage, StreamNeed } from './stream.ts'

/** A user's keys by their names; empty for keyless venues. */
export type Credentials = Readonly<Record<string, string>>

/** At most `max` (requests, weights, messages) in any `windowMs`. */
export type RateRule = { readonly max: number; readonly windowMs: number }

/** A GET; the REST client adds the origin, the keys, the limits and the time-out. */
export type RestRequest = {
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** What it costs of `limits.rest`. */
  readonly weight: number
  /** Another documented origin of the venue than `restUrl`; an override of `restUrl` replaces this one too. */
  readonly origin?: string
}

/** `fromAt` and `toAt`: candles that open at or after the one and before the other, UTC epoch ms; null is open-ended. */
export type HistoryRange = {
  readonly fromAt: number | null
  readonly toAt: number | null
  readonly limit: number
}

/** Each list of rules holds all at once. */
export type ProviderLimits = {
  readonly topicsPerSocket: number
  /** Sockets that the venue lets us have at a time; absent where it does not say. */
  readonly sockets?: number
  /** Attempts to connect, over all sockets of the venue. */
  readonly connects: readonly RateRule[]
  /** Messages that we may send on one socket, pings and pongs included. */
  readonly messages: readonly RateRule[]
  /** Messages that subscribe, unsubscribe or log in, on one socket, where these have limits of their own; pings are not counted here. */
  readonly requests?: readonly RateRule[]
  /** Weights of REST requests. */
  readonly rest: readonly RateRule[]
  readonly restConcurrency: number
}

/** The last trade as REST tells it; `tradeId` is '' where the venue gives none. */
export type LastTrade = { readonly price: number; readonly exchangeAt: number; readonly tradeId: string }

export type CredentialField = {
  readonly name: string
  /** As the venue's own page calls it. */
  readonly label: string
  readonly secret: boolean
}

/** What a user should know before relying on the venue; null where there is nothing to say. */
export type ProviderNotes = {
  readonly region: string | null
  readonly terms: string | null
  /** What its numbers leave out: one exchange of many, delays, missing history. */
  readonly data: string | null
  /** Where a key is to be had; null for keyless venues. */
  readonly key: string | null
}

export type Provider = {
  readonly id: ProviderId
  readonly name: string
  readonly simulated: boolean
  /** The credentials it needs; empty for keyless venues. */
  readonly credentials: readonly CredentialField[]
  /** Origins: scheme, host, port. Settings and `TICKERDECK_<ID>_REST_URL` / `_WS_URL` replace them. */
  readonly restUrl: string
  readonly wsUrl: string
  /** Other documented hosts that speak the same protocol, by what they are for. */
  readonly endpoints: readonly { readonly name: string; readonly restUrl: string; readonly wsUrl: string }[]
  readonly notes: ProviderNotes
  readonly limits: ProviderLimits
  /** Those that the venue itself answers on our grid (UTC days, weeks from Monday); the others are made of smaller ones. */
  readonly intervals: readonly Interval[]
  /** What its 24 h or daily change is measured from. */
  readonly basis: ChangeBasis
  toVenue(instrument: InstrumentId): string
  fromVenue(symbol: string): InstrumentId
  /** Headers that carry the keys of a REST request. Never in the query, which may be logged on the way. */
  auth?(credentials: Credentials): Readonly<Record<string, string>>
  readonly instruments: {
    /**
     * All are asked; the bodies come in the same order. One after the first that the venue refuses comes as '': the others still count.
     * `credentials`: for venues whose keys decide which host lists them; without, the host of a new user's key.
     */
    requests(credentials?: Credentials): readonly RestRequest[]
    /** Only what can be traded now. `at`: now, UTC epoch ms. Throws a coded error for a body that is not what the venue documents. */
    parse(bodies: readonly string[], at: number): Instrument[]
  }
  /** 24 h turnover in the quote currency by venue symbol, to rank a search; absent where one request can't tell. */
  readonly turnover?: {
    request(): RestRequest
    parse(body: string): ReadonlyMap<string, number>
  }
  /** The venue's own calendar: weekdays without trading, and days that end early, local dates `YYYY-MM-DD`. */
  readonly calendar?: {
    /** Whether it tells of every day in the range; otherwise it only adds to what is known by rule. */
    readonly isWhole: boolean
    request(fromAt: number, toAt: number, credentials?: Credentials): RestRequest
    parse(
      body: string,
      fromAt: number,
      toAt: number,
    ): { readonly holidays: readonly string[]; readonly earlyCloses: readonly EarlyClose[] }
  }
  readonly history: {
    /** Most rows of one answer. */
    readonly maxRows: number
    /** Rows that the venue keeps of an interval, counted from now; absent where it goes back as far as it exists. */
    readonly deepestRows?: number
    /** `page`: what `nextPage` answered of the answer before, null for the first. `at`: now, for venues that take no open end. */
    request(
      instrument: Instrument,
      interval: Interval,
      range: HistoryRange,
      page: string | null,
      at?: number,
    ): RestRequest
    /** Ascending, opening on our grid, rows outside the range included where the venue sends them. Throws a coded error for a body that is not what the venue documents. */
    parse(body: string, instrument: Instrument, interval: Interval): Candle[]
    /** The token of the next page of the same range; null for the last. Absent where there are none. */
    nextPage?(body: string): string | null
  }
  readonly ticker: {
    /** Most instruments of one request. */
    readonly maxInstruments: number
    /** How often it is asked while the stream is live, for venues whose stream carries no figures of the day; absent: never. */
    readonly refreshMs?: number
    request(instruments: readonly Instrument[]): RestRequest
    /** `asked`: as in the request, for venues whose answer names nobody. */
    parse(body: string, asked: readonly Instrument[]): QuoteUpdate[]
  }
  /** Tells a quiet market from a dead stream. */
  readonly lastTrade: {
    request(instrument: Instrument): RestRequest
    /** Null where it never traded. */
    parse(body: string, instrument: Instrument): LastTrade | null
  }
  /** The venue's clock; absent where it has no call for it (the `Date` header tells it to the second then). */
  readonly serverTime?: { request(): RestRequest; parse(body: string): number }
  /** The cheapest request that shows that the endpoint, and the key where one is needed, work. */
  probe(): RestRequest
  /** What an answer's headers say of the limits; null where they say nothing. `header` is asked in lower case. */
  usage?(header: (name: string) => string | null): LimitUsage | null
  /**
   * The venue's own words for a failure, as a coded error. Called for every answer, since some venues fail with 200: null for a good
   * one, and where the body says nothing. `plan` as error details (`{ plan: true }`) marks what the user's plan does not include.
   */
  error(status: number, body: string): AppError | null
  readonly stream: ProviderStream
}
