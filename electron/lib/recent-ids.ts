/** The last trade ids of each instrument, so that a trade that is sent twice is counted once. */
import type { InstrumentId } from '../../shared/model/ids.ts'

export type RecentIds = {
  /** True the first time an id is shown, false while it is remembered. An empty id is no id: always new. */
  isNew(instrument: InstrumentId, tradeId: string): boolean
  forget(instrument: InstrumentId): void
}

/** Remembers at least `limit` and at most twice as many ids of each instrument; venues repeat the last few hundred. */
export function createRecentIds(limit = 4096): RecentIds {
  // Two generations, so that the oldest are dropped all at once and not one a trade.
  const generations = new Map<InstrumentId, { young: Set<string>; old: Set<string> }>()
  return {
    isNew(instrument, tradeId) {
      if (tradeId === '') return true
      let ids = generations.get(instrument)
      if (ids === undefined) {
        ids = { young: new Set(), old: new Set() }
        generations.set(instrument, ids)
      }
      if (ids.young.has(tradeId) || ids.old.has(tradeId)) return false
      if (ids.young.size >= limit) {
        ids.old = ids.young
        ids.young = new Set()
      }
      ids.young.add(tradeId)
      return true
    },
    forget: (instrument) => void generations.delete(instrument),
  }
}
