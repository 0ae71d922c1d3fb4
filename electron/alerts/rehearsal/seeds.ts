/** Closed bars of longer intervals before a rehearsal begins, so that its indicators have settled by then. */
import type { Candle } from '../../../shared/model/candle.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import { dayMs, intervalMs, openAtOf, shiftOpenAt, type Interval } from '../../../shared/model/interval.ts'
import type { Series } from '../language/input.ts'
import { createBarSeries, type BarSeries } from '../series/bar-series.ts'
import type { History } from './tape-store.ts'

type Ask = { readonly instrument: InstrumentId; readonly interval: Interval; readonly count: number }

const mostKept = 60

/** Where bars must begin for every series to see whole bars of its interval from `fromAt` on. */
export function leadFromAt(wanted: readonly Series[], fromAt: number): number {
  return Math.min(fromAt, ...wanted.map(({ interval }) => openAtOf(interval, fromAt)))
}

/** What the series themselves ask for. */
function asksOf(wanted: readonly Series[]): Ask[] {
  const asks: Ask[] = []
  createBarSeries({
    wanted,
    seed(instrument, interval, count) {
      asks.push({ instrument, interval, count })
      return []
    },
  })
  return asks.filter(({ count }) => count > 0)
}

/** Shut markets have far fewer bars than time. */
function reachOf({ session }: Instrument, { interval, count }: Ask): number {
  if (session.kind === 'always') return count + 2
  if (intervalMs(interval) >= dayMs) return count * 2 + 5
  return session.kind === 'fx' ? count * 2 + 72 : count * 6 + 72
}

export type Seeds = {
  /** The bars that `wanted` begins with; throws what `createIndicator` refuses. Each call of the answer begins anew. */
  load(
    wanted: readonly Series[],
    instrument: (id: InstrumentId) => Instrument | undefined,
    fromAt: number,
    signal: AbortSignal,
  ): Promise<() => BarSeries | null>
  clear(): void
}

export function createSeeds(history: History): Seeds {
  const kept = new Map<string, readonly Candle[]>()

  const load = async (
    ask: Ask,
    instrument: Instrument,
    fromAt: number,
    signal: AbortSignal,
  ): Promise<readonly Candle[]> => {
    const { interval, count } = ask
    const endAt = openAtOf(interval, fromAt)
    const key = JSON.stringify([instrument.id, interval, endAt, count])
    const known = kept.get(key)
    if (known !== undefined) return known
    const { candles } = await history(
      instrument,
      interval,
      shiftOpenAt(interval, endAt, -reachOf(instrument, ask)),
      endAt,
      signal,
    )
    const before = candles.filter(({ openAt, closed }) => closed && openAt < endAt).slice(-count)
    kept.set(key, before)
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) break
      kept.delete(oldest)
    }
    return before
  }

  return {
    async load(wanted, instrument, fromAt, signal) {
      if (wanted.length === 0) return () => null
      const seeds = new Map<string, readonly Candle[]>()
      for (const ask of asksOf(wanted)) {
        const of = instrument(ask.instrument)
        if (of !== undefined)
          seeds.set(`${ask.interval} ${ask.instrument}`, await load(ask, of, fromAt, signal))
      }
      return () => createBarSeries({ wanted, seed: (id, interval) => seeds.get(`${interval} ${id}`) ?? [] })
    },
    clear: () => kept.clear(),
  }
}
