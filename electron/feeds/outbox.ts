/** What we send on one socket, in order and never faster than the venue allows. */
import type { Cancel, Clock } from '../lib/clock.ts'
import type { RateRule, StreamMessage } from '../providers/provider.ts'
import { createRateLimit } from './rate-limit.ts'

export type Outbox = {
  /** Sends what may be sent; the rest follows by itself. */
  pump(): void
  push(message: StreamMessage): void
  /** Counts something that is not a message (a ping); false where the limit has no place left for it. */
  takePlace(): boolean
  /** Counts what leaves in any case: the answer to a ping of the venue. */
  countPong(): void
  /** The socket is gone, and with it what was to be said on it and what it had used of the limit. */
  clear(): void
}

export type OutboxDeps = {
  readonly clock: Clock
  /** For all that leaves. */
  readonly rules: readonly RateRule[]
  /** For messages only, pings apart. */
  readonly messageRules?: readonly RateRule[]
  send(message: StreamMessage): void
  /** Asked when nothing is queued: the next messages, decided as late as possible so that what was undone is never said. */
  more(): readonly StreamMessage[]
}

// Room for itself and for a pong, which does not wait: the venue counts that as well.
const placesWanted = 2

export function createOutbox(deps: OutboxDeps): Outbox {
  const { clock } = deps
  const rules = deps.rules.map(({ max, windowMs }) => ({ max: Math.max(1, max), windowMs }))
  const messageRules = deps.messageRules ?? []
  let limit = createRateLimit(clock, rules)
  let messageLimit = createRateLimit(clock, messageRules)
  let queue: StreamMessage[] = []
  let cancel: Cancel | null = null

  const pump = (): void => {
    if (cancel !== null) return
    for (;;) {
      const waitMs = Math.max(limit.waitMs(placesWanted), messageLimit.waitMs())
      if (waitMs > 0) {
        cancel = clock.after(waitMs, () => {
          cancel = null
          pump()
        })
        return
      }
      if (queue.length === 0) queue = [...deps.more()]
      const message = queue.shift()
      if (message === undefined) return
      limit.take()
      messageLimit.take()
      deps.send(message)
    }
  }

  return {
    pump,
    push: (message) => void queue.push(message),
    takePlace() {
      if (limit.waitMs(placesWanted) > 0) return false
      limit.take()
      return true
    },
    countPong: () => limit.take(),
    clear() {
      cancel?.()
      cancel = null
      queue = []
      limit = createRateLimit(clock, rules)
      messageLimit = createRateLimit(clock, messageRules)
    },
  }
}
