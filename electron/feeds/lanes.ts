/** Counts per second over the last minute, in a ring: what the channels' lanes draw. */

export const laneSeconds = 60

export type Lane = {
  /** Counts one (or `count`) at the monotonic moment `nowMs`. */
  add(nowMs: number, count?: number): void
  /** 60 counts of whole seconds, oldest first; the running second is left out, it would always look low. */
  counts(nowMs: number): number[]
  /** Mean a second over the last `seconds` whole seconds. */
  perSecond(nowMs: number, seconds: number): number
}

export function createLane(): Lane {
  // One more than is shown: the running second.
  const size = laneSeconds + 1
  const ring = new Uint32Array(size)
  let second = 0

  const turnTo = (nowMs: number): void => {
    const now = Math.floor(nowMs / 1_000)
    if (now <= second) return
    const steps = Math.min(size, now - second)
    for (let step = 0; step < steps; step += 1) ring[(now - step) % size] = 0
    second = now
  }
  const at = (ago: number): number => ring[(((second - ago) % size) + size) % size] ?? 0

  return {
    add(nowMs, count = 1) {
      turnTo(nowMs)
      const index = second % size
      ring[index] = (ring[index] ?? 0) + count
    },
    counts(nowMs) {
      turnTo(nowMs)
      return Array.from({ length: laneSeconds }, (_, index) => at(laneSeconds - index))
    },
    perSecond(nowMs, seconds) {
      turnTo(nowMs)
      let sum = 0
      for (let ago = 1; ago <= seconds; ago += 1) sum += at(ago)
      return sum / seconds
    },
  }
}
