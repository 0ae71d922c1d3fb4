/** What was last seen of each instrument that rules are armed on, kept in place for every tick, and written now and then. */
import type { Sight } from '../../../shared/alerts/sight.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Tick } from '../../../shared/model/quote.ts'
import { minuteMs } from './unseen.ts'

type Kept = {
  at: number
  tick: Tick
  tickSize: number
  openAt: number
  low: number
  high: number
  dirty: boolean
}

export type Sightings = {
  /** Hot: a price, seen live or made up for. One that the venue dates before the last moves nothing. */
  see(instrument: InstrumentId, tick: Tick): void
  of(instrument: InstrumentId): Sight | null
  put(instrument: InstrumentId, sight: Sight): void
  forget(instrument: InstrumentId): void
  /** Those that changed since they were last asked for. */
  takeDirty(): readonly [InstrumentId, Sight][]
  /** They could not be written: they are dirty again. */
  giveBack(instruments: Iterable<InstrumentId>): void
}

function sightOf({ at, tick, tickSize, openAt, low, high }: Kept): Sight {
  return { at, tick, tickSize, minute: { openAt, low, high } }
}

/** Of an instrument without a known price step nothing is kept: no rule can be judged there. */
export function createSightings(tickSize: (instrument: InstrumentId) => number | undefined): Sightings {
  const kept = new Map<InstrumentId, Kept>()
  return {
    see(instrument, tick) {
      const at = tick.exchangeAt ?? tick.receivedAt
      const { price } = tick
      const known = kept.get(instrument)
      if (known === undefined) {
        const step = tickSize(instrument)
        if (step === undefined) return
        const openAt = Math.floor(at / minuteMs) * minuteMs
        kept.set(instrument, { at, tick, tickSize: step, openAt, low: price, high: price, dirty: true })
        return
      }
      if (at < known.at) {
        // Late, but in the bar that is open: it happened there, and was seen.
        if (at >= known.openAt) {
          if (price < known.low) known.low = price
          if (price > known.high) known.high = price
        }
        return
      }
      known.at = at
      known.tick = tick
      known.dirty = true
      if (at >= known.openAt + minuteMs) {
        known.openAt = Math.floor(at / minuteMs) * minuteMs
        known.low = known.high = price
      } else if (price < known.low) known.low = price
      else if (price > known.high) known.high = price
    },
    of(instrument) {
      const known = kept.get(instrument)
      return known === undefined ? null : sightOf(known)
    },
    put(instrument, { minute, ...sight }) {
      kept.set(instrument, { ...sight, ...minute, dirty: false })
    },
    forget: (instrument) => void kept.delete(instrument),
    takeDirty() {
      const dirty: [InstrumentId, Sight][] = []
      for (const [instrument, each] of kept) {
        if (!each.dirty) continue
        each.dirty = false
        dirty.push([instrument, sightOf(each)])
      }
      return dirty
    },
    giveBack(instruments) {
      for (const instrument of instruments) {
        const known = kept.get(instrument)
        if (known !== undefined) known.dirty = true
      }
    },
  }
}
