/** A clock that stands still until a test turns it. */
import type { Clock } from '../../electron/lib/clock.ts'

type Timer = { dueAt: number; periodMs: number | null; callback: () => void }

export type ManualClock = Clock & {
  /** Moves time on, calling due timers in their order; each sees the time it was due at. */
  advance(ms: number): void
  /** As `advance`, letting promises settle after each timer. */
  advanceAsync(ms: number): Promise<void>
  /** Jumps the wall clock alone, as a user or NTP would. */
  jumpWall(ms: number): void
  pendingTimers(): number
}

export function createManualClock(startAt = Date.UTC(2026, 0, 5, 12)): ManualClock {
  let elapsedMs = 0
  let wallOffset = startAt
  const timers = new Set<Timer>()

  const add = (timer: Timer) => {
    timers.add(timer)
    return () => void timers.delete(timer)
  }
  const nextDue = (until: number): Timer | null => {
    let next: Timer | null = null
    for (const timer of timers)
      if (timer.dueAt <= until && (next === null || timer.dueAt < next.dueAt)) next = timer
    return next
  }
  const fire = (timer: Timer) => {
    elapsedMs = Math.max(elapsedMs, timer.dueAt)
    if (timer.periodMs === null) timers.delete(timer)
    else timer.dueAt += timer.periodMs
    timer.callback()
  }
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  }

  return {
    now: () => wallOffset + elapsedMs,
    monotonicMs: () => elapsedMs,
    after: (delayMs, callback) => add({ dueAt: elapsedMs + Math.max(0, delayMs), periodMs: null, callback }),
    every: (periodMs, callback) => add({ dueAt: elapsedMs + periodMs, periodMs, callback }),
    sleep: (delayMs) =>
      new Promise((resolve) =>
        add({ dueAt: elapsedMs + Math.max(0, delayMs), periodMs: null, callback: resolve }),
      ),
    advance(ms) {
      const until = elapsedMs + ms
      for (let timer = nextDue(until); timer !== null; timer = nextDue(until)) fire(timer)
      elapsedMs = until
    },
    async advanceAsync(ms) {
      const until = elapsedMs + ms
      await settle()
      for (let timer = nextDue(until); timer !== null; timer = nextDue(until)) {
        fire(timer)
        await settle()
      }
      elapsedMs = until
      await settle()
    },
    jumpWall: (ms) => void (wallOffset += ms),
    pendingTimers: () => timers.size,
  }
}
