/** The armed rules: who is to judge an input, and what each remembers after it. */
import type { AlertMemory } from '../../../shared/alerts/memory.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { evaluate } from '../language/evaluate.ts'
import type { AlertEvent } from '../language/fire.ts'
import { memoryAfterGap } from '../language/gap.ts'
import {
  receivedAtOf,
  type ClockInput,
  type GapInput,
  type MarketState,
  type Step,
  type TickInput,
} from '../language/input.ts'
import { watch } from '../language/watch.ts'
import { heardBy, type Entry } from './entry.ts'
import { isMaterial } from './material.ts'
import { createNeeds, type Needs } from './needs.ts'
import { judgesOfPast } from './past.ts'
import { createRoutes, isForSome, isUnheard, type Place } from './routes.ts'
import { createPriceSteps } from './steps.ts'
import { createTimers } from './timers.ts'
import { wakeOf } from './wake.ts'

export type Judgement = { readonly entry: Entry; readonly events: readonly AlertEvent[] }

export type BoardDeps = {
  /** Undefined while the instrument is not known. */
  tickSize(id: InstrumentId): number | undefined
  readonly market: MarketState
}

export type Board = {
  /** Watches the entry from the next input on, or from when its instruments are known. */
  add(entry: Entry): void
  remove(entry: Entry): void
  /** Those to which something happened, in order; empty for almost every input. */
  input(input: Step): readonly Judgement[]
  /**
   * Judges an input of the past, of one instrument: by those that hear of nothing outside of `batch`, and by nobody else. Whoever
   * waits for its time waits for the present.
   */
  backfill(
    input: TickInput | ClockInput,
    instrument: InstrumentId,
    batch: ReadonlySet<InstrumentId>,
  ): readonly Judgement[]
  gap(gap: GapInput): void
  /** Takes from some of those that hear of the instruments what they know of them. */
  gapFor(instruments: Iterable<InstrumentId>, matches: (entry: Entry) => boolean): void
  /** The instrument has become known, or its price steps have changed. */
  refresh(id: InstrumentId): void
  /** Other instruments that entries hear of besides this one. */
  companions(id: InstrumentId): InstrumentId[]
  memoryOf(entry: Entry): AlertMemory
  lastTick(id: InstrumentId): TickInput | null
  readonly needs: Pick<Needs, 'instruments' | 'series' | 'needsBook'>
  /** Entries whose memory changed in what must be kept; emptied by whoever keeps it. */
  readonly changed: Set<Entry>
}

const nothing: readonly Judgement[] = Object.freeze([])

export function createBoard({ tickSize, market }: BoardDeps): Board {
  const needs = createNeeds()
  const routes = createRoutes(market)
  const changed = new Set<Entry>()
  /** Armed entries, each with the price steps that it was made with; null while they are not known. */
  const armed = new Map<Entry, ReadonlyMap<InstrumentId, number> | null>()
  const priceSteps = createPriceSteps(tickSize)
  const timers = createTimers()
  let latest: Step | null = null
  let count = 0

  const placeOf = ({ judgedOn }: Entry): Place | undefined =>
    judgedOn === null ? undefined : routes.place(judgedOn)

  const memoryOf = (entry: Entry) =>
    entry.isSettled ? (placeOf(entry)?.index.memoryOf(entry) ?? entry.memory) : entry.memory

  const listen = (entry: Entry, isListening: boolean) => {
    if (entry.isListening === isListening) return
    entry.isListening = isListening
    for (const listeners of entry.listens) {
      if (isListening) listeners.add(entry)
      else listeners.delete(entry)
    }
  }

  /** Has it judged again where and when something can matter to it, and not before. */
  const arrange = (entry: Entry, now: number) => {
    const wake = wakeOf(entry.watch, entry.memory, now)
    const { hasStarted } = wake
    timers.set(entry, wake)
    listen(entry, hasStarted)
    const place = placeOf(entry)
    if (place === undefined) return
    if (!hasStarted) {
      place.index.unsettle(entry)
      place.last.delete(entry)
    } else if (place.index.settle(entry)) place.last.delete(entry)
    else place.last.add(entry)
  }

  const nowAt = () => (latest === null ? -Infinity : receivedAtOf(latest))

  const takeOff = (entry: Entry) => {
    timers.remove(entry)
    listen(entry, false)
    const place = placeOf(entry)
    place?.index.unsettle(entry)
    place?.last.delete(entry)
    routes.leave(entry)
  }

  const putOn = (entry: Entry) => {
    const steps = priceSteps.of(entry)
    armed.set(entry, steps)
    if (steps === null) return
    entry.watch = watch(entry.page.rule, entry.subject, (id) => steps.get(id) ?? 1)
    routes.join(entry)
    arrange(entry, nowAt())
  }

  const remove = (entry: Entry) => {
    changed.delete(entry)
    const steps = armed.get(entry)
    if (steps === undefined) return
    entry.memory = memoryOf(entry)
    armed.delete(entry)
    needs.remove(entry)
    if (steps === null) priceSteps.stop(entry)
    else takeOff(entry)
  }

  const remember = (entry: Entry, before: AlertMemory, after: AlertMemory) => {
    entry.memory = after
    if (isMaterial(before, after, entry.judgedOn !== null)) changed.add(entry)
  }

  const refresh = (id: InstrumentId) => {
    const size = tickSize(id)
    if (size === undefined) return
    for (const entry of priceSteps.waitingFor(id)) {
      priceSteps.stop(entry)
      putOn(entry)
    }
    const place = routes.place(id)
    if (place === undefined) return
    const outgrown = [...place.members].filter((entry) => (armed.get(entry)?.get(id) ?? size) !== size)
    for (const entry of outgrown) {
      const before = memoryOf(entry)
      takeOff(entry)
      remember(
        entry,
        before,
        memoryAfterGap(entry.watch, before, { kind: 'gap', instruments: [id], cause: 'feed' }),
      )
    }
    for (const entry of outgrown) putOn(entry)
  }

  /** Everything that the input can matter to, each once. */
  const candidatesOf = (input: Step, place: Place | undefined, isAccepted: boolean): Entry[] => {
    const found: Entry[] = []
    timers.takeDue(input, found)
    if (isAccepted && input.kind === 'tick') place?.index.takeTriggered(input, found)
    count += 1
    const candidates: Entry[] = []
    const take = (entry: Entry) => {
      if (entry.takenFor === count) return
      entry.takenFor = count
      candidates.push(entry)
    }
    found.forEach(take)
    if (place !== undefined && isForSome(place, input)) place.members.forEach(take)
    routes.collect(input, take)
    return candidates
  }

  const judgeBy = (
    candidates: readonly Entry[],
    input: Step,
    place: Place | undefined,
    isAccepted: boolean,
    now = receivedAtOf(input),
  ): readonly Judgement[] => {
    const found: Judgement[] = []
    for (const entry of candidates) {
      const before = memoryOf(entry)
      const { memory, events } = evaluate(entry.watch, before, input, market)
      remember(entry, before, memory)
      if (events.length > 0) found.push({ entry, events })
    }
    if (isAccepted && input.kind === 'tick') place?.index.setLast(input)
    for (const entry of candidates) {
      if (entry.memory.state === 'armed') arrange(entry, now)
      else {
        takeOff(entry)
        armed.delete(entry)
        needs.remove(entry)
      }
    }
    return found.sort((a, b) => a.entry.page.order - b.entry.page.order || a.entry.order - b.entry.order)
  }

  const judge = (input: Step, place: Place | undefined): readonly Judgement[] => {
    const isAccepted = input.kind === 'tick' && place?.index.accepts(input) === true
    return judgeBy(candidatesOf(input, place, isAccepted), input, place, isAccepted)
  }

  /** Whether the input changes nothing but, perhaps, the last price. */
  const isQuiet = (input: Step, place: Place | undefined): boolean => {
    if (timers.isDue(input)) return false
    if (input.kind === 'clock') return true
    if (input.kind !== 'tick') return false
    if (place === undefined) return true
    if (isForSome(place, input) || !isUnheard(place, input)) return false
    return typeof input.last !== 'number' || place.index.isQuiet(input)
  }

  return {
    add(entry) {
      if (entry.memory.state !== 'armed' || entry.page.rule.state !== 'armed') return
      needs.add(entry)
      putOn(entry)
    },
    remove,
    input(input) {
      if (input.kind === 'tick' && priceSteps.isAwaited(input.instrument)) refresh(input.instrument)
      latest = input
      const place = input.kind === 'tick' ? routes.place(input.instrument) : undefined
      return isQuiet(input, place) ? nothing : judge(input, place)
    },
    backfill(input, instrument, batch) {
      const place = routes.place(instrument)
      if (place === undefined) return nothing
      const isAccepted = input.kind === 'tick' && place.index.accepts(input)
      const judges = judgesOfPast(place, input, isAccepted, batch)
      if (judges === null) return nothing
      // Time goes on from the present: who has started since hears of the rest too.
      return judgeBy(judges, input, place, isAccepted, Math.max(receivedAtOf(input), nowAt()))
    },
    gapFor(instruments, matches) {
      for (const id of instruments) {
        const gap: GapInput = { kind: 'gap', instruments: [id], cause: 'feed' }
        for (const entry of routes.place(id)?.members ?? []) {
          if (!matches(entry)) continue
          const before = memoryOf(entry)
          const after = memoryAfterGap(entry.watch, before, gap)
          if (after === before) continue
          entry.isSettled = false
          remember(entry, before, after)
          arrange(entry, nowAt())
        }
      }
    },
    gap(gap) {
      const all = gap.instruments === 'all' || gap.cause === 'restart'
      const heard = gap.instruments === 'all' ? [] : gap.instruments
      const entries = all
        ? new Set(armed.keys())
        : new Set(
            [...heard.map((id) => routes.place(id)?.members ?? []), ...priceSteps.waiting()].flatMap(
              (each) => [...each],
            ),
          )
      for (const entry of entries) {
        const before = memoryOf(entry)
        remember(entry, before, memoryAfterGap(entry.watch, before, gap))
        entry.isSettled = false
      }
      const ids = all ? routes.instruments() : heard
      for (const id of ids) routes.place(id)?.index.forget()
      for (const entry of entries) if (armed.get(entry) !== null) arrange(entry, nowAt())
      // The grid may have changed with the feed (another recording, a new venue rule): judge by the new one from here on.
      for (const id of ids) refresh(id)
    },
    refresh,
    companions(id) {
      const others = new Set<InstrumentId>()
      for (const entry of routes.place(id)?.members ?? [])
        // What is judged on one instrument alone has no other.
        if (entry.judgedOn === null || entry.page.rule.confirm.kind === 'second-venue')
          for (const other of heardBy(entry.watch)) if (other !== id) others.add(other)
      return [...others]
    },
    memoryOf,
    lastTick: (id) => routes.place(id)?.index.lastTick() ?? null,
    needs,
    changed,
  }
}
