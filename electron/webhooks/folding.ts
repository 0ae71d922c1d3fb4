/** Keeps a message, or counts it with the one that it repeats: both in the transaction of its sender's answer. */
import type { HookSeenTable } from '../store/hook-seen.ts'
import type { InboxTable, RawHook } from '../store/inbox.ts'

export type FoldingDeps = {
  readonly inbox: Pick<InboxTable, 'insert' | 'repeated'>
  readonly seen: HookSeenTable
}

export type Folding = {
  /** Answers the row's id, or null where an earlier one counts it. */
  keep(raw: RawHook): number | null
  /** The entries that count one more than when this was last asked. */
  takeFolded(): readonly number[]
  /** Forgets ids that no sender tries any more. */
  prune(nowAt: number): void
}

/** Longer than any sender tries: ten attempts of Standard Webhooks end after 75 h 35 m and what chance adds. */
export const seenForMs = 76 * 3600 * 1000
const pruneEvery = 1000

export function createFolding({ inbox, seen }: FoldingDeps): Folding {
  let folded = new Set<number>()
  let sincePrune = 0
  return {
    keep(raw) {
      const { source, messageId = null, receivedAt } = raw
      if (messageId === null) return inbox.insert(raw)
      const known = seen.find(source, messageId, receivedAt - seenForMs)
      if (known !== null) {
        inbox.repeated(known, receivedAt)
        folded.add(known)
        return null
      }
      const id = inbox.insert(raw)
      seen.add(source, messageId, id, receivedAt)
      sincePrune += 1
      if (sincePrune >= pruneEvery) {
        sincePrune = 0
        seen.prune(receivedAt - seenForMs)
      }
      return id
    },
    takeFolded() {
      const taken = [...folded]
      folded = new Set()
      return taken
    },
    prune: (nowAt) => void seen.prune(nowAt - seenForMs),
  }
}
