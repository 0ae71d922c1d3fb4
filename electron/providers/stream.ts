/** What a venue's stream must answer: topics, messages, and what each frame said. */
import type { AppError } from '../../shared/errors.ts'
import type { CandleUpdate } from '../../shared/model/candle.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Interval } from '../../shared/model/interval.ts'
import type { QuoteUpdate, Trade } from '../../shared/model/quote.ts'

/** What a subscription is for; a provider turns it into its own topics. */
export type StreamNeed = 'quotes' | `candles:${Interval}`

export type Heartbeat =
  /** The venue sends nothing of its own; only protocol pings and silence tell. */
  | { readonly kind: 'none' }
  /** We send `message` every `everyMs` and expect an answer within `withinMs`. */
  | { readonly kind: 'client'; readonly everyMs: number; readonly message: string; readonly withinMs: number }
  /** The venue sends something at least every `withinMs` while subscribed. */
  | { readonly kind: 'server'; readonly withinMs: number }

/** One message to the venue. */
export type StreamMessage = {
  readonly text: string
  /** The id that the venue's answer carries; null where messages have none. */
  readonly requestId: number | null
  /** Topics that it asks for; empty for an unsubscription. */
  readonly topics: readonly string[]
}

/** What one frame said. Empty lists are shared constants, so that a tick allocates only what it carries. */
export type StreamFrame = {
  readonly quotes: readonly QuoteUpdate[]
  readonly trades: readonly Trade[]
  readonly candles: readonly CandleUpdate[]
  /** Topics that the venue confirmed by name. */
  readonly acks: readonly string[]
  /** Topics that the venue refused by name. */
  readonly refusals: readonly { readonly topic: string; readonly reason: string }[]
  /**
   * An answer to one whole message: `refused` is the venue's reason, null where it agreed. `requestId` null means the oldest message
   * that nothing has answered yet. A refused message of several topics is asked again in halves, so that one bad symbol spoils no other.
   */
  readonly answered: { readonly requestId: number | null; readonly refused: string | null } | null
  /** `asked`: the venue waits for our login; `accepted`: it agreed, subscriptions may follow. */
  readonly login: 'asked' | 'accepted' | null
  /** An answer to our heartbeat, or the venue's own. */
  readonly heartbeat: boolean
  /** The venue is about to end this socket, and why: another is opened first. */
  readonly leaving: string | null
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
  answered: null,
  login: null,
  heartbeat: false,
  leaving: null,
  fatal: null,
  unknown: 0,
})

export type ProviderStream = {
  /** Paths and queries that follow the origin of `wsUrl`: one socket each. Most venues have one. */
  readonly paths: readonly [string, ...string[]]
  /** Index in `paths` of the socket that carries a topic; absent: the first. */
  pathOf?(topic: string): number
  /** Keys in the address, for venues that take them only there; it is never logged. */
  query?(credentials: Readonly<Record<string, string>>): Readonly<Record<string, string>>
  /** Sent once a frame says `login: 'asked'`; nothing else is sent before one says `login: 'accepted'`. */
  login?(credentials: Readonly<Record<string, string>>): readonly string[]
  topics(instrument: Instrument, need: StreamNeed): readonly string[]
  /** Messages that subscribe and unsubscribe; ids, where the venue has them, count up from `requestId`, one a message. */
  messages(add: readonly string[], remove: readonly string[], requestId: number): readonly StreamMessage[]
  /** Most topics of one message. */
  readonly topicsPerMessage: number
  /** False where the venue never confirms: a topic counts as confirmed when it was asked for and the line is alive. */
  readonly acknowledges: boolean
  readonly heartbeat: Heartbeat
  /** It repeats the last trade and quote at subscribe and does not mark them: the first of each instrument on a socket are state. */
  readonly replaysLast?: boolean
  /** The venue ends every socket after this long: ours is replaced before, the new one first. Absent: it does not. */
  readonly lifetimeMs?: number
  /** Longest normal silence of one instrument's quotes in an open session; past it REST is asked whether the market is quiet. */
  readonly silenceMs: number
  /** Never throws: a broken frame is `unknown: 1`. */
  parse(frame: string): StreamFrame
}
