/** Whether a market is open, answered from the last answer until that changes: finding the next change is slow. */
import type { Session } from '../../shared/model/session.ts'
import { sessionStateAt } from '../../shared/model/session.ts'

type Known = { readonly open: boolean; readonly fromAt: number; readonly untilAt: number }

export type SessionCache = { isOpen(session: Session, at: number): boolean }

export function createSessionCache(): SessionCache {
  // Instruments of one exchange have equal sessions in different objects: keyed by what they say.
  const keys = new WeakMap<Session, string>()
  const known = new Map<string, Known>()

  const keyOf = (session: Session): string => {
    let key = keys.get(session)
    if (key === undefined) {
      key = JSON.stringify(session)
      keys.set(session, key)
    }
    return key
  }

  return {
    isOpen(session, at) {
      if (session.kind === 'always') return true
      const key = keyOf(session)
      const last = known.get(key)
      if (last !== undefined && at >= last.fromAt && at < last.untilAt) return last.open
      const { open, nextChangeAt } = sessionStateAt(session, at)
      known.set(key, { open, fromAt: at, untilAt: nextChangeAt ?? Infinity })
      return open
    },
  }
}
