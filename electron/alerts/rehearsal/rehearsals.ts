/** Rehearses rules on request: gets the bars, gives others their turn while it computes, tells its progress and can be cancelled. */
import type { Rehearsal, RehearsalPart } from '../../../shared/alerts/rehearsal.ts'
import type { AlertDraft } from '../../../shared/alerts/rule.ts'
import type { Names } from '../../../shared/alerts/sentence.ts'
import { codedError } from '../../../shared/errors.ts'
import { formatDateTime } from '../../../shared/format/time.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import { dayMs } from '../../../shared/model/interval.ts'
import type { Clock } from '../../lib/clock.ts'
import { watch, type Watch } from '../language/watch.ts'
import type { BarSeries } from '../series/bar-series.ts'
import { minuteMs } from './bars.ts'
import { knownMsOf } from './known.ts'
import { instrumentsOf, rehearsedRule, seriesOf, toldBy } from './needs.ts'
import { createRun } from './run.ts'
import { createSeeds, leadFromAt } from './seeds.ts'
import { rehearsalSentence } from './sentence.ts'
import { canSuggest, mostLeft, suggestionOf, usualBands } from './suggest.ts'
import { createTapeStore, type History, type Loaded } from './tape-store.ts'

export type RehearsalsDeps = {
  readonly clock: Clock
  readonly names: Names
  instrument(id: InstrumentId): Instrument | undefined
  /** The instruments that a rule would be armed on; null for a rule that is armed on none. */
  subjectsOf(draft: AlertDraft): readonly (InstrumentId | null)[]
  /** Closed candles that open in [`fromAt`, `toAt`) and the holes between them; fetches what is missing. */
  readonly history: History
  /** Of a rehearsal with a ticket: `done` of `total` days of bars, and what is being done. */
  progress(ticket: string, done: number, total: number, what: string): void
}

export type Rehearsals = {
  /** Rejects `cancelled` where it was cancelled, or another call with its ticket came after it. */
  rehearse(
    draft: AlertDraft,
    days: number,
    options?: { readonly ticket?: string | undefined },
  ): Promise<Rehearsal>
  cancel(ticket: string): void
  stop(): void
}

/** A rule on one instrument, with all that it is judged on. */
type Ready = {
  readonly watched: Watch
  readonly tapes: readonly [Loaded, ...Loaded[]]
  readonly makeSeries: () => BarSeries | null
}
type Job = {
  readonly draft: AlertDraft
  readonly conditions: AlertDraft['conditions']
  readonly days: number
  readonly fromAt: number
  readonly toAt: number
  readonly signal: AbortSignal
  readonly untold: Set<string>
  readonly progress: (done: number, what: string) => void
}

const mostSubjects = 50
/** Computes no longer than this at a stretch, so that a live tick never waits for it. */
const stretchMs = 6
const minutesAtOnce = 500

const cancelled = () => codedError('cancelled', 'the rehearsal is no longer wanted')

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

export function createRehearsals(deps: RehearsalsDeps): Rehearsals {
  const { clock, names } = deps
  const store = createTapeStore({ clock, history: deps.history })
  const seeds = createSeeds(deps.history)
  const byTicket = new Map<string, AbortController>()
  const running = new Set<AbortController>()
  let since = 0

  const breathe = async (signal: AbortSignal): Promise<void> => {
    await nextTurn()
    if (signal.aborted) throw cancelled()
    since = clock.monotonicMs()
  }

  /** The bars of all that it is judged on; null, with a sentence, where an instrument is not known. */
  const prepare = async (
    subject: InstrumentId | null,
    job: Job,
    tell: (share: number, what: string) => void,
  ): Promise<Ready | null> => {
    const { draft, conditions, fromAt, toAt, signal, untold } = job
    const tickSize = (id: InstrumentId) => deps.instrument(id)?.tickSize ?? names.tickSize(id)
    const watched = watch(rehearsedRule(draft, conditions, fromAt), subject, tickSize)
    const wanted = seriesOf(watched)
    const leadAt = leadFromAt(wanted, fromAt)
    const ids = instrumentsOf(watched)
    const tapes: Loaded[] = []
    for (const [place, id] of ids.entries()) {
      const instrument = deps.instrument(id)
      if (instrument === undefined) {
        untold.add(`${id} is not known here, so that nothing could be judged on it.`)
        return null
      }
      const symbol = names.symbol(id)
      const tape = await store.load(instrument, leadAt, toAt, signal, (done, total) =>
        tell((place + done / total) / ids.length, `bars of ${symbol}, day ${done + 1} of ${total}`),
      )
      if (tape.failure !== null) {
        const before = formatDateTime(tape.failure.beforeAt, names.timeZone).slice(0, 16)
        untold.add(`Bars of ${symbol} before ${before} could not be had: ${tape.failure.reason}.`)
      }
      tapes.push(tape)
    }
    const [first, ...others] = tapes
    if (first === undefined) return null
    const makeSeries = await seeds.load(wanted, deps.instrument, leadAt, signal)
    return { watched, tapes: [first, ...others], makeSeries }
  }

  const play = async (
    { watched, tapes, makeSeries }: Ready,
    { fromAt, signal }: Job,
    rearm = watched.rule.rearm,
    mostFirings = Infinity,
  ): Promise<RehearsalPart> => {
    const run = createRun({
      watched: { ...watched, rule: { ...watched.rule, rearm } },
      tapes,
      fromAt,
      series: makeSeries(),
      mostFirings,
    })
    while (run.step(minutesAtOnce)) if (clock.monotonicMs() - since >= stretchMs) await breathe(signal)
    return run.part()
  }

  /** Firings with each of the usual bands; on one instrument it ends with the first that helps. */
  const playBands = async (
    ready: Ready,
    part: RehearsalPart,
    job: Job,
    isOnly: boolean,
  ): Promise<number[]> => {
    const counts: number[] = []
    if (part.count === 0 || !canSuggest(ready.watched.rule, isOnly ? part.count : Infinity)) return counts
    const most = isOnly ? mostLeft(part.count) : Infinity
    for (const band of usualBands) {
      const { count } = await play(ready, job, band, most)
      counts.push(count)
      if (isOnly && count <= most) break
    }
    return counts
  }

  const playAll = async (subjects: readonly (InstrumentId | null)[], job: Job) => {
    const parts: RehearsalPart[] = []
    const knownMs: number[] = []
    const bands = usualBands.map(() => 0)
    const { days, fromAt, toAt } = job
    for (const [place, subject] of subjects.entries()) {
      await breathe(job.signal)
      const ready = await prepare(subject, job, (share, what) =>
        job.progress(Math.floor((place + share) * days), what),
      )
      since = clock.monotonicMs()
      if (ready === null) continue
      const part = await play(ready, job)
      parts.push(part)
      const [tape] = ready.tapes
      const session = deps.instrument(tape.instrument)?.session.kind ?? 'always'
      knownMs.push(knownMsOf(part, fromAt, toAt, session === 'always'))
      const counts = await playBands(ready, part, job, subjects.length === 1)
      if (counts.length > 0) bands.forEach((sum, band) => (bands[band] = sum + (counts[band] ?? Infinity)))
      job.progress((place + 1) * days, `judged on ${names.symbol(part.instrument)}`)
    }
    return { parts, knownMs, bands }
  }

  const rehearse = async (
    draft: AlertDraft,
    days: number,
    ticket: string | undefined,
    signal: AbortSignal,
  ) => {
    const startedMs = clock.monotonicMs()
    const all = deps.subjectsOf(draft)
    const subjects = all.slice(0, mostSubjects)
    const [only, another] = subjects
    const { conditions, untold: left } = toldBy(draft, another === undefined ? (only ?? null) : null, names)
    const untold = new Set(left)
    if (all.length > mostSubjects)
      untold.add(`Only the first ${mostSubjects} of ${all.length} instruments were rehearsed.`)
    const toAt = Math.floor(clock.now() / minuteMs) * minuteMs
    const job: Job = {
      draft,
      conditions,
      days,
      fromAt: toAt - days * dayMs,
      toAt,
      signal,
      untold,
      progress: (done, what) => {
        if (ticket !== undefined) deps.progress(ticket, done, subjects.length * days, what)
      },
    }
    const { parts, knownMs, bands } =
      conditions.length === 0 ? { parts: [], knownMs: [], bands: [] } : await playAll(subjects, job)
    const count = parts.reduce((sum, part) => sum + part.count, 0)
    const clustered = parts.reduce((sum, part) => sum + part.clustered, 0)
    const suggestion = canSuggest({ ...draft, conditions }, count) ? suggestionOf(count, bands) : null
    const found = { days, parts, count, clustered, suggestion }
    const isOnce = draft.frequency.kind === 'once'
    const sentence = rehearsalSentence({ ...found, knownMs, isOnce, isPartial: left.length > 0 }, names)
    return { ...found, untold: [...untold], sentence, tookMs: clock.monotonicMs() - startedMs }
  }

  return {
    async rehearse(draft, days, { ticket } = {}) {
      const controller = new AbortController()
      running.add(controller)
      if (ticket !== undefined) {
        byTicket.get(ticket)?.abort()
        byTicket.set(ticket, controller)
      }
      try {
        return await rehearse(draft, days, ticket, controller.signal)
      } catch (thrown) {
        if (controller.signal.aborted) throw cancelled()
        throw thrown
      } finally {
        running.delete(controller)
        if (ticket !== undefined && byTicket.get(ticket) === controller) byTicket.delete(ticket)
      }
    },
    cancel: (ticket) => byTicket.get(ticket)?.abort(),
    stop() {
      for (const controller of running) controller.abort()
      store.clear()
      seeds.clear()
    },
  }
}
