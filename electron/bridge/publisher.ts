/** Sends events to one client: the newest of a key where only that counts, each one where none may be lost. */
import type { EventName, EventPayload } from '../../shared/contract/events.ts'
import { writeNotification, type Channel } from '../../shared/wire.ts'
import type { Clock } from '../lib/clock.ts'
import { createPacer } from './pacer.ts'

/** While more than this has not left yet, nothing is added but answers. */
export const fullBufferBytes = 1024 * 1024

/** At most ten times a second. */
export const latestPeriodMs = 100

const drainPeriodMs = 50
const queueBound = { events: 10_000, characters: 16 * 1024 * 1024 }

export type Publisher = {
  /** Replaces what waits under `key`; keys keep the order in which they began to wait. */
  latest<E extends EventName>(key: string, name: E, payload: EventPayload<E>): void
  /** Forgets what waits under keys that begin with `prefix`. */
  forget(prefix: string): void
  /** `text`: a whole JSON-RPC notification. Sent in order, late rather than never. */
  every(text: string): void
  stop(): void
}

/** `onOverflow`: more than the bound waits. The client must be cut off: it asks for a snapshot when it is back. */
export function createPublisher(
  channel: Channel,
  clock: Clock,
  onOverflow: (waiting: number) => void,
): Publisher {
  const newest = new Map<string, { name: EventName; payload: unknown }>()
  let queue: string[] = []
  let queuedCharacters = 0
  const isFull = () => channel.bufferedBytes() > fullBufferBytes

  const latestPacer = createPacer(clock, latestPeriodMs, () => {
    if (isFull()) return latestPacer.request()
    const waiting = [...newest.values()]
    newest.clear()
    for (const { name, payload } of waiting) channel.send(writeNotification(name, payload))
  })

  const drainPacer = createPacer(clock, drainPeriodMs, () => {
    let sent = 0
    for (const text of queue) {
      if (isFull()) break
      channel.send(text)
      queuedCharacters -= text.length
      sent += 1
    }
    queue = queue.slice(sent)
    if (queue.length > 0) drainPacer.request()
  })

  return {
    latest(key, name, payload) {
      newest.set(key, { name, payload })
      latestPacer.request()
    },
    forget(prefix) {
      for (const key of newest.keys()) if (key.startsWith(prefix)) newest.delete(key)
    },
    every(text) {
      if (queue.length === 0 && !isFull()) return channel.send(text)
      queue.push(text)
      queuedCharacters += text.length
      if (queue.length > queueBound.events || queuedCharacters > queueBound.characters)
        onOverflow(queue.length)
      else drainPacer.request()
    },
    stop() {
      latestPacer.stop()
      drainPacer.stop()
      newest.clear()
      queue = []
      queuedCharacters = 0
    },
  }
}
