/** Candles that must not outlive the run (a recording that is replayed), in the shape of the table on disk. */
import type { Candle, Gap } from '../../shared/model/candle.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Interval } from '../../shared/model/interval.ts'
import type { CandleTable } from '../store/candles.ts'

export function createMemoryTable(): CandleTable {
  const candles = new Map<string, Candle[]>()
  const spans = new Map<string, readonly Gap[]>()
  const keyOf = (instrument: InstrumentId, interval: Interval) => `${instrument}\u0000${interval}`
  const read = (instrument: InstrumentId, interval: Interval, fromAt: number, toAt: number) =>
    (candles.get(keyOf(instrument, interval)) ?? []).filter(({ openAt }) => openAt >= fromAt && openAt < toAt)
  return {
    read,
    readLast(instrument, interval, fromAt, toAt, limit) {
      const found = read(instrument, interval, fromAt, toAt)
      return found.slice(Math.max(0, found.length - limit))
    },
    write(instrument, interval, added) {
      const key = keyOf(instrument, interval)
      const byOpenAt = new Map(
        [...(candles.get(key) ?? []), ...added].map((candle) => [candle.openAt, candle]),
      )
      candles.set(
        key,
        [...byOpenAt.values()].toSorted((a, b) => a.openAt - b.openAt),
      )
    },
    spans: (instrument, interval, kind) => [
      ...(spans.get(`${keyOf(instrument, interval)}\u0000${kind}`) ?? []),
    ],
    saveSpans: (instrument, interval, kind, list) =>
      void spans.set(
        `${keyOf(instrument, interval)}\u0000${kind}`,
        list.filter(({ fromAt, toAt }) => fromAt < toAt),
      ),
    delete(instrument) {
      for (const map of [candles, spans]) {
        for (const key of map.keys()) if (key.startsWith(`${instrument}\u0000`)) map.delete(key)
      }
    },
    transaction: (work) => work(),
  }
}
