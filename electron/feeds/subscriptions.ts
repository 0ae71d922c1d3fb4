/** What one socket is asked to carry: topics with reference counts, and how far the venue has agreed to each. */
import type { InstrumentId } from '../../shared/model/ids.ts'

type TopicState = 'unsent' | 'pending' | 'confirmed' | 'refused'

type Entry = {
  state: TopicState
  reason: string
  /** How often each instrument holds the topic; several share one where a venue has a stream for all. */
  readonly owners: Map<InstrumentId, number>
}

export type TopicChange = { readonly add: readonly string[]; readonly remove: readonly string[] }

export type Subscriptions = {
  acquire(topic: string, instrument: InstrumentId): void
  /** The last release of a topic unsubscribes it. Releasing what is not held does nothing. */
  release(topic: string, instrument: InstrumentId): void
  has(topic: string): boolean
  /** What to tell the venue next, at most `limit` topics; null when it knows all. Added topics become pending. */
  next(limit: number): TopicChange | null
  /** Answers whether anything changed; unknown topics are late news and change nothing. */
  confirm(topic: string): boolean
  /** A refused topic is not asked for again until it is released or `forgetRefusals` is called. */
  refuse(topic: string, reason: string): boolean
  /** A new socket knows nothing: all but the refused topics are asked for again. */
  reset(): void
  forgetRefusals(): void
  /** Topics wanted and not refused. */
  active(): number
  /** Active topics that the venue has not confirmed yet. */
  unconfirmed(): number
  refused(): { instrument: InstrumentId; reason: string }[]
}

export function createSubscriptions(): Subscriptions {
  const entries = new Map<string, Entry>()
  const unsent = new Set<string>()
  // Released, but the venue still sends them; with the state to return to if they are wanted again first.
  const removals = new Map<string, TopicState>()
  let pendingCount = 0
  let confirmedCount = 0
  let refusedCount = 0

  const count = (state: TopicState, step: 1 | -1): void => {
    if (state === 'pending') pendingCount += step
    else if (state === 'confirmed') confirmedCount += step
    else if (state === 'refused') refusedCount += step
  }
  const setState = (topic: string, entry: Entry, state: TopicState): void => {
    count(entry.state, -1)
    count(state, 1)
    entry.state = state
    if (state === 'unsent') unsent.add(topic)
    else unsent.delete(topic)
  }

  return {
    acquire(topic, instrument) {
      let entry = entries.get(topic)
      if (entry === undefined) {
        const state = removals.get(topic) ?? 'unsent'
        removals.delete(topic)
        entry = { state, reason: '', owners: new Map() }
        entries.set(topic, entry)
        count(state, 1)
        if (state === 'unsent') unsent.add(topic)
      }
      entry.owners.set(instrument, (entry.owners.get(instrument) ?? 0) + 1)
    },
    release(topic, instrument) {
      const entry = entries.get(topic)
      const held = entry?.owners.get(instrument)
      if (entry === undefined || held === undefined) return
      if (held > 1) {
        entry.owners.set(instrument, held - 1)
        return
      }
      entry.owners.delete(instrument)
      if (entry.owners.size > 0) return
      entries.delete(topic)
      unsent.delete(topic)
      count(entry.state, -1)
      if (entry.state === 'pending' || entry.state === 'confirmed') removals.set(topic, entry.state)
    },
    has: (topic) => entries.has(topic),
    next(limit) {
      if (removals.size === 0 && unsent.size === 0) return null
      const remove: string[] = []
      for (const topic of removals.keys()) {
        if (remove.length >= limit) break
        remove.push(topic)
      }
      for (const topic of remove) removals.delete(topic)
      const add: string[] = []
      for (const topic of unsent) {
        if (remove.length + add.length >= limit) break
        add.push(topic)
      }
      for (const topic of add) {
        const entry = entries.get(topic)
        if (entry !== undefined) setState(topic, entry, 'pending')
      }
      return { add, remove }
    },
    confirm(topic) {
      if (removals.has(topic)) removals.set(topic, 'confirmed')
      const entry = entries.get(topic)
      if (entry?.state !== 'pending') return false
      setState(topic, entry, 'confirmed')
      return true
    },
    refuse(topic, reason) {
      removals.delete(topic)
      const entry = entries.get(topic)
      if (entry === undefined || entry.state === 'refused' || entry.state === 'unsent') return false
      setState(topic, entry, 'refused')
      entry.reason = reason
      return true
    },
    reset() {
      removals.clear()
      for (const [topic, entry] of entries) if (entry.state !== 'refused') setState(topic, entry, 'unsent')
    },
    forgetRefusals() {
      for (const [topic, entry] of entries) if (entry.state === 'refused') setState(topic, entry, 'unsent')
    },
    active: () => entries.size - refusedCount,
    unconfirmed: () => unsent.size + pendingCount,
    refused() {
      const list = new Map<InstrumentId, string>()
      if (refusedCount === 0) return []
      for (const entry of entries.values()) {
        if (entry.state !== 'refused') continue
        for (const instrument of entry.owners.keys()) list.set(instrument, entry.reason)
      }
      return Array.from(list, ([instrument, reason]) => ({ instrument, reason }))
    },
  }
}
