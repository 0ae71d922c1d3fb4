/** Who is concerned by what: rules by instrument and kind of news, so that an input is not shown to those that it can't concern. */
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { timeOf, type EventInput, type MarketState, type Step, type TickInput } from '../language/input.ts'
import type { Part } from '../language/watch.ts'
import { heardBy, type Entry } from './entry.ts'
import { createRuleIndex, type RuleIndex } from './rule-index.ts'

type Listeners = Set<Entry>

/** An instrument, with those that listen to each part of its ticks. */
export type Place = {
  readonly index: RuleIndex
  readonly last: Listeners
  readonly bid: Listeners
  readonly ask: Listeners
  readonly change: Listeners
  readonly age: Listeners
  /** All rules that hear of the instrument, settled or not. */
  readonly members: Set<Entry>
  /** No member was armed later, UTC epoch ms. */
  armedBy: number
  /** No member ends before, UTC epoch ms. */
  endsFrom: number
}

export type Routes = {
  place(id: InstrumentId): Place | undefined
  /** Those that have a place. */
  instruments(): InstrumentId[]
  /** Makes the entry a member of its instruments and finds where it is to listen. */
  join(entry: Entry): void
  leave(entry: Entry): void
  /** Gives the entries that listen to the input. */
  collect(input: Step, take: (entry: Entry) => void): void
}

/** Whether a tick has nothing for those that listen to more than the last price, or are not settled. */
export function isUnheard(place: Place, { last, bid, ask, change }: TickInput): boolean {
  return (
    (last === undefined || place.last.size === 0) &&
    (bid === undefined || place.bid.size === 0) &&
    (ask === undefined || place.ask.size === 0) &&
    (change === undefined || place.change.size === 0) &&
    place.age.size === 0
  )
}

/** Whether the input is inferred from a bar that may not count for rules that were armed later: each must say for itself. */
export function isForSome({ armedBy }: Place, input: Step): boolean {
  if (input.kind !== 'tick' || input.inferred === undefined) return false
  return input.inferred.openAt < armedBy || timeOf(input) < armedBy
}

function listenersOf<K>(map: Map<K, Listeners>, key: K): Listeners {
  const found = map.get(key) ?? new Set<Entry>()
  map.set(key, found)
  return found
}

export function createRoutes(market: MarketState): Routes {
  const places = new Map<InstrumentId, Place>()
  const hooks = new Map<string, Listeners>()
  const events = new Map<EventInput['event'], Map<InstrumentId | null, Listeners>>()

  const placeFor = (id: InstrumentId): Place => {
    const found = places.get(id)
    if (found !== undefined) return found
    const made = {
      index: createRuleIndex(id, market),
      last: new Set<Entry>(),
      bid: new Set<Entry>(),
      ask: new Set<Entry>(),
      change: new Set<Entry>(),
      age: new Set<Entry>(),
      members: new Set<Entry>(),
      armedBy: -Infinity,
      endsFrom: Infinity,
    }
    places.set(id, made)
    return made
  }

  const listenersFor = ({ kind, source, instrument }: Part): Listeners | null => {
    if (source.kind === 'webhook') return listenersOf(hooks, source.hook)
    if (source.kind === 'event') {
      const byInstrument = events.get(source.event) ?? new Map<InstrumentId | null, Listeners>()
      events.set(source.event, byInstrument)
      return listenersOf(byInstrument, instrument)
    }
    if (instrument === null) return null
    const place = placeFor(instrument)
    if (kind === 'bid' || kind === 'ask' || kind === 'change' || kind === 'age') return place[kind]
    return place.last
  }

  const collectTick = (tick: TickInput, take: (entry: Entry) => void) => {
    const place = places.get(tick.instrument)
    if (place === undefined) return
    if (tick.last !== undefined) place.last.forEach(take)
    if (tick.bid !== undefined) place.bid.forEach(take)
    if (tick.ask !== undefined) place.ask.forEach(take)
    if (tick.change !== undefined) place.change.forEach(take)
    place.age.forEach(take)
  }

  return {
    place: (id) => places.get(id),
    instruments: () => [...places.keys()],
    join(entry) {
      const { watch, judgedOn } = entry
      for (const id of heardBy(watch)) {
        const place = placeFor(id)
        place.members.add(entry)
        place.armedBy = Math.max(place.armedBy, watch.rule.armedAt)
        place.endsFrom = Math.min(place.endsFrom, watch.rule.schedule.expiresAt ?? Infinity)
      }
      const found = new Set<Listeners | null>()
      if (judgedOn === null)
        for (const { parts } of watch.conditions) for (const part of parts) found.add(listenersFor(part))
      const { confirm } = watch.rule
      if (confirm.kind === 'second-venue') found.add(placeFor(confirm.instrument).last)
      for (const listeners of found) if (listeners !== null) entry.listens.push(listeners)
    },
    leave(entry) {
      entry.listens.length = 0
      for (const id of heardBy(entry.watch)) {
        const place = places.get(id)
        place?.members.delete(entry)
        if (place?.members.size === 0) places.delete(id)
      }
    },
    collect(input, take) {
      if (input.kind === 'tick') collectTick(input, take)
      else if (input.kind === 'webhook') hooks.get(input.hook)?.forEach(take)
      else if (input.kind === 'event') {
        const byInstrument = events.get(input.event)
        if (input.instruments === 'all') byInstrument?.forEach((listeners) => listeners.forEach(take))
        else for (const id of [...input.instruments, null]) byInstrument?.get(id)?.forEach(take)
      }
    },
  }
}
