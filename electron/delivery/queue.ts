/** Which delivery is sent next: one at a time for each target, in their order, and none before its time. */
import type { OpenDelivery } from '../store/deliveries.ts'
import { desktopTarget } from './plan.ts'
import { longestWaitMs } from './schedule.ts'

/** At most so many webhooks are on their way at once. */
export const mostAtOnce = 8

/** What the clocks and the settings say. */
export type Moment = {
  /** Wall clock, UTC epoch ms. */
  readonly at: number
  readonly monotonicMs: number
  /** Whether it is quiet by the settings as they are now. */
  readonly isQuiet: boolean
}

type Entry = OpenDelivery & {
  /** On the monotonic clock; null for what waits for the end of quiet hours, which is a time of day. */
  dueMs: number | null
  /** Its target asked everybody to wait: it lost its turn through no fault of its own. */
  keepsPlace: boolean
}

/** A target that fails is asked after those that do not. */
type Lane = { busyWith: string | null; holdMs: number; failures: number }

export type Queue = {
  /** Takes up rows that it does not know yet. */
  add(rows: readonly OpenDelivery[], moment: Moment): void
  /** The highest sequence that was taken up. */
  lastSequence(): number
  /** What to send now; each is busy until `finished`. */
  next(moment: Moment): OpenDelivery[]
  /** Frees its target; null where nothing was sent. It stays, and is due, until it is removed or delayed. */
  finished(id: string, isTaken: boolean | null): void
  isBusy(id: string): boolean
  remove(id: string): void
  /** Waits for another attempt; `holds`: and so does everything else for this target. */
  delay(id: string, delayMs: number, moment: Moment, holds: boolean): void
  /** Due at once, as if it were new. */
  hurry(row: OpenDelivery, moment: Moment): void
  /** Targets of which held firings are to be told now. */
  digestsDue(moment: Moment): string[]
  /** Judges all waits by the wall clock again: the monotonic one may have stood still. */
  reread(moment: Moment): void
  /** When to look again; null when nothing waits. */
  wakeInMs(moment: Moment): number | null
}

// Settings may change and clocks be set: what waits for the end of quiet hours is looked at once a minute.
const quietLookMs = 60_000

const isHeld = ({ state, reason }: OpenDelivery) => state === 'waiting' && reason === 'digest'
const followsQuiet = ({ state, reason }: OpenDelivery) => state === 'waiting' && reason !== 'escalation'

/**
 * Waits are kept on the monotonic clock from the moment that a row is seen, so that a wall clock that is set neither hurries
 * nor stalls them; and none is longer than it can have been meant.
 */
function dueMsOf(row: OpenDelivery, { at, monotonicMs }: Moment): number | null {
  if (followsQuiet(row)) return null
  const longestMs = row.state === 'waiting' ? row.dueAt - row.createdAt : longestWaitMs
  return monotonicMs + Math.max(0, Math.min(row.dueAt - at, longestMs))
}

const isDue = ({ dueMs, dueAt }: Entry, { at, monotonicMs, isQuiet }: Moment): boolean =>
  dueMs === null ? at >= dueAt || !isQuiet : dueMs <= monotonicMs

/** New ones first, in their order, so that what happens now does not wait behind a heap of retries. */
function byTurn(a: Entry, b: Entry): number {
  const isRetry = (entry: Entry) => entry.attempts > 0 && !entry.keepsPlace
  if (isRetry(a) !== isRetry(b)) return isRetry(a) ? 1 : -1
  return (isRetry(a) ? (a.dueMs ?? 0) - (b.dueMs ?? 0) : 0) || a.sequence - b.sequence
}

export function createQueue(): Queue {
  const entries = new Map<string, Entry>()
  const lanes = new Map<string, Lane>()
  let lastSequence = 0

  const laneOf = (target: string): Lane => {
    let lane = lanes.get(target)
    if (lane === undefined) lanes.set(target, (lane = { busyWith: null, holdMs: -Infinity, failures: 0 }))
    return lane
  }
  const laneFor = (id: string): Lane | null => {
    const entry = entries.get(id)
    return entry === undefined ? null : laneOf(entry.target)
  }

  /** Until it may be sent, were its target free. */
  const waitsMs = (entry: Entry, moment: Moment): number => {
    const { dueMs, dueAt, target } = entry
    const ownMs =
      dueMs !== null
        ? dueMs - moment.monotonicMs
        : isDue(entry, moment)
          ? 0
          : Math.min(dueAt - moment.at, quietLookMs)
    return isHeld(entry) ? ownMs : Math.max(ownMs, laneOf(target).holdMs - moment.monotonicMs)
  }

  /** The first in turn of each target that is free. */
  const heads = (moment: Moment): Entry[] => {
    const found = new Map<string, Entry>()
    for (const entry of entries.values()) {
      const lane = laneOf(entry.target)
      if (isHeld(entry) || lane.busyWith !== null || lane.holdMs > moment.monotonicMs) continue
      if (!isDue(entry, moment)) continue
      const before = found.get(entry.target)
      if (before === undefined || byTurn(entry, before) < 0) found.set(entry.target, entry)
    }
    return [...found.values()]
  }

  return {
    add(rows, moment) {
      for (const row of rows) {
        lastSequence = Math.max(lastSequence, row.sequence)
        entries.set(row.id, { ...row, dueMs: dueMsOf(row, moment), keepsPlace: false })
      }
    },
    lastSequence: () => lastSequence,
    next(moment) {
      const onTheirWay = [...lanes].filter(
        ([target, { busyWith }]) => target !== desktopTarget && busyWith !== null,
      )
      let free = mostAtOnce - onTheirWay.length
      const inTurn = heads(moment).toSorted(
        (a, b) => laneOf(a.target).failures - laneOf(b.target).failures || byTurn(a, b),
      )
      const started: Entry[] = []
      for (const entry of inTurn) {
        // A notification opens no connection, and does not wait for those that do.
        if (entry.target !== desktopTarget) {
          if (free <= 0) continue
          free -= 1
        }
        laneOf(entry.target).busyWith = entry.id
        started.push(entry)
      }
      return started
    },
    finished(id, isTaken) {
      for (const lane of lanes.values()) {
        if (lane.busyWith !== id) continue
        lane.busyWith = null
        if (isTaken !== null) lane.failures = isTaken ? 0 : lane.failures + 1
      }
    },
    isBusy: (id) => laneFor(id)?.busyWith === id,
    remove: (id) => void entries.delete(id),
    delay(id, delayMs, moment, holds) {
      const entry = entries.get(id)
      if (entry === undefined) return
      const dueMs = moment.monotonicMs + delayMs
      entries.set(id, {
        ...entry,
        state: 'pending',
        attempts: entry.attempts + 1,
        dueAt: moment.at + delayMs,
        dueMs,
        keepsPlace: holds,
      })
      if (holds) laneOf(entry.target).holdMs = dueMs
    },
    hurry(row, moment) {
      entries.set(row.id, { ...row, dueMs: moment.monotonicMs, keepsPlace: false })
    },
    digestsDue: (moment) => [
      ...new Set(
        [...entries.values()]
          .filter((entry) => isHeld(entry) && isDue(entry, moment))
          .map(({ target }) => target),
      ),
    ],
    reread(moment) {
      for (const entry of entries.values()) {
        const dueMs = dueMsOf(entry, moment)
        if (dueMs !== null && entry.dueMs !== null) entry.dueMs = Math.min(entry.dueMs, dueMs)
      }
    },
    wakeInMs(moment) {
      let nearestMs: number | null = null
      for (const entry of entries.values()) {
        const inMs = waitsMs(entry, moment)
        // What is due and has no turn yet is looked at when one that is on its way ends.
        if (inMs > 0 && (nearestMs === null || inMs < nearestMs)) nearestMs = inMs
      }
      return nearestMs
    },
  }
}
