/** Clocks of the venue rig: the real one moved to a day on which every market is open, and how the one turned by hand is turned. */
import { systemClock } from '../../../electron/lib/clock.ts'
import type { Clock } from '../../../electron/lib/clock.ts'
import { createManualClock } from '../manual-clock.ts'
import type { ManualClock } from '../manual-clock.ts'
import { waitFor } from '../wait-for.ts'

/** A Wednesday, 11:07 in New York: coins, currencies and stocks trade, and no candle but the minute's ends soon. */
export const rigStartAt = Date.UTC(2026, 4, 13, 15, 7, 20)

/** Small enough that nobody thinks that the process slept. */
const usualStepMs = 250
const waitStepMs = 100
/** Longer than any queue of a scenario lasts. */
const longestQueueMs = 1_200_000
const freeTurns = 10

export type RigClock = {
  readonly clock: Clock
  /** Lets time go by: turns the clock, `stepMs` at a time and no faster than sockets follow; on the real clock it waits. */
  pass(ms: number, each?: () => void, stepMs?: number): Promise<void>
  /** Waits for a condition and turns the clock meanwhile, for at most `withinMs` of its time. */
  until<T>(read: () => T, what: string, withinMs?: number): Promise<Exclude<T, undefined | null | false>>
  /** Answers what the promise does, and turns the clock meanwhile. */
  settled<T>(promise: Promise<T>): Promise<T>
  pendingTimers(): number
}

/** What is ready on sockets happens, and short timers of the venue's server run. */
const breathe = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, 1))
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

export function createRealRigClock(startAt: number): RigClock {
  const beganMs = systemClock.monotonicMs()
  const clock: Clock = {
    ...systemClock,
    now: () => Math.floor(startAt + systemClock.monotonicMs() - beganMs),
  }
  return {
    clock,
    async pass(ms, each) {
      const endMs = clock.monotonicMs() + ms
      await waitFor(() => (each?.(), clock.monotonicMs() >= endMs), `${ms} ms to go by`, ms + 10_000)
    },
    until: (read, what, withinMs = 20_000) => waitFor(read, what, withinMs),
    settled: (promise) => promise,
    pendingTimers: () => 0,
  }
}

export function createManualRigClock(startAt: number): RigClock & { readonly clock: ManualClock } {
  const clock = createManualClock(startAt)
  const until = async <T>(
    read: () => T,
    what: string,
    withinMs = 20_000,
  ): Promise<Exclude<T, undefined | null | false>> => {
    const endMs = clock.monotonicMs() + withinMs
    // Most of what is waited for needs no time, only its turn.
    for (let turn = 0; ; turn += 1) {
      const value = read()
      if (value !== undefined && value !== null && value !== false)
        return value as Exclude<T, undefined | null | false>
      if (clock.monotonicMs() >= endMs) throw new Error(`gave up waiting for ${what} after ${withinMs} ms`)
      if (turn >= freeTurns) clock.advance(Math.min(waitStepMs, endMs - clock.monotonicMs()))
      await breathe()
    }
  }

  return {
    clock,
    async pass(ms, each, stepMs = usualStepMs) {
      for (let left = ms; left > 0; left -= stepMs) {
        clock.advance(Math.min(stepMs, left))
        each?.()
        await breathe()
      }
    },
    until,
    async settled(promise) {
      const state = { isSettled: false }
      const settle = (): void => void (state.isSettled = true)
      promise.then(settle, settle)
      const endMs = clock.monotonicMs() + longestQueueMs
      for (let turn = 0; !state.isSettled && clock.monotonicMs() < endMs; turn += 1) {
        if (turn >= freeTurns) clock.advance(usualStepMs)
        await breathe()
      }
      return promise
    },
    pendingTimers: () => clock.pendingTimers(),
  }
}
