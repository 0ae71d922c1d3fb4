/** What rules are judged against: which prices are too old, and the indicators, live or in a time that is made up for. */
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { MarketState } from './language/input.ts'

export type AlertMarket = {
  readonly market: MarketState
  /** A price came: it is not old. Hot. */
  fresh(instrument: InstrumentId): void
  stale(instruments: Iterable<InstrumentId>): void
  /** While it is judged, what was missed is taken for fresh, and indicators come from its bars. */
  whileMissed<T>(derived: MarketState['derived'], work: () => T): T
}

export function createAlertMarket(live: MarketState['derived']): AlertMarket {
  const old = new Set<InstrumentId>()
  let missed: MarketState['derived'] | null = null
  return {
    market: {
      stale: (instrument) => missed === null && old.has(instrument),
      derived: (series, input) => (missed ?? live)(series, input),
    },
    fresh: (instrument) => void old.delete(instrument),
    stale(instruments) {
      for (const instrument of instruments) old.add(instrument)
    },
    whileMissed(derived, work) {
      const before = missed
      missed = derived
      try {
        return work()
      } finally {
        missed = before
      }
    },
  }
}
