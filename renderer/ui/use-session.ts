/** What a trading session is doing now, for views: worked out once for equal sessions, and again only when it changes. */
import { useSyncExternalStore } from 'react'
import { sessionStateAt, type Session, type SessionState } from '../../shared/model/session.ts'

export type SessionBook = {
  /** The same object until the phase changes. */
  stateAt(session: Session, at: number): SessionState
}

type Entry = { state: SessionState; readAt: number }

/** A list holds hundreds of instruments of one exchange, each with a session of its own that says the same. */
export function createSessionBook(): SessionBook {
  const keys = new WeakMap<Session, string>()
  const entries = new Map<string, Entry>()
  return {
    stateAt(session, at) {
      const key = keys.get(session) ?? JSON.stringify(session)
      keys.set(session, key)
      const entry = entries.get(key)
      // A clock that was set back may be in another phase too.
      if (entry !== undefined && at >= entry.readAt && at < (entry.state.nextChangeAt ?? Infinity))
        return entry.state
      const state = sessionStateAt(session, at)
      entries.set(key, { state, readAt: at })
      return state
    },
  }
}

const book = createSessionBook()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | null = null

/** One clock for all badges, a second apart; it stands still while nobody sees them. */
function listen(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    if (document.hidden) return
    for (const each of listeners) each()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}

/** Renders again when the phase changes, and only then. */
export function useSession(session: Session): SessionState {
  return useSyncExternalStore(listen, () => book.stateAt(session, Date.now()))
}
