/** Which of our messages a venue has answered, where its answers name a message, or nothing, and not the topics. */
import type { StreamMessage } from '../providers/provider.ts'

export type Requests = {
  /** A message has left. Those that ask for nothing are not waited for. */
  sent(message: StreamMessage, nowMs: number): void
  /** The venue confirmed or refused this topic by name: a message whose topics are all named is answered. */
  named(topic: string): void
  /** Topics of the message that an answer is about, without those named before; null where nothing waits for it. */
  answered(requestId: number | null): readonly string[] | null
  /** Takes what was sent before `beforeMs` for answered: for venues that only ever answer to complain. */
  forgetBefore(beforeMs: number): void
  clear(): void
}

type Waiting = { readonly requestId: number | null; readonly sentMs: number; readonly topics: Set<string> }

export function createRequests(): Requests {
  // Oldest first.
  let waiting: Waiting[] = []
  return {
    sent({ requestId, topics }, nowMs) {
      if (topics.length > 0) waiting.push({ requestId, sentMs: nowMs, topics: new Set(topics) })
    },
    named(topic) {
      const index = waiting.findIndex(({ topics }) => topics.has(topic))
      const message = waiting[index]
      message?.topics.delete(topic)
      if (message?.topics.size === 0) waiting.splice(index, 1)
    },
    answered(requestId) {
      const index = requestId === null ? 0 : waiting.findIndex((message) => message.requestId === requestId)
      const [message] = index === -1 ? [] : waiting.splice(index, 1)
      return message === undefined ? null : [...message.topics]
    },
    forgetBefore(beforeMs) {
      waiting = waiting.filter(({ sentMs }) => sentMs >= beforeMs)
    },
    clear: () => void (waiting = []),
  }
}
