/** The simulated exchange's own market as a venue in memory: its candles are the truth, its REST answers and its stream can be spoilt. */
import type { HistoryRange } from '../../../../electron/candles/page.ts'
import type { SimulatedListing } from '../../../../electron/simulator/instruments.ts'
import { createMarketSeries } from '../../../../electron/simulator/market-series.ts'
import { nyseSession } from '../../../../electron/simulator/nyse.ts'
import type { Series, SeriesCandle } from '../../../../electron/simulator/series.ts'
import { decimalText } from '../../../../electron/simulator/wire-format.ts'
import { codedError } from '../../../../shared/errors.ts'
import type { Candle, CandleSource } from '../../../../shared/model/candle.ts'
import { instrumentId } from '../../../../shared/model/ids.ts'
import type { Instrument } from '../../../../shared/model/instrument.ts'
import { nextOpenAt, shiftOpenAt, type Interval } from '../../../../shared/model/interval.ts'
import type { Trade } from '../../../../shared/model/quote.ts'

export const marketListing = (kind: 'crypto' | 'stock'): SimulatedListing => ({
  symbol: kind === 'crypto' ? 'THIN' : 'SHOP',
  name: 'Little traded',
  kind,
  currency: 'USD',
  session: kind === 'crypto' ? { kind: 'always' } : nyseSession,
  priceDecimals: 2,
  sizeDecimals: 4,
  basePrice: 50,
  weeklyVolatility: 0.05,
  tradesPerMinute: 4,
  volumePerMinute: 30,
})

export function marketInstrument(listing: SimulatedListing, intervals: readonly Interval[]): Instrument {
  return {
    id: instrumentId('market', listing.symbol),
    provider: 'market',
    symbol: listing.symbol,
    name: listing.name,
    kind: listing.kind,
    currency: listing.currency,
    tickSize: 0.01,
    session: listing.session,
    intervals: [...intervals],
    simulated: true,
  }
}

export type MarketOracle = {
  readonly series: Series
  /** What the venue answers at its time `at`, ascending. */
  candles(interval: Interval, range: HistoryRange, at: number, source?: CandleSource): Candle[]
  /** Closed candles that open in [`fromAt`, `toAt`) once all has happened. */
  closed(interval: Interval, fromAt: number, toAt: number): Candle[]
  trades(afterAt: number, untilAt: number): Trade[]
}

export function createOracle(seed: number, listing: SimulatedListing): MarketOracle {
  const series = createMarketSeries(seed, listing)
  const price = (ticks: number) => Number(decimalText(ticks, listing.priceDecimals))
  const size = (lots: number) => Number(decimalText(lots, listing.sizeDecimals))
  const toCandle = (row: SeriesCandle, source: CandleSource): Candle => ({
    openAt: row.openAt,
    open: price(row.open),
    high: price(row.high),
    low: price(row.low),
    close: price(row.close),
    volume: size(row.volume),
    closed: row.closed,
    source,
  })
  return {
    series,
    candles: (interval, range, at, source = 'rest') =>
      series.candles(interval, range, at).map((row) => toCandle(row, source)),
    closed: (interval, fromAt, toAt) =>
      series
        .candles(interval, { fromAt, toAt, limit: 1e6 }, nextOpenAt(interval, toAt) + 1e9)
        .map((row) => toCandle(row, 'rest')),
    trades: (afterAt, untilAt) =>
      series.tradesBetween(afterAt, untilAt).map(({ id, at, price: ticks, size: lots, side }) => ({
        instrument: instrumentId('market', listing.symbol),
        tradeId: String(id),
        price: price(ticks),
        size: size(lots),
        takerSide: side,
        exchangeAt: at,
        snapshot: false,
      })),
  }
}

export type RestFault = 'none' | 'fail' | 'truncate'

export type MarketRest = {
  /** The venue's clock. */
  at(): number
  /** Most rows of one answer. */
  readonly maxRows: number
  /** Rows that it keeps, counted from the newest; null for all. */
  readonly deepestRows?: number | null
  /** Says of each row whether it is closed; otherwise of all that they are. */
  readonly marksClosed?: boolean
  /** Answers only for as much time before the end as `limit` candles take, as a venue does that wants both ends named. */
  readonly windowed?: boolean
  readonly wait?: () => Promise<void>
  readonly fault?: () => RestFault
  /** How old an answer is when it is made. */
  readonly ageMs?: () => number
  readonly asked?: { readonly interval: Interval; readonly range: HistoryRange }[]
}

export function createMarketHistory(oracle: MarketOracle, rest: MarketRest) {
  return async (
    _instrument: Instrument,
    interval: Interval,
    range: HistoryRange,
    signal?: AbortSignal,
  ): Promise<Candle[]> => {
    rest.asked?.push({ interval, range })
    if (range.limit > rest.maxRows) throw new Error(`asked for ${range.limit} rows of ${rest.maxRows}`)
    const at = rest.at() - (rest.ageMs?.() ?? 0)
    const fault = rest.fault?.() ?? 'none'
    const endAt = range.toAt ?? nextOpenAt(interval, at)
    const oldestAt = rest.windowed === true ? shiftOpenAt(interval, endAt, -range.limit) : null
    let rows = oracle.candles(interval, { ...range, fromAt: range.fromAt ?? oldestAt }, at)
    const { deepestRows = null } = rest
    if (deepestRows !== null) {
      const [first] = oracle.candles(interval, { fromAt: null, toAt: null, limit: deepestRows }, at)
      rows = rows.filter(({ openAt }) => openAt >= (first?.openAt ?? 0))
    }
    if (fault === 'truncate' && rows.length > 1) {
      const kept = Math.ceil(rows.length / 2)
      rows = range.fromAt === null ? rows.slice(-kept) : rows.slice(0, kept)
    }
    await rest.wait?.()
    if (signal?.aborted === true) throw codedError('cancelled', 'aborted')
    if (fault === 'fail') throw codedError('network', 'the venue is down', 'later')
    return rest.marksClosed === false ? rows.map((row) => ({ ...row, closed: true })) : rows
  }
}

export const numbersOf = ({ openAt, open, high, low, close, volume }: Candle) =>
  [openAt, open, high, low, close, volume] as const
