/** Armed rules by the times from which on they are to be judged whatever comes. */
import { receivedAtOf, timeOf, type Step } from '../language/input.ts'
import { slots, type Entry } from './entry.ts'
import { createQueue } from './queue.ts'
import type { Wake } from './wake.ts'

export type Timers = {
  set(entry: Entry, wake: Wake): void
  remove(entry: Entry): void
  /** Whether any rule's time has come by the input. */
  isDue(input: Step): boolean
  /** Takes those whose time has come; they are to be judged, and then set anew. */
  takeDue(input: Step, taken: Entry[]): void
}

export function createTimers(): Timers {
  // The latest of `since` is to come first: its times are negated.
  const until = createQueue<Entry>(slots.until)
  const since = createQueue<Entry>(slots.since)
  const closes = createQueue<Entry>(slots.close)
  const clocks = createQueue<Entry>(slots.clock)
  return {
    set(entry, { sinceAt, untilAt, closeAt, clockAt }) {
      until.set(entry, untilAt)
      since.set(entry, -sinceAt)
      closes.set(entry, closeAt)
      clocks.set(entry, clockAt)
    },
    remove(entry) {
      for (const queue of [until, since, closes, clocks]) queue.remove(entry)
    },
    isDue(input) {
      const now = receivedAtOf(input)
      if (now >= until.first() || -now > since.first()) return true
      // Asked for first, since working out the time of a tick makes a number on the heap.
      if (closes.first() < Infinity && timeOf(input) >= closes.first()) return true
      return input.kind === 'clock' && input.at >= clocks.first()
    },
    takeDue(input, taken) {
      const now = receivedAtOf(input)
      until.take(now, true, taken)
      since.take(-now, false, taken)
      closes.take(timeOf(input), true, taken)
      if (input.kind === 'clock') clocks.take(input.at, true, taken)
    },
  }
}
