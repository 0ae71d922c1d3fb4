/** A venue in memory: one list of trades is its truth, REST pages and stream frames are cut from it. */
import { addTrade, compareTrades, type TradeSum } from '../../../../electron/candles/aggregate.ts'
import type { HistoryRange } from '../../../../electron/candles/page.ts'
import { codedError } from '../../../../shared/errors.ts'
import type { Candle } from '../../../../shared/model/candle.ts'
import { instrumentId } from '../../../../shared/model/ids.ts'
import type { Instrument } from '../../../../shared/model/instrument.ts'
import { intervals, nextOpenAt, openAtOf, type Interval } from '../../../../shared/model/interval.ts'
import type { Trade } from '../../../../shared/model/quote.ts'

export const minuteMs = 60_000

export const testInstrument: Instrument = {
  id: instrumentId('fake', 'BTCUSDT'),
  provider: 'fake',
  symbol: 'BTCUSDT',
  name: 'Bitcoin',
  kind: 'crypto',
  currency: 'USDT',
  tickSize: 0.01,
  session: { kind: 'always' },
  intervals: [...intervals],
  simulated: false,
}

export function trade(exchangeAt: number, price: number, size: number, sequence: number): Trade {
  return {
    instrument: testInstrument.id,
    tradeId: String(sequence),
    price,
    size,
    takerSide: null,
    exchangeAt,
    snapshot: false,
  }
}

export function candle(openAt: number, over: Partial<Candle> = {}): Candle {
  return { openAt, open: 1, high: 2, low: 0.5, close: 1.5, volume: 10, closed: true, source: 'rest', ...over }
}

/** The truth, made without any of the code that is tested but the sum of one candle: `at` is the venue's clock. */
export function truth(trades: readonly Trade[], interval: Interval, at: number): Candle[] {
  const sums = new Map<number, TradeSum>()
  for (const each of trades.filter(({ exchangeAt }) => exchangeAt <= at).toSorted(compareTrades)) {
    const openAt = openAtOf(interval, each.exchangeAt)
    sums.set(openAt, addTrade(sums.get(openAt) ?? null, interval, each))
  }
  return [...sums.entries()]
    .toSorted(([a], [b]) => a - b)
    .map(([openAt, sum]) => ({
      ...sum.candle,
      closed: nextOpenAt(interval, openAt) <= at,
      source: 'rest' as const,
    }))
}

export type FakeVenue = {
  /** The venue's clock. */
  at: number
  isDown: boolean
  readonly asked: HistoryRange[]
  history(
    instrument: Instrument,
    interval: Interval,
    range: HistoryRange,
    signal?: AbortSignal,
  ): Promise<Candle[]>
}

/** `answer` decides when and whether a request is answered; the rows are those of the moment of answering. */
export function createFakeVenue(
  trades: readonly Trade[],
  options: {
    readonly maxRows: number
    readonly answer?: () => Promise<void>
    readonly marksClosed?: boolean
  },
): FakeVenue {
  const venue: FakeVenue = {
    at: 0,
    isDown: false,
    asked: [],
    async history(_instrument, interval, range, signal) {
      venue.asked.push(range)
      if (range.limit > options.maxRows)
        throw new Error(`asked for ${range.limit} rows of ${options.maxRows}`)
      await options.answer?.()
      if (signal?.aborted === true) throw codedError('cancelled', 'aborted')
      if (venue.isDown) throw codedError('network', 'the venue is down', 'later')
      const rows = truth(trades, interval, venue.at).filter(
        ({ openAt }) => openAt >= (range.fromAt ?? -Infinity) && openAt < (range.toAt ?? Infinity),
      )
      const page = rows.slice(Math.max(0, rows.length - range.limit))
      return options.marksClosed === false ? page.map((row) => ({ ...row, closed: true })) : page
    },
  }
  return venue
}
