/** What we send on one socket, in order and never faster than the venue allows. */
import type { Cancel, Clock } from '../lib/clock.ts'
import { createRateLimit } from './rate-limit.ts'

export type Outbox = {
  /** Sends what may be sent; the rest follows by itself. */
  pump(): void
  push(message: string): void
  /** Counts something that is not a message (a ping, a pong); false where the limit has no place left for it. */
  takePlace(): boolean
  /** The socket is gone, and with it what was to be said on it and what it had used of the limit. */
  clear(): void
}

export type OutboxDeps = {
  readonly clock: Clock
  readonly messagesPerSecond: number
  send(message: string): void
  /** Asked when nothing is queued: the next messages, decided as late as possible so that what was undone is never said. */
  more(): readonly string[]
}

export function createOutbox(deps: OutboxDeps): Outbox {
  const rules = [{ max: Math.max(1, deps.messagesPerSecond), windowMs: 1_000 }]
  let limit = createRateLimit(deps.clock, rules)
  let queue: string[] = []
  let cancel: Cancel | null = null

  const pump = (): void => {
    if (cancel !== null) return
    for (;;) {
      const waitMs = limit.waitMs()
      if (waitMs > 0) {
        cancel = deps.clock.after(waitMs, () => {
          cancel = null
          pump()
        })
        return
      }
      if (queue.length === 0) queue = [...deps.more()]
      const message = queue.shift()
      if (message === undefined) return
      limit.take()
      deps.send(message)
    }
  }

  return {
    pump,
    push: (message) => void queue.push(message),
    takePlace() {
      if (limit.waitMs() > 0) return false
      limit.take()
      return true
    },
    clear() {
      cancel?.()
      cancel = null
      queue = []
      limit = createRateLimit(deps.clock, rules)
    },
  }
}
