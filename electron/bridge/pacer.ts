/** Runs work at most once per period: the first request in the next turn of the loop, later ones when the period is over. */
import type { Cancel, Clock } from '../lib/clock.ts'

export type Pacer = {
  /** Cheap when a run is planned already. */
  request(): void
  stop(): void
}

/** Never runs `work` inside `request`: a burst of requests in one turn is one run. */
export function createPacer(clock: Clock, periodMs: number, work: () => void): Pacer {
  let planned: Cancel | null = null
  let lastRunMs = -Infinity
  let stopped = false
  return {
    request() {
      if (stopped || planned !== null) return
      const waitMs = Math.max(0, lastRunMs + periodMs - clock.monotonicMs())
      planned = clock.after(waitMs, () => {
        planned = null
        lastRunMs = clock.monotonicMs()
        work()
      })
    },
    stop() {
      stopped = true
      planned?.()
      planned = null
    },
  }
}
