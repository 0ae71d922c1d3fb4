/** Watches the user's rules: keeps them, judges every tick, and records firing, memory and outbox rows as one. */
import { randomUUID } from 'node:crypto'
import { codedError } from '../../shared/errors.ts'
import type { Firing, RehearsedFiring, RuleDraft, RuleView } from '../../shared/model/alert.ts'
import type { Candle, Gap } from '../../shared/model/candle.ts'
import type { Delivery } from '../../shared/model/delivery.ts'
import { symbolOf, type InstrumentId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import { dayMs } from '../../shared/model/interval.ts'
import type { Tick } from '../../shared/model/quote.ts'
import type { Cancel, Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Store } from '../store/store.ts'
import { armedRule, checkDraft, draftOf } from './draft.ts'
import { armedMemory, memoryAfterGap } from './evaluate.ts'
import { explainAt, explainNow, type Explanation } from './explain.ts'
import { rehearse } from './rehearse.ts'
import { createRecorder } from './recorder.ts'
import { createRuleBook, type Page } from './rule-book.ts'
import { sentence } from './sentence.ts'

export type AlertServiceDeps = {
  readonly clock: Clock
  readonly log: Log
  readonly store: {
    transaction<T>(work: () => T): T
    readonly rules: Store['rules']
    readonly firings: Pick<Store['firings'], 'insert' | 'list'>
    readonly deliveries: Pick<Store['deliveries'], 'insert'>
  }
  instrument(id: InstrumentId): Instrument | undefined
  /** One-minute candles that open from `fromAt` up to and without `toAt`, for rehearsal and explanation. */
  history(
    instrument: Instrument,
    fromAt: number,
    toAt: number,
    signal?: AbortSignal,
  ): Promise<{ candles: Candle[]; gaps: Gap[] }>
  /** Why the instrument can't be watched now (feed down, refused, unknown), or null. */
  unwatched(id: InstrumentId): string | null
  /** Ids of the enabled targets: each firing gets one delivery for each. */
  targets(): readonly string[]
  /** After the commit. */
  fired(firing: Firing, deliveries: Delivery[]): void
  /** The list of rules is not what it was. */
  changed(): void
  newId?(): string
}

export type AlertService = {
  /** One price, live and in order of arrival. Called for every tick, before anything is conflated. */
  onTick(instrument: InstrumentId, tick: Tick): void
  /** The feed broke: the tick after it is only remembered by crossings. */
  onGap(instruments: readonly InstrumentId[] | 'all'): void
  list(): RuleView[]
  /** Makes or changes a rule and arms it. Throws `bad-request` for a level off the grid or a past expiry, `not-found` for an unknown instrument. */
  save(draft: RuleDraft): RuleView
  /** Answers what the rules were; ids that are gone are passed over. */
  delete(ids: readonly string[]): RuleDraft[]
  /** Throws `not-found` for an unknown id and changes nothing then; so does `resume`. */
  pause(ids: readonly string[]): RuleView[]
  /** Arms paused and fired rules again. Throws `bad-request` for one whose expiry has passed. */
  resume(ids: readonly string[]): RuleView[]
  rehearse(draft: RuleDraft, days: number): Promise<{ firings: RehearsedFiring[]; bars: number; gaps: Gap[] }>
  /** For now, or for a moment (UTC epoch ms). */
  explain(id: string, at?: number): Promise<Explanation>
  armedInstruments(): InstrumentId[]
  /** Loads the rules. The time that the app was closed counts as a gap. */
  start(): void
  stop(): void
}

const minuteMs = 60_000
const longestLookBackMs = 2 * dayMs
const flushEveryMs = 5000

export function createAlertService(deps: AlertServiceDeps): AlertService {
  const { clock, store } = deps
  const newId = deps.newId ?? randomUUID
  /** Instruments of the rules as last known: a venue's list may lose one while its feed still runs. */
  const known = new Map<InstrumentId, Instrument>()
  const lookUp = (id: InstrumentId): Instrument | undefined => {
    const instrument = deps.instrument(id) ?? known.get(id)
    if (instrument !== undefined) known.set(id, instrument)
    return instrument
  }
  const book = createRuleBook(lookUp)
  const recorder = createRecorder({ ...deps, instrument: lookUp, newId, book })
  let cancels: Cancel[] = []

  const view = ({ rule, memory }: Page): RuleView => {
    const instrument = deps.instrument(rule.instrument)
    const named = instrument ?? { symbol: symbolOf(rule.instrument), tickSize: 1e-8 }
    const unwatched =
      instrument === undefined ? `${rule.instrument} is not known` : deps.unwatched(rule.instrument)
    return {
      ...rule,
      sentence: sentence(rule, named),
      memory,
      unwatched: rule.state === 'armed' ? unwatched : null,
    }
  }

  const pageOf = (id: string): Page => {
    const page = book.get(id)
    if (page === undefined) throw codedError('not-found', `no rule ${id}`)
    return page
  }

  const instrumentOf = (id: InstrumentId): Instrument => {
    const instrument = deps.instrument(id)
    if (instrument === undefined) throw codedError('not-found', `no venue that is switched on knows ${id}`)
    return instrument
  }

  /** Writes the rows first: what can't be kept is not taken over. */
  const keep = (pages: readonly Page[]) => {
    store.transaction(() => {
      for (const { rule, memory } of pages) store.rules.save(rule, memory)
    })
    for (const { rule, memory } of pages) {
      book.put(rule, memory)
      recorder.noteStored({ rule, memory })
    }
    if (pages.length > 0) deps.changed()
  }

  const expire = () => {
    const expired = book.expire(clock.now())
    if (expired.length > 0) recorder.record(expired.map((page) => ({ ...page, firing: null })))
  }

  return {
    onTick(instrument, tick) {
      const outcomes = book.onTick(instrument, tick)
      if (outcomes.length > 0) recorder.record(outcomes)
    },
    onGap: (instruments) => book.onGap(instruments),
    list: () => book.list().map(view),
    save(draft) {
      const instrument = instrumentOf(draft.instrument)
      const now = clock.now()
      checkDraft(draft, instrument, now)
      const before = draft.id === undefined ? undefined : book.get(draft.id)
      const rule = armedRule(draft, before?.rule ?? null, draft.id ?? newId(), now, instrument.tickSize)
      keep([{ rule, memory: armedMemory(before?.memory) }])
      return view(pageOf(rule.id))
    },
    delete(ids) {
      const pages = [...new Set(ids)].map((id) => book.get(id)).filter((page) => page !== undefined)
      store.transaction(() => store.rules.delete(pages.map(({ rule }) => rule.id)))
      for (const { rule } of pages) book.delete(rule.id)
      if (pages.length > 0) deps.changed()
      return pages.map(({ rule }) => draftOf(rule))
    },
    pause(ids) {
      const pages = ids.map(pageOf).filter(({ rule }) => rule.state === 'armed')
      keep(pages.map(({ rule, memory }) => ({ rule: { ...rule, state: 'paused' }, memory })))
      return ids.map((id) => view(pageOf(id)))
    },
    resume(ids) {
      const now = clock.now()
      const pages = ids.map(pageOf).filter(({ rule }) => rule.state !== 'armed')
      for (const { rule } of pages) {
        if (rule.expiresAt !== null && rule.expiresAt <= now) {
          throw codedError(
            'bad-request',
            `rule ${rule.id} has expired; give it a later expiry to arm it again`,
          )
        }
      }
      keep(
        pages.map(({ rule, memory }) => ({
          rule: { ...rule, state: 'armed', armedAt: now },
          memory: armedMemory(memory),
        })),
      )
      return ids.map((id) => view(pageOf(id)))
    },
    async rehearse(draft, days) {
      const instrument = instrumentOf(draft.instrument)
      const now = clock.now()
      checkDraft({ ...draft, expiresAt: null }, instrument, now)
      const { candles, gaps } = await deps.history(instrument, now - days * dayMs, now)
      return { firings: rehearse(draft, candles, gaps, instrument.tickSize), bars: candles.length, gaps }
    },
    async explain(id, at) {
      const page = pageOf(id)
      const { rule } = page
      const instrument = instrumentOf(rule.instrument)
      const now = clock.now()
      const openAt = Math.floor((at ?? now) / minuteMs) * minuteMs
      const fromAt = at === undefined ? Math.max(rule.armedAt, now - longestLookBackMs) : openAt
      const toAt = at === undefined ? now : openAt + minuteMs
      const asked = rule.state === 'armed' || at !== undefined
      const { candles, gaps } =
        asked && fromAt <= now ? await deps.history(instrument, fromAt, toAt) : { candles: [], gaps: [] }
      const firings = store.firings
        .list({ limit: 1000, instrument: rule.instrument })
        .filter((firing) => firing.rule === id)
      const unwatched = deps.unwatched(rule.instrument)
      const facts = { ...page, instrument, firings, candles, gaps, unwatched, now }
      return at === undefined ? explainNow(facts) : explainAt(facts, at)
    },
    armedInstruments: () => book.armedInstruments(),
    start() {
      for (const { rule, memory } of store.rules.list()) {
        book.put(rule, memoryAfterGap(memory))
        recorder.noteStored({ rule, memory })
      }
      expire()
      cancels = [clock.every(1000, expire), clock.every(flushEveryMs, recorder.flush)]
    },
    stop() {
      for (const cancel of cancels) cancel()
      cancels = []
      recorder.stop()
    },
  }
}
