/** Watches the user's rules: judges every price, makes up for what was missed, and records firing, memory and outbox rows as one. */
import { randomUUID } from 'node:crypto'
import { armedMemory, type AlertMemory } from '../../shared/alerts/memory.ts'
import type { AlertRule } from '../../shared/alerts/rule.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Cancel } from '../lib/clock.ts'
import { createAlertMarket } from './alert-market.ts'
import { createBatches } from './batches.ts'
import type { Subject } from './engine/entry.ts'
import { createRuleBook, type Outcome } from './engine/rule-book.ts'
import { loadedMemory } from './loaded.ts'
import type { TickInput } from './language/input.ts'
import { createCatchUp } from './missed/catch-up.ts'
import { createHoles } from './missed/holes.ts'
import { judgeHole } from './missed/judge-hole.ts'
import { createMissedJudge } from './missed/judge-missed.ts'
import { createSightings } from './missed/sightings.ts'
import { createOpenBars } from './open-bars.ts'
import { createRecorder, type Batch } from './recorder.ts'
import { createRuleCalls } from './rule-calls.ts'
import { createSeriesBook } from './series/live-series.ts'
import { createSeriesWants } from './series-wants.ts'
import type { AlertService, AlertServiceDeps } from './service-deps.ts'

export type { AlertService, AlertServiceDeps } from './service-deps.ts'

const flushEveryMs = 5_000
const secondMs = 1_000

export function createAlertService(deps: AlertServiceDeps): AlertService {
  const { clock, log, store } = deps
  const newId = deps.newId ?? randomUUID
  const tickSize = (id: InstrumentId) => deps.known.instrument(id)?.tickSize
  const sightings = createSightings(tickSize)
  const seriesBook = createSeriesBook({
    clock,
    log,
    history: (...args) => deps.history(...args),
    follow: (...args) => deps.follow(...args),
  })
  const { market, fresh, stale, whileMissed } = createAlertMarket((series, input) =>
    seriesBook.derived(series, input),
  )
  const subjectsOf = ({ scope }: Pick<AlertRule, 'scope'>): readonly Subject[] => {
    if (scope.kind === 'app') return [null]
    return scope.kind === 'watchlist' ? deps.watchlist(scope.watchlist) : scope.instruments
  }
  const book = createRuleBook({ tickSize, market, subjectsOf })
  const openBars = createOpenBars((...args) => deps.follow(...args))
  const batches = createBatches({ ...deps, openBar: openBars.of })
  const recorder = createRecorder({
    clock,
    log,
    store,
    book,
    takeSights: () => sightings.takeDirty(),
    giveBackSights: (ids) => sightings.giveBack(ids),
    recorded(batch) {
      deps.recorded(batch)
      settled()
    },
  })
  const wants = createSeriesWants(seriesBook)
  let paused = false
  /** Rules have done something that is not on record yet: what they remember may not be written before it. */
  let judging = 0
  let cancels: Cancel[] = []
  let unwatchedBefore = ''

  const record = (outcomes: readonly Outcome[], options: { late: boolean; also?: () => void }): Batch => {
    const batch = batches.of(outcomes, options)
    recorder.record(options.also === undefined ? batch : { ...batch, also: options.also })
    return batch
  }

  const take = (outcomes: readonly Outcome[]): void => {
    if (outcomes.length > 0) record(outcomes, { late: false })
  }

  const live = (tick: TickInput): void => {
    const { instrument, last } = tick
    if (typeof last === 'number') {
      fresh(instrument)
      sightings.see(instrument, {
        price: last,
        exchangeAt: tick.exchangeAt,
        receivedAt: tick.receivedAt,
      })
      holes.see(instrument, tick.exchangeAt ?? tick.receivedAt, last)
    }
    take(book.input(tick))
  }

  const missedJudge = createMissedJudge({
    clock,
    log,
    book,
    market: { whileMissed },
    instrument: (id) => deps.known.instrument(id),
    history: (...args) => deps.history(...args),
    see: (instrument, tick) => sightings.see(instrument, tick),
  })

  const catchUp = createCatchUp({
    clock,
    log,
    bars: (...args) => deps.bars(...args),
    sight: (instrument) => sightings.of(instrument),
    companions: (instrument) => book.companions(instrument),
    async judge(steps, batch) {
      judging += 1
      try {
        const outcomes = await missedJudge(steps, batch)
        book.onSplit(batch)
        return outcomes.length === 0 ? 0 : record(outcomes, { late: true }).firings.length
      } finally {
        judging -= 1
      }
    },
    live,
    seen: (instrument, isSeen) => (isSeen ? fresh(instrument) : stale([instrument])),
    gap(instrument) {
      book.onGap([instrument], 'feed')
    },
    defer(missed, reason) {
      try {
        holes.add(missed)
      } catch (error) {
        log.error({ instrument: missed.instrument, reason, error: String(error) }, 'a hole could not be kept')
      }
    },
    changed: () => deps.changed(),
  })

  const holes = createHoles({
    clock,
    log,
    newId,
    table: store.sights,
    rules: () => book.list(),
    bars: (...args) => deps.bars(...args),
    async judge(hole, steps) {
      const outcomes = await judgeHole(hole, steps, {
        clock,
        log,
        book,
        instrument: (id) => deps.known.instrument(id),
        history: (...args) => deps.history(...args),
      })
      for (const { rule, subject, memory } of outcomes) calls.remember(rule, subject, memory)
      return record(outcomes, { late: true, also: () => store.sights.deleteHole(hole.id) }).firings.length
    },
    ended: (hole, fired, reason) =>
      catchUp.told(hole.instrument, hole.before?.at ?? hole.fromAt, hole.after.at, fired, reason),
  })

  /** Feeds and indicators as the armed rules need them now. */
  const settled = (): void => {
    const wanted = new Set(book.instruments())
    for (const instrument of catchUp.watched())
      if (!wanted.has(instrument)) {
        catchUp.unwatch(instrument)
        sightings.forget(instrument)
      }
    for (const instrument of wanted) catchUp.watch(instrument, deps.isLive(instrument))
    wants.reconcile(book.series())
    openBars.reconcile(book.list())
    deps.changed()
  }

  const calls = createRuleCalls({
    ...deps,
    newId,
    book,
    seriesProblem: (series) => seriesBook.problem(series),
    settled,
  })

  const second = (): void => {
    if (!paused) take(book.clock(clock.now()))
    // What can't be watched says so at once, whatever the reason.
    const unwatched = book
      .instruments()
      .map((id) => `${id}: ${deps.unwatched(id) ?? ''}`)
      .join('\n')
    const problems = book.series().map((series) => seriesBook.problem(series) ?? '')
    const now = [unwatched, ...problems].join('\n')
    if (now === unwatchedBefore) return
    unwatchedBefore = now
    deps.changed()
  }
  /** Prices of these are not seen from here on. */
  const lose = (instruments: readonly InstrumentId[]): void => {
    stale(instruments)
    for (const instrument of instruments) catchUp.down(instrument)
    // What bars can't tell is not made up for: it begins anew with the feed.
    book.onUntold(instruments)
    seriesBook.interrupt(instruments)
  }
  const flush = (): void => {
    if (judging === 0) recorder.flush()
  }

  return {
    onTick(instrument, { price, exchangeAt, receivedAt }) {
      if (!paused) catchUp.tick({ kind: 'tick', instrument, last: price, exchangeAt, receivedAt })
    },
    needsBook: (instrument) => book.needsBook(instrument),
    onBook(instrument, { exchangeAt, receivedAt, bid, ask, change }) {
      if (paused) return
      catchUp.tick({
        kind: 'tick',
        instrument,
        exchangeAt,
        receivedAt,
        ...(bid === undefined ? {} : { bid }),
        ...(ask === undefined ? {} : { ask }),
        ...(change === undefined ? {} : { change }),
      })
    },
    onDown: lose,
    onResumed(instruments) {
      for (const instrument of instruments) catchUp.back(instrument)
    },
    onStale(instrument, isStale) {
      // It was traded and nothing came: what follows is seen, what was is missed.
      if (isStale) return lose([instrument])
      fresh(instrument)
      catchUp.back(instrument)
    },
    onRestart(instrument) {
      sightings.forget(instrument)
      store.sights.delete(instrument)
      catchUp.restart(instrument)
    },
    onEvent(event, instruments) {
      if (!paused) take(book.input({ kind: 'event', event, instruments, at: clock.now() }))
    },
    onWebhook(hook, body, at) {
      if (!paused) take(book.input({ kind: 'webhook', hook, body, at }))
    },
    onWatchlist(id) {
      for (const { rule } of book.list())
        if (rule.scope.kind === 'watchlist' && rule.scope.watchlist === id) book.resubject(rule.id)
      settled()
    },
    onInstruments() {
      for (const instrument of book.instruments()) book.refresh(instrument)
      settled()
    },
    ...calls,
    setPaused(next) {
      if (paused === next) return
      paused = next
      if (!paused) book.onGap('all', 'restart')
      deps.changed()
    },
    isPaused: () => paused,
    catchUps: () => catchUp.list(),
    holes: holes.within,
    armedInstruments: () => book.instruments(),
    subjectsOf,
    start() {
      const sights = store.sights.list()
      for (const { rule, memories } of store.rules.list()) {
        const loaded = new Map<Subject, AlertMemory>()
        // One without a row has done nothing yet; what it saw last is known all the same.
        for (const subject of new Set([...memories.keys(), ...subjectsOf(rule)])) {
          const memory = memories.get(subject) ?? armedMemory(rule.conditions.length)
          loaded.set(subject, loadedMemory(rule, subject, memory, sights))
        }
        book.put(rule, loaded)
      }
      const wanted = new Set(book.instruments())
      for (const instrument of wanted) {
        const sight = sights.get(instrument) ?? null
        if (sight !== null) sightings.put(instrument, sight)
        catchUp.resume(instrument, sight, calls.armedSince(instrument))
      }
      for (const instrument of sights.keys()) if (!wanted.has(instrument)) store.sights.delete(instrument)
      // What happened since is not known before it was made up for.
      stale(wanted)
      holes.start()
      settled()
      second()
      cancels = [clock.every(secondMs, second), clock.every(flushEveryMs, flush)]
    },
    stop() {
      for (const cancel of cancels) cancel()
      cancels = []
      catchUp.stop()
      holes.stop()
      wants.reconcile([])
      openBars.reconcile([])
      seriesBook.stop()
      if (judging === 0) recorder.stop()
    },
  }
}
