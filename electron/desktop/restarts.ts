/** Decides how long to wait before the core's process is started again, and when to give up. */

export const restartDelaysMs = [500, 1000, 2000, 5000, 5000] as const
const windowMs = 120_000

export type Restarts = {
  /** Says that the process ended; answers the wait before the next try, or null to give up. */
  ended(monotonicMs: number): number | null
  /** The user asked to try again. */
  forget(): void
}

/** Gives up at the sixth end within two minutes. */
export function createRestarts(): Restarts {
  let endedAt: number[] = []
  return {
    ended(monotonicMs) {
      endedAt = [...endedAt.filter((at) => monotonicMs - at < windowMs), monotonicMs]
      return restartDelaysMs[endedAt.length - 1] ?? null
    },
    forget: () => void (endedAt = []),
  }
}
