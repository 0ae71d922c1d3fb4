/** Counts per second over the last minute. */

export type Lane = {
  add(): void
  /** Sixty figures, oldest first; the last is the second that is running. */
  read(): number[]
}

const seconds = 60

/** `nowMs` is a monotonic clock. */
export function createLane(nowMs: () => number): Lane {
  const counts = Array.from({ length: seconds }, () => 0)
  let current = Math.floor(nowMs() / 1000)
  const roll = () => {
    const now = Math.floor(nowMs() / 1000)
    for (let second = Math.max(current + 1, now - seconds + 1); second <= now; second += 1)
      counts[second % seconds] = 0
    current = Math.max(current, now)
  }
  return {
    add() {
      roll()
      counts[current % seconds] = (counts[current % seconds] ?? 0) + 1
    },
    read() {
      roll()
      return counts.map((_, place) => counts[(current + 1 + place) % seconds] ?? 0)
    },
  }
}
