/** Standing notices to the user: kept until dismissed, shown by every window that opens. */
import type { Notice } from '../../shared/contract/methods.ts'
import { codedError } from '../../shared/errors.ts'
import type { Clock } from '../lib/clock.ts'

export type Notices = {
  list(): Notice[]
  /** One notice per id: the newer text replaces the older. */
  put(id: string, level: Notice['level'], text: string): void
  dismiss(id: string): void
  clear(id: string): void
}

export function createNotices(clock: Clock, changed: () => void): Notices {
  const notices = new Map<string, Notice>()
  return {
    list: () => [...notices.values()],
    put(id, level, text) {
      if (notices.get(id)?.text === text) return
      notices.set(id, { id, level, text, at: clock.now() })
      changed()
    },
    dismiss(id) {
      if (!notices.delete(id)) throw codedError('not-found', `no notice ${id}`)
      changed()
    },
    clear(id) {
      if (notices.delete(id)) changed()
    },
  }
}
