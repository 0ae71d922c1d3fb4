/** Recognises what a sender without ids sends again because we answered with an error of ours. */
import { createHash } from 'node:crypto'

export type Resends = {
  /** We could not keep these bytes. */
  failed(source: string, body: Uint8Array): void
  /** Whether these bytes failed shortly before. */
  isResend(source: string, body: Uint8Array): boolean
}

// Three resends, five seconds apart, and what the way takes.
const windowMs = 20_000
const most = 2000

/** `nowMs` is a monotonic clock. */
export function createResends(nowMs: () => number): Resends {
  // In order of age: a Map keeps the order in which its keys came.
  const failures = new Map<string, number>()
  const keyOf = (source: string, body: Uint8Array) =>
    `${source} ${createHash('sha256').update(body).digest('base64')}`
  return {
    failed(source, body) {
      const key = keyOf(source, body)
      failures.delete(key)
      failures.set(key, nowMs())
      for (const oldest of failures.keys()) {
        if (failures.size <= most) break
        failures.delete(oldest)
      }
    },
    isResend(source, body) {
      if (failures.size === 0) return false
      const at = failures.get(keyOf(source, body))
      return at !== undefined && nowMs() - at <= windowMs
    },
  }
}
