/** The only door to time: wall clock, monotonic clock and timers, replaced by a hand-turned clock in tests. */

/** Undo of a timer. */
export type Cancel = () => void

export type Clock = {
  /** Wall clock, UTC epoch ms. */
  now(): number
  /** Monotonic milliseconds; for ages, latencies and time-outs. */
  monotonicMs(): number
  /** Calls once after `delayMs`. The timer does not keep the process alive. */
  after(delayMs: number, callback: () => void): Cancel
  /** Calls every `periodMs`. The timer does not keep the process alive. */
  every(periodMs: number, callback: () => void): Cancel
  sleep(delayMs: number): Promise<void>
}

// setTimeout fires at once past this.
const longestMs = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(0, delayMs), longestMs))
    timer.unref()
    return () => clearTimeout(timer)
  },
  every(periodMs, callback) {
    const timer = setInterval(callback, Math.min(periodMs, longestMs))
    timer.unref()
    return () => clearInterval(timer)
  },
  sleep: (delayMs) =>
    new Promise((resolve) => setTimeout(resolve, Math.min(Math.max(0, delayMs), longestMs))),
}
