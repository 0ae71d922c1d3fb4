/** One timer for everything that is due: wakes at the earliest moment that any job names. */
import type { Cancel, Clock } from '../lib/clock.ts'

export type Job = {
  /** By the exchange's clock; Infinity for never. */
  dueAt(): number
  /** Does what is due and moves `dueAt` on. */
  run(exchangeNow: number): void
}

export type Scheduler = {
  add(job: Job): void
  remove(job: Job): void
  /** Looks again at what is due: a job's time, or the exchange's clock, has changed. */
  rearm(): void
  close(): void
}

// Bursts are taken together; a clock that jumps is noticed within a second.
const shortestMs = 5
const longestMs = 1000

export function createScheduler(
  clock: Clock,
  exchangeNow: () => number,
  onError: (error: unknown) => void,
): Scheduler {
  const jobs = new Set<Job>()
  let cancel: Cancel | null = null
  let closed = false
  let wokenAt = -Infinity

  const rearm = (): void => {
    cancel?.()
    cancel = null
    if (closed || jobs.size === 0) return
    let dueAt = Infinity
    for (const job of jobs) dueAt = Math.min(dueAt, job.dueAt())
    const delayMs = Math.min(longestMs, Math.max(shortestMs, dueAt - exchangeNow()))
    cancel = clock.after(delayMs, wake)
  }
  const wake = (): void => {
    const now = exchangeNow()
    // Nothing would be due for long after a clock was set back: every job must see it.
    const setBack = now < wokenAt - longestMs
    wokenAt = now
    for (const job of jobs) {
      try {
        if (setBack || job.dueAt() <= now) job.run(now)
      } catch (error) {
        // A job that fails would fail at once again.
        jobs.delete(job)
        onError(error)
      }
    }
    rearm()
  }

  return {
    add(job) {
      jobs.add(job)
      rearm()
    },
    remove: (job) => void jobs.delete(job),
    rearm,
    close() {
      closed = true
      cancel?.()
      jobs.clear()
    },
  }
}
