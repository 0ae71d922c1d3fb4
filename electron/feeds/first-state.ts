/** Marks what a venue repeats at subscribe without saying so: the first trade and the first quote of each instrument on a socket. */
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { StreamFrame } from '../providers/provider.ts'

export type FirstState = {
  /** The frame with its first ones marked as state; the same frame where there is none. Hot. */
  mark(frame: StreamFrame): StreamFrame
  /** They are asked for anew on the same socket, and repeated again. */
  forget(instruments: readonly InstrumentId[]): void
  /** A new socket: all is first again. */
  restart(): void
}

type Told = { readonly instrument: InstrumentId; readonly snapshot: boolean }

export function createFirstState(): FirstState {
  const trades = new Set<InstrumentId>()
  const quotes = new Set<InstrumentId>()

  const marked = <T extends Told>(list: readonly T[], seen: Set<InstrumentId>): readonly T[] => {
    // All of a frame that opens with something new is from before: it came as one.
    if (list.every(({ instrument }) => seen.has(instrument))) return list
    const first = new Set(list.map(({ instrument }) => instrument).filter((id) => !seen.has(id)))
    for (const id of first) seen.add(id)
    return list.map((each) => (first.has(each.instrument) ? { ...each, snapshot: true } : each))
  }

  return {
    mark(frame) {
      const { trades: sentTrades, quotes: sentQuotes } = frame
      const knownTrades = marked(sentTrades, trades)
      const knownQuotes = marked(sentQuotes, quotes)
      if (knownTrades === sentTrades && knownQuotes === sentQuotes) return frame
      return { ...frame, trades: knownTrades, quotes: knownQuotes }
    },
    forget(instruments) {
      for (const instrument of instruments) {
        trades.delete(instrument)
        quotes.delete(instrument)
      }
    },
    restart() {
      trades.clear()
      quotes.clear()
    },
  }
}
