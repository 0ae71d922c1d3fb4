/** The receiving half of a channel: keeps what comes before anyone listens, and tells of the end once. */
import type { WireMessage } from './wire.ts'

export type Inlet = {
  /** Hands a message to the listener, or keeps it until there is one. Nothing is handed over after the end. */
  deliver(message: WireMessage): void
  end(): void
  ended(): boolean
  onMessage(listener: (message: WireMessage) => void): void
  /** Calls at once where the end has come already. */
  onClose(listener: () => void): void
}

export function createInlet(): Inlet {
  let listener: ((message: WireMessage) => void) | null = null
  let closeListener: (() => void) | null = null
  let early: WireMessage[] = []
  let ended = false
  return {
    deliver(message) {
      if (ended) return
      if (listener === null) early.push(message)
      else listener(message)
    },
    end() {
      if (ended) return
      ended = true
      early = []
      closeListener?.()
    },
    ended: () => ended,
    onMessage(next) {
      listener = next
      const waiting = early
      early = []
      for (const message of waiting) next(message)
    },
    onClose(next) {
      closeListener = next
      if (ended) next()
    },
  }
}
