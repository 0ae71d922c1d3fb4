/** What a rule is judged on: something that was seen or happened, and what is known of the market besides. */
import type { Inferred } from '../../../shared/alerts/memory.ts'
import type { Source, SystemEvent } from '../../../shared/alerts/sources.ts'
import type { Candle } from '../../../shared/model/candle.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Interval } from '../../../shared/model/interval.ts'
import type { ChangeBasis } from '../../../shared/model/quote.ts'

/** What an update told of an instrument: only the fields that it carried. */
export type TickInput = {
  readonly kind: 'tick'
  readonly instrument: InstrumentId
  /** The venue's clock, UTC epoch ms. */
  readonly exchangeAt: number | null
  /** Our clock, UTC epoch ms. */
  readonly receivedAt: number
  readonly last?: number | null
  readonly bid?: number | null
  readonly ask?: number | null
  readonly change?: { readonly basis: ChangeBasis; readonly percent: number | null }
  /** The bar that stands for it, where it was not seen itself. */
  readonly inferred?: Inferred
  /** It was kept back while the time before it was made up for: rules may have been armed since. */
  readonly held?: true
}

/** Time has passed: everything up to `at` has been delivered. Ends bars in which nothing more was traded. */
export type ClockInput = { readonly kind: 'clock'; readonly at: number; readonly inferred?: Inferred }

/** Something may have been missed: a feed that broke, or the app that was closed. */
export type GapInput = {
  readonly kind: 'gap'
  readonly instruments: readonly InstrumentId[] | 'all'
  readonly cause: 'feed' | 'restart'
}

export type EventInput = {
  readonly kind: 'event'
  readonly event: SystemEvent
  /** The instruments that it is about; 'all' for the whole app. */
  readonly instruments: readonly InstrumentId[] | 'all'
  readonly at: number
}

export type WebhookInput = {
  readonly kind: 'webhook'
  readonly hook: string
  /** The parsed JSON body; anything else where it is none. */
  readonly body: unknown
  readonly at: number
}

/** A closed bar, for rehearsal and catch-up. */
export type BarInput = {
  readonly kind: 'bar'
  readonly instrument: InstrumentId
  readonly interval: Interval
  readonly candle: Candle
  /** Up to here it was seen live, UTC epoch ms; of a bar that opened before only the close is used. */
  readonly seenUntil?: number
}

export type Input = TickInput | ClockInput | GapInput | EventInput | WebhookInput
/** What is judged at once: everything but gaps. */
export type Step = Exclude<Input, GapInput>

/** A series that is computed elsewhere, once for all that ask: the volume of a bar, or a line of an indicator. */
export type Series = {
  readonly instrument: InstrumentId
  readonly interval: Interval
  readonly source: Source
}

export type MarketState = {
  /** Whether the instrument's prices are too old to be judged on. */
  stale(instrument: InstrumentId): boolean
  /** The series' value with `input` taken in; null where it has none yet. */
  derived(series: Series, input: TickInput): number | null
}

/** Whether the prices that a condition is judged on are fresh. */
export function isKnown(
  { instruments }: { readonly instruments: readonly InstrumentId[] },
  market: MarketState,
): boolean {
  return !instruments.some((id) => market.stale(id))
}

/** Our clock at the input, UTC epoch ms. */
export function receivedAtOf(input: Step): number {
  return input.kind === 'tick' ? input.receivedAt : input.at
}

/** When it happened by the venue's clock, where that is known. */
export function timeOf(input: Step): number {
  return input.kind === 'tick' ? (input.exchangeAt ?? input.receivedAt) : input.at
}
