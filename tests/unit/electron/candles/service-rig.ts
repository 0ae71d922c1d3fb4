/** A candle service over a venue in memory, on a clock that is turned by hand. */
import { createCandleService, type CandleService } from '../../../../electron/candles/candle-service.ts'
import { createMemoryTable } from '../../../../electron/candles/memory-table.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import type { EventPayload } from '../../../../shared/contract/events.ts'
import type { Trade } from '../../../../shared/model/quote.ts'
import { createManualClock } from '../../../support/manual-clock.ts'
import { createFakeVenue, minuteMs, testInstrument, trade } from './fake-venue.ts'

export const at = (minute: number, second = 0) => Date.UTC(2019, 5, 3) + minute * minuteMs + second * 1000

/** One trade in the middle of each minute. */
export const steady = (minutes: number): Trade[] =>
  Array.from({ length: minutes }, (_, minute) => trade(at(minute, 30), 100 + minute, 1, minute + 1))

type Options = {
  trades?: Trade[]
  maxRows?: number
  streams?: boolean
  cacheable?: boolean
  table?: ReturnType<typeof createMemoryTable>
}

export function setUp({
  trades = steady(1000),
  maxRows = 100,
  streams = false,
  cacheable = true,
  table = createMemoryTable(),
}: Options = {}) {
  const clock = createManualClock()
  const venue = createFakeVenue(trades, { maxRows })
  const events: EventPayload<'candles'>[] = []
  const subscribed: string[] = []
  const service: CandleService = createCandleService({
    clock,
    log: silentLog,
    table,
    random: () => 0.5,
    history: venue.history,
    maxRows: () => maxRows,
    streams: () => streams,
    cacheable: () => cacheable,
    subscribe: (instrument, need) => {
      subscribed.push(`+${instrument.id} ${need}`)
      return () => void subscribed.push(`-${instrument.id} ${need}`)
    },
    changed: (event) => void events.push(event),
  })
  const get = (
    limit: number,
    before?: number,
    interval: '1m' | '4h' | '1h' = '1m',
    instrument = testInstrument,
  ) => service.get({ instrument, interval, limit, ...(before === undefined ? {} : { before }) })
  return { clock, venue, events, subscribed, service, table, get }
}

export const minutesOf = (candles: readonly { openAt: number }[]) =>
  candles.map(({ openAt }) => (openAt - at(0)) / minuteMs)
