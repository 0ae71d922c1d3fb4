/** What one socket is asked to carry: topics with reference counts, and how far the venue has agreed to each. */
import type { InstrumentId } from '../../shared/model/ids.ts'

/** `again`: asked in a message that the venue refused as a whole, to be asked again in a smaller one. */
type TopicState = 'unsent' | 'again' | 'pending' | 'confirmed' | 'refused'

type Entry = {
  state: TopicState
  reason: string
  /** The refusal is our own conclusion: a new socket asks again, and an acknowledgement or a price proves it wrong. */
  presumed: boolean
  /** When it was asked for, monotonic ms; null before the message left. */
  sentMs: number | null
  /** How often each instrument holds the topic; several share one where a venue has a stream for all. */
  readonly owners: Map<InstrumentId, number>
}

export type TopicChange = { readonly add: readonly string[]; readonly remove: readonly string[] }

export type Subscriptions = {
  acquire(topic: string, instrument: InstrumentId): void
  /** The last release of a topic unsubscribes it. Releasing what is not held does nothing. */
  release(topic: string, instrument: InstrumentId): void
  has(topic: string): boolean
  /** Instruments that hold some of these topics and none that is asked for or agreed to beside them. */
  ownersOfOnly(topics: readonly string[]): InstrumentId[]
  /** What to tell the venue next, at most `limit` topics; null when it knows all. Added topics become pending. */
  next(limit: number): TopicChange | null
  /** The message that asks for these topics has left. */
  sent(topics: readonly string[], nowMs: number): void
  /** Answers whether anything changed; unknown topics are late news and change nothing. */
  confirm(topic: string): boolean
  /** For venues that never confirm: takes all that was asked for as agreed to. */
  confirmSent(): void
  /** A refused topic is not asked for again until it is released or `forgetRefusals` is called. */
  refuse(topic: string, reason: string, presumed?: boolean): boolean
  /** Refuses those of the topics that the venue has left unanswered since before `beforeMs`; answers which. */
  refuseOverdue(beforeMs: number, reason: string): string[]
  /** Refuses all that only this instrument holds; answers whether that was anything. */
  refuseInstrument(instrument: InstrumentId, reason: string): boolean
  /** A price came: where all topics of the instrument are refused and some only presumably, those are not. Answers whether any was. */
  spoke(instrument: InstrumentId): boolean
  /** Asks for these pending topics again, each half in a message of its own. */
  split(topics: readonly string[]): void
  /** Unsubscribes and subscribes anew what only this instrument holds. */
  askAnew(instrument: InstrumentId): void
  /** A new socket knows nothing: all but the topics that the venue refused are asked for again. */
  reset(): void
  forgetRefusals(): void
  /** Topics wanted and not refused. */
  active(): number
  /** Active topics that the venue has not confirmed yet. */
  unconfirmed(): number
  /** Topics whose refusal is our own conclusion. */
  presumed(): number
  refused(): { instrument: InstrumentId; reason: string }[]
  /** Whether nothing is left that could bring anything of the instrument. */
  refusesAll(instrument: InstrumentId): boolean
  /** The same wishes for another socket, which has been asked for nothing yet. */
  fork(): Subscriptions
}

export function createSubscriptions(inherited?: ReadonlyMap<string, Entry>): Subscriptions {
  const entries = new Map<string, Entry>(inherited)
  const unsent = new Set<string>()
  // Released, but the venue still sends them; with the state to return to if they are wanted again first.
  const removals = new Map<string, TopicState>()
  // Messages to ask again, each by itself.
  let groups: (readonly string[])[] = []
  const counts: Record<TopicState, number> = { unsent: 0, again: 0, pending: 0, confirmed: 0, refused: 0 }
  let presumedCount = 0
  for (const [topic, entry] of entries) {
    counts[entry.state] += 1
    if (entry.state === 'unsent') unsent.add(topic)
  }

  const setState = (topic: string, entry: Entry, state: TopicState): void => {
    counts[entry.state] -= 1
    counts[state] += 1
    entry.state = state
    if (state === 'unsent') unsent.add(topic)
    else unsent.delete(topic)
    if (entry.presumed && state !== 'refused') {
      entry.presumed = false
      presumedCount -= 1
    }
    if (state !== 'pending') entry.sentMs = null
  }

  /** Pending topics of the first group that still has any; null without one. */
  const nextGroup = (): string[] | null => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
      const add = group.filter((topic) => entries.get(topic)?.state === 'again')
      if (add.length > 0) return add
    }
    return null
  }

  const markPending = (topics: readonly string[]): void => {
    for (const topic of topics) {
      const entry = entries.get(topic)
      if (entry !== undefined) setState(topic, entry, 'pending')
    }
  }

  const isOnlyOf = ({ owners }: Entry, instrument: InstrumentId): boolean =>
    owners.size === 1 && owners.has(instrument)

  const refuseEntry = (topic: string, entry: Entry, reason: string, presumed: boolean): void => {
    setState(topic, entry, 'refused')
    entry.reason = reason
    entry.presumed = presumed
    if (presumed) presumedCount += 1
  }

  const refusesAll = (instrument: InstrumentId): boolean => {
    let isHeld = false
    for (const entry of entries.values()) {
      if (!entry.owners.has(instrument)) continue
      if (entry.state !== 'refused') return false
      isHeld = true
    }
    return isHeld
  }

  return {
    acquire(topic, instrument) {
      let entry = entries.get(topic)
      if (entry === undefined) {
        const state = removals.get(topic) ?? 'unsent'
        removals.delete(topic)
        entry = { state, reason: '', presumed: false, sentMs: null, owners: new Map() }
        entries.set(topic, entry)
        counts[state] += 1
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
      counts[entry.state] -= 1
      if (entry.presumed) presumedCount -= 1
      if (entry.state === 'pending' || entry.state === 'confirmed') removals.set(topic, entry.state)
    },
    has: (topic) => entries.has(topic),
    ownersOfOnly(topics) {
      const named = new Set(topics)
      const [inside, beside] = [new Set<InstrumentId>(), new Set<InstrumentId>()]
      for (const [topic, { state, owners }] of entries) {
        const isAsked = state === 'pending' || state === 'confirmed'
        for (const owner of owners.keys())
          if (named.has(topic)) inside.add(owner)
          else if (isAsked) beside.add(owner)
      }
      return [...inside].filter((owner) => !beside.has(owner))
    },
    next(limit) {
      const again = nextGroup()
      if (again !== null) {
        markPending(again)
        return { add: again, remove: [] }
      }
      if (removals.size === 0 && unsent.size === 0) return null
      const remove: string[] = []
      // What is unsubscribed to be subscribed anew must not be asked for in the same breath.
      let isAnew = false
      for (const topic of removals.keys()) {
        if (remove.length >= limit) break
        remove.push(topic)
        if (unsent.has(topic)) isAnew = true
      }
      for (const topic of remove) removals.delete(topic)
      const add: string[] = []
      for (const topic of unsent) {
        if (isAnew || remove.length + add.length >= limit) break
        if (!removals.has(topic)) add.push(topic)
      }
      markPending(add)
      return { add, remove }
    },
    sent(topics, nowMs) {
      for (const topic of topics) {
        const entry = entries.get(topic)
        if (entry?.state === 'pending') entry.sentMs = nowMs
      }
    },
    confirm(topic) {
      if (removals.has(topic)) removals.set(topic, 'confirmed')
      const entry = entries.get(topic)
      if (entry === undefined || (entry.state !== 'pending' && !entry.presumed)) return false
      setState(topic, entry, 'confirmed')
      return true
    },
    confirmSent() {
      for (const [topic, entry] of entries)
        if (entry.state === 'pending' && entry.sentMs !== null) setState(topic, entry, 'confirmed')
    },
    refuse(topic, reason, presumed = false) {
      removals.delete(topic)
      const entry = entries.get(topic)
      if (entry === undefined || entry.state === 'refused' || entry.state === 'unsent') return false
      refuseEntry(topic, entry, reason, presumed)
      return true
    },
    refuseOverdue(beforeMs, reason) {
      if (counts.pending === 0) return []
      const overdue: string[] = []
      for (const [topic, entry] of entries) {
        if (entry.state !== 'pending' || entry.sentMs === null || entry.sentMs > beforeMs) continue
        refuseEntry(topic, entry, reason, true)
        overdue.push(topic)
      }
      return overdue
    },
    refuseInstrument(instrument, reason) {
      let any = false
      for (const [topic, entry] of entries) {
        if (entry.state === 'refused' || !isOnlyOf(entry, instrument)) continue
        refuseEntry(topic, entry, reason, false)
        any = true
      }
      return any
    },
    spoke(instrument) {
      if (!refusesAll(instrument)) return false
      let any = false
      for (const [topic, entry] of entries) {
        if (!entry.presumed || !entry.owners.has(instrument)) continue
        setState(topic, entry, 'confirmed')
        any = true
      }
      return any
    },
    split(topics) {
      const left = topics.filter((topic) => entries.get(topic)?.state === 'pending')
      for (const topic of left) {
        const entry = entries.get(topic)
        if (entry !== undefined) setState(topic, entry, 'again')
      }
      const middle = Math.ceil(left.length / 2)
      groups.push(left.slice(0, middle), left.slice(middle))
    },
    askAnew(instrument) {
      for (const [topic, entry] of entries) {
        if (!isOnlyOf(entry, instrument)) continue
        if (entry.state !== 'pending' && entry.state !== 'confirmed') continue
        setState(topic, entry, 'unsent')
        removals.set(topic, 'confirmed')
      }
    },
    reset() {
      removals.clear()
      groups = []
      for (const [topic, entry] of entries)
        if (entry.state !== 'refused' || entry.presumed) setState(topic, entry, 'unsent')
    },
    forgetRefusals() {
      for (const [topic, entry] of entries) if (entry.state === 'refused') setState(topic, entry, 'unsent')
    },
    active: () => entries.size - counts.refused,
    unconfirmed: () => counts.unsent + counts.again + counts.pending,
    presumed: () => presumedCount,
    refused() {
      const list = new Map<InstrumentId, string>()
      if (counts.refused === 0) return []
      for (const entry of entries.values()) {
        if (entry.state !== 'refused') continue
        for (const instrument of entry.owners.keys()) list.set(instrument, entry.reason)
      }
      return Array.from(list, ([instrument, reason]) => ({ instrument, reason }))
    },
    refusesAll,
    fork() {
      const copies = new Map<string, Entry>()
      for (const [topic, { state, reason, presumed, owners }] of entries) {
        const isRefused = state === 'refused' && !presumed
        copies.set(topic, {
          state: isRefused ? 'refused' : 'unsent',
          reason: isRefused ? reason : '',
          presumed: false,
          sentMs: null,
          owners: new Map(owners),
        })
      }
      return createSubscriptions(copies)
    },
  }
}
