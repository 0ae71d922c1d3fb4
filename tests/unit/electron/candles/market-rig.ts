/** A candle service over the simulated exchange's own market, on a clock that is turned by hand. */
import { createCandleService, type CandleService } from '../../../../electron/candles/candle-service.ts'
import { createMemoryTable } from '../../../../electron/candles/memory-table.ts'
import type { HistoryRange } from '../../../../electron/candles/page.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import type { EventPayload } from '../../../../shared/contract/events.ts'
import type { Interval } from '../../../../shared/model/interval.ts'
import { createManualClock, type ManualClock } from '../../../support/manual-clock.ts'
import {
  createMarketHistory,
  createOracle,
  marketInstrument,
  marketListing,
  type MarketRest,
} from './market-venue.ts'

type Options = {
  readonly kind: 'crypto' | 'stock'
  readonly seed: number
  readonly at: number
  readonly native: readonly Interval[]
  readonly maxRows: number
  readonly streams?: boolean
  readonly table?: ReturnType<typeof createMemoryTable>
  readonly rest?: Partial<MarketRest>
  readonly deepestRows?: number
  readonly note?: (about: 'source' | 'depth') => string | null
  readonly changed?: (event: EventPayload<'candles'>) => void
}

export function marketRig(options: Options) {
  const { kind, seed, native, maxRows, table = createMemoryTable() } = options
  const listing = marketListing(kind)
  const oracle = createOracle(seed, listing)
  const instrument = marketInstrument(listing, native)
  const clock = createManualClock(options.at)
  const asked: { readonly interval: Interval; readonly range: HistoryRange }[] = []
  let venueAt = options.at
  const { deepestRows, note } = options
  const service: CandleService = createCandleService({
    clock,
    log: silentLog,
    table,
    random: () => 0.5,
    history: createMarketHistory(oracle, {
      at: () => venueAt,
      maxRows,
      asked,
      ...(deepestRows === undefined ? {} : { deepestRows }),
      ...options.rest,
    }),
    maxRows: () => maxRows,
    ...(deepestRows === undefined ? {} : { deepestRows: () => deepestRows }),
    ...(note === undefined ? {} : { note: (_instrument, _interval, about) => note(about) }),
    streams: () => options.streams ?? false,
    cacheable: () => true,
    subscribe: () => () => {},
    changed: (event) => options.changed?.(event),
  })
  return {
    clock,
    oracle,
    instrument,
    service,
    table,
    asked,
    at: () => venueAt,
    async advance(ms: number): Promise<void> {
      await clock.advanceAsync(ms)
      venueAt += ms
    },
    /** Sends the newest candles as the stream would, two so that the end of the one before is seen. */
    stream(interval: Interval, marksClosed: boolean): void {
      for (const candle of oracle.candles(
        interval,
        { fromAt: null, toAt: null, limit: 2 },
        venueAt,
        'stream',
      )) {
        const closed = marksClosed && candle.closed
        service.onCandles([{ instrument: instrument.id, interval, candle: { ...candle, closed } }])
      }
    },
    get: (interval: Interval, limit: number, before?: number) =>
      service.get({ instrument, interval, limit, ...(before === undefined ? {} : { before }) }),
  }
}

/** What `work` comes to, with the clock turned on until it does, for an hour at most. */
export async function settled<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  const state = { isDone: false }
  work.finally(() => (state.isDone = true)).catch(() => {})
  for (let turn = 0; turn < 36_000 && !state.isDone; turn += 1) await clock.advanceAsync(100)
  return work
}
