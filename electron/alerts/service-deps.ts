/** What the alert service asks of the rest of the app, and what it offers. */
import type { AlertDraft, AlertRule } from '../../shared/alerts/rule.ts'
import type { Firing } from '../../shared/alerts/firing.ts'
import type { Names } from '../../shared/alerts/sentence.ts'
import type { SystemEvent } from '../../shared/alerts/sources.ts'
import type { AlertView } from '../../shared/alerts/view.ts'
import type { CatchUp } from '../../shared/contract/alert-methods.ts'
import type { Candle, Gap } from '../../shared/model/candle.ts'
import type { Delivery, Summary } from '../../shared/model/delivery.ts'
import type { FeedState } from '../../shared/model/feed-status.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Interval } from '../../shared/model/interval.ts'
import type { ChangeBasis, Quote, Tick } from '../../shared/model/quote.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Store } from '../store/store.ts'
import type { BookedRule } from './engine/rule-book.ts'
import type { Bars } from './missed/catch-up.ts'
import type { Batch, RecorderStore } from './recorder.ts'
import type { Known } from './rule-checks.ts'

export type AlertStore = RecorderStore & {
  readonly rules: Store['rules']
  readonly firings: Pick<Store['firings'], 'insert' | 'list'>
  readonly sights: Store['sights']
}

export type AlertServiceDeps = {
  readonly clock: Clock
  readonly log: Log
  readonly store: AlertStore
  readonly known: Known
  readonly names: Names
  /** Instruments of a watchlist, each once; empty for one that is gone. */
  watchlist(id: string): readonly InstrumentId[]
  quote(instrument: InstrumentId): Quote | undefined
  stream(instrument: InstrumentId): FeedState | null
  /** Whether its prices come live now. */
  isLive(instrument: InstrumentId): boolean
  /** Why it can't be watched now (feed down, refused, unknown), or null. */
  unwatched(instrument: InstrumentId): string | null
  /** One-minute bars for what was missed. */
  bars(instrument: InstrumentId, fromAt: number, toAt: number, signal: AbortSignal): Promise<Bars>
  /** Closed candles that open from `fromAt` up to and without `toAt`. */
  history(
    instrument: InstrumentId,
    interval: Interval,
    fromAt: number,
    toAt: number,
    signal: AbortSignal,
  ): Promise<{ candles: readonly Candle[]; gaps: readonly Gap[] }>
  /** Every move of the open candle, before the tick that moved it; answers the release. */
  follow(
    instrument: InstrumentId,
    interval: Interval,
    listener: (event: { candle: Candle | null; reset: boolean }) => void,
  ): () => void
  /** What is sent for a firing, and until when quiet hours hold it back. */
  plan(firing: Firing, rule: AlertRule): { deliveries: readonly Delivery[]; quietUntil: number | null }
  /** Several firings of these rules told as one; null where there is nothing to tell now. */
  summarize(
    reason: 'folded' | 'catch-up',
    firings: readonly Firing[],
    rules: readonly AlertRule[],
  ): { summary: Summary; deliveries: readonly Delivery[] } | null
  /** After the commit. */
  recorded(batch: Pick<Batch, 'firings' | 'summaries' | 'deliveries'>): void
  /** The list of rules, or what is said of them, is not what it was. */
  changed(): void
  newId?(): string
}

/** What an update told of bid, ask and change; undefined for what it did not carry. */
export type BookUpdate = {
  readonly bid?: number | null | undefined
  readonly ask?: number | null | undefined
  readonly change?: { readonly basis: ChangeBasis; readonly percent: number | null } | undefined
  readonly exchangeAt: number | null
  readonly receivedAt: number
}

export type AlertService = {
  /** Hot: one price, live and in order of arrival. Called for every tick, before anything is conflated. */
  onTick(instrument: InstrumentId, tick: Tick): void
  /** Whether a rule there needs more than trades. */
  needsBook(instrument: InstrumentId): boolean
  onBook(instrument: InstrumentId, update: BookUpdate): void
  /** The feed broke. */
  onDown(instruments: readonly InstrumentId[]): void
  /** The feed is back: what was missed is made up for. */
  onResumed(instruments: readonly InstrumentId[]): void
  /** It is silent though it is traded, or speaks again. */
  onStale(instrument: InstrumentId, isStale: boolean): void
  /** Its time begins anew (another recording, a clock that was set back): nothing before counts. */
  onRestart(instrument: InstrumentId): void
  /** Something happened to the app; `instruments` are those that it is about, or 'all'. */
  onEvent(event: SystemEvent, instruments: readonly InstrumentId[] | 'all'): void
  onWebhook(hook: string, body: unknown, at: number): void
  onWatchlist(id: string): void
  /** Venues' lists came anew. */
  onInstruments(): void
  list(): AlertView[]
  get(id: string): BookedRule | undefined
  /** Makes or changes a rule and arms it. Throws `bad-request` naming the place and what to do, `not-found` for an unknown instrument. */
  save(draft: AlertDraft): AlertView
  /** Several as one, those that are `paused` without arming them: all are checked before the first is kept. */
  saveAll(drafts: readonly { readonly draft: AlertDraft; readonly paused: boolean }[]): AlertView[]
  /** Answers what the rules were; ids that are gone are passed over. */
  delete(ids: readonly string[]): AlertView[]
  /** Those that were deleted since the start, as they were. Throws `not-found` for another, and changes nothing then. */
  restore(ids: readonly string[]): AlertView[]
  /** Throws `not-found` for an unknown id and changes nothing then; so do the next two. */
  pause(ids: readonly string[]): AlertView[]
  /** Arms paused and fired rules again. Throws `bad-request` for one whose expiry has passed. */
  resume(ids: readonly string[]): AlertView[]
  snooze(ids: readonly string[], until: number | null): AlertView[]
  /** While everything is paused nothing is judged, and nothing is made up for later. */
  setPaused(paused: boolean): void
  isPaused(): boolean
  catchUps(): readonly CatchUp[]
  /** Times that were not seen and are not known yet. */
  holes(instrument: InstrumentId, fromAt: number, toAt: number): { fromAt: number; toAt: number }[]
  /** Instruments with at least one armed rule. */
  armedInstruments(): InstrumentId[]
  /** Instruments that a rule, armed or not, would need on a subject. */
  subjectsOf(rule: Pick<AlertRule, 'scope'>): readonly (InstrumentId | null)[]
  /** Loads the rules; the time that the app was closed is made up for. */
  start(): void
  stop(): void
}
