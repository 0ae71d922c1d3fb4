/** The price steps that rules count in, and the rules that wait for instruments whose steps are not known yet. */
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { steppedBy, type Entry } from './entry.ts'

export type PriceSteps = {
  /** The steps of the entry's instruments; null where one is not known: it waits until `stop`. */
  of(entry: Entry): ReadonlyMap<InstrumentId, number> | null
  stop(entry: Entry): void
  isAwaited(id: InstrumentId): boolean
  waitingFor(id: InstrumentId): Entry[]
  waiting(): Iterable<ReadonlySet<Entry>>
}

export function createPriceSteps(tickSize: (id: InstrumentId) => number | undefined): PriceSteps {
  /** By what is missing. */
  const waiting = new Map<InstrumentId, Set<Entry>>()
  return {
    of(entry) {
      const steps = new Map<InstrumentId, number>()
      let isKnown = true
      for (const id of steppedBy(entry.watch)) {
        const size = tickSize(id)
        if (size !== undefined) steps.set(id, size)
        else {
          isKnown = false
          waiting.set(id, (waiting.get(id) ?? new Set<Entry>()).add(entry))
        }
      }
      return isKnown ? steps : null
    },
    stop(entry) {
      for (const id of steppedBy(entry.watch)) {
        const entries = waiting.get(id)
        entries?.delete(entry)
        if (entries?.size === 0) waiting.delete(id)
      }
    },
    isAwaited: (id) => waiting.size > 0 && waiting.has(id),
    waitingFor: (id) => [...(waiting.get(id) ?? [])],
    waiting: () => waiting.values(),
  }
}
