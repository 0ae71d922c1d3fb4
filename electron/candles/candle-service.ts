/** Candles for everybody: history and live as one seamless series, from cache, REST and stream. Siblings see only this. */
import type { EventPayload } from '../../shared/contract/events.ts'
import { codedError } from '../../shared/errors.ts'
import type { Candle, CandleUpdate, Gap } from '../../shared/model/candle.ts'
import type { InstrumentId, ProviderId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import { intervals, nextOpenAt, openAtOf, type Interval } from '../../shared/model/interval.ts'
import type { Trade } from '../../shared/model/quote.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { CandleTable } from '../store/candles.ts'
import { fillGaps } from './backfill.ts'
import { createBook } from './book.ts'
import { createPainter } from './cached.ts'
import { aggregateAnswer, aggregateKnown, baseInterval, baseQuery } from './derived.ts'
import { createFollowing } from './following.ts'
import { missingIn } from './gaps.ts'
import { isCoarser } from './look-back.ts'
import { createMemoryTable } from './memory-table.ts'
import type { HistoryRange } from './page.ts'
import { readBack, type Answer as ReadAnswer } from './read-back.ts'
import { createSeries, type Series } from './series.ts'

export type CandleServiceDeps = {
  readonly clock: Clock
  readonly log: Log
  readonly table: CandleTable
  /** For jitter; `Math.random` unless told. */
  readonly random?: () => number
  /** One REST page, ascending; at most `maxRows(instrument)` rows. */
  history(
    instrument: Instrument,
    interval: Interval,
    range: HistoryRange,
    signal?: AbortSignal,
  ): Promise<Candle[]>
  maxRows(instrument: Instrument): number
  /** Rows that the venue keeps of an interval, counted from the newest; null or absent where it keeps all. */
  deepestRows?(instrument: Instrument): number | null
  /**
   * What a reader of the candles must know, in whole sentences: with `source` of any of them (whose they are, if not the venue's), with `depth` of the end
   * of what the venue keeps. Null for nothing; absent, the depth is told in plain words.
   */
  note?(instrument: Instrument, interval: Interval, about: 'source' | 'depth'): string | null
  /** Whether the venue streams candles of this interval; otherwise they are made of trades. */
  streams(instrument: Instrument, interval: Interval): boolean
  /** Whether its candles may be kept on disk: not those of a replay, which is another one each time. */
  cacheable(instrument: Instrument): boolean
  /** Asks the feed for the stream candles (or, for trades, quotes); answers the release. */
  subscribe(instrument: Instrument, need: 'quotes' | `candles:${Interval}`): () => void
  changed(event: EventPayload<'candles'>): void
}

export type CandleQuery = {
  readonly instrument: Instrument
  readonly interval: Interval
  readonly before?: number | undefined
  readonly limit?: number | undefined
}

export type Answer = Omit<ReadAnswer, 'end'> & {
  /** What a reader must know; null for nothing. */
  readonly note: string | null
}

export type CandleService = {
  /**
   * The last `limit` (500) candles that open before `before` (default: up to now), ascending; the last may be open. While REST
   * takes its time the answer to a subscriber is what is stored, and `changed` asks to look again when there is more.
   */
  get(query: CandleQuery, signal?: AbortSignal): Promise<Answer>
  /** Closed candles that open in [`fromAt`, `toAt`); fetches what is missing. */
  range(
    instrument: Instrument,
    interval: Interval,
    fromAt: number,
    toAt: number,
    signal?: AbortSignal,
  ): Promise<{ candles: Candle[]; gaps: Gap[] }>
  /** Keeps the open candle and emits `changed`; answers the release. */
  subscribe(instrument: Instrument, interval: Interval): () => void
  onCandles(updates: readonly CandleUpdate[]): void
  onTrades(trades: readonly Trade[]): void
  /** The stream is down; what it brings before `onResumed` is not taken for whole. */
  onDown(gap: { readonly provider: ProviderId }): void
  /** The stream came back; `fromAt` is our clock when it was last known to be good. */
  onResumed(gap: { readonly provider: ProviderId; readonly fromAt: number; readonly toAt: number }): void
  /** Drops all that is known of an instrument (a replay that ended). */
  forget(instrument: InstrumentId): void
  flush(): void
  stop(): Promise<void>
}

const defaultLimit = 500
const flushEveryMs = 1000

/** The newest exchange time that the stream has shown for each instrument. */
function createKnown() {
  const times = new Map<InstrumentId, number>()
  return {
    at: (instrument: InstrumentId): number | null => times.get(instrument) ?? null,
    reach(instrument: InstrumentId, at: number): void {
      const known = times.get(instrument)
      if (known === undefined || at > known) times.set(instrument, at)
    },
    forget: (instrument: InstrumentId): void => void times.delete(instrument),
  }
}

export function createCandleService(deps: CandleServiceDeps): CandleService {
  const { clock, log } = deps
  const random = deps.random ?? Math.random
  const memory = createMemoryTable()
  const allSeries = new Map<InstrumentId, Map<Interval, Series>>()
  const known = createKnown()
  const painter = createPainter(clock)

  const seriesOf = (instrument: Instrument, interval: Interval): Series => {
    let byInterval = allSeries.get(instrument.id)
    if (byInterval === undefined) allSeries.set(instrument.id, (byInterval = new Map<Interval, Series>()))
    const existing = byInterval.get(interval)
    if (existing !== undefined) return existing
    const isCacheable = deps.cacheable(instrument)
    const book = createBook(isCacheable ? deps.table : memory, instrument.id, interval)
    const series = createSeries({
      instrument,
      interval,
      book,
      maxRows: Math.max(1, deps.maxRows(instrument)),
      deepestRows: deps.deepestRows?.(instrument) ?? null,
      async history(range, signal) {
        if (instrument.intervals.includes(interval)) return deps.history(instrument, interval, range, signal)
        throw codedError(
          'unsupported',
          `${instrument.provider} has no ${interval} candles of ${instrument.symbol}`,
        )
      },
      knownAt: () => known.at(instrument.id),
      restarted: isCacheable ? null : () => forget(instrument.id),
    })
    byInterval.set(interval, series)
    return series
  }

  const following = createFollowing({
    clock,
    log,
    random,
    seriesOf,
    reach: known.reach,
    unlearn(instrument, at) {
      for (const series of allSeries.get(instrument)?.values() ?? []) series.unlearn(at)
      known.forget(instrument)
    },
    // What is not kept is a recording that is played: its clock is ours.
    isTimed: (instrument) => deps.cacheable(instrument),
    streams: (instrument, interval) => deps.streams(instrument, interval),
    subscribe: (instrument, need) => deps.subscribe(instrument, need),
    changed: (event) => deps.changed(event),
  })

  const forget = (instrument: InstrumentId): void => {
    for (const series of allSeries.get(instrument)?.values() ?? []) series.reset()
    known.forget(instrument)
    following.restart(instrument)
  }

  const coarser = (series: Series): Series | null => {
    const { instrument } = series
    const found = intervals.find((each) => instrument.intervals.includes(each) && isCoarser(series, each))
    return found === undefined ? null : seriesOf(instrument, found)
  }

  const readSeries = (
    series: Series,
    before: number | undefined,
    limit: number,
    signal: AbortSignal | undefined,
  ) => {
    const follower = () => following.of(series)
    const whole = readBack(series, {
      before,
      limit,
      live: () => follower()?.live() ?? null,
      isLiveFresh: () => follower()?.isFresh() ?? false,
      now: clock.now(),
      coarser,
      signal,
    })
    // Only who follows the series can be told to look again.
    if (before !== undefined || follower() === undefined) return whole
    return painter.soonest(series, whole, { limit, told: () => following.announce(series) })
  }

  const noteOf = (instrument: Instrument, interval: Interval, { end }: ReadAnswer): string | null => {
    const source = deps.note?.(instrument, interval, 'source') ?? null
    if (end !== 'depth') return source
    const rows = deps.deepestRows?.(instrument) ?? 0
    const depth =
      deps.note === undefined
        ? `${instrument.provider} answers only its newest ${rows} candles of an interval.`
        : deps.note(instrument, interval, 'depth')
    const notes = [source, depth].filter((note) => note !== null)
    return notes.length === 0 ? null : notes.join(' ')
  }

  const flush = (): void => {
    try {
      deps.table.transaction(() => {
        for (const byInterval of allSeries.values()) for (const { book } of byInterval.values()) book.flush()
      })
    } catch (error) {
      log.error({ error }, 'candles could not be written; they are kept and tried again')
    }
  }
  const cancelFlush = clock.every(flushEveryMs, flush)

  return {
    async get({ instrument, interval, before, limit = defaultLimit }, signal) {
      const base = baseInterval(instrument, interval)
      const series = seriesOf(instrument, base)
      const query = base === interval ? { before, limit } : baseQuery(base, interval, { before, limit })
      const read = await readSeries(series, query.before, query.limit, signal)
      const { end, ...answer } = base === interval ? read : aggregateAnswer(read, base, interval, limit)
      return { ...answer, note: noteOf(instrument, interval, { ...answer, end }) }
    },
    async range(instrument, interval, fromAt, toAt, signal = new AbortController().signal) {
      const base = baseInterval(instrument, interval)
      const series = seriesOf(instrument, base)
      const { book } = series
      const openAt = openAtOf(interval, fromAt)
      const whole = {
        fromAt: openAt === fromAt ? fromAt : nextOpenAt(interval, openAt),
        toAt: openAtOf(interval, toAt),
      }
      const missing = () => series.askable(missingIn(book.covered(), whole))
      const pause = () => Promise.resolve()
      const { end, error } = await fillGaps({ series, missing, pause, random, log, patience: 0 }, signal)
      if (end === 'stopped') throw codedError('cancelled', `candles of ${instrument.id} are no longer wanted`)
      // What has not happened yet is no gap.
      const reachedTo = Math.min(whole.toAt, openAtOf(base, series.reachedAt() ?? whole.toAt))
      const stored = book.read(whole.fromAt, whole.toAt)
      const gaps = missingIn(book.covered(), { fromAt: whole.fromAt, toAt: reachedTo })
      const candles = stored.filter(
        ({ openAt: at }) => !gaps.some((gap) => gap.fromAt <= at && at < gap.toAt),
      )
      if (candles.length === 0 && error !== null) throw error
      const made = base === interval ? { candles, gaps } : aggregateKnown({ candles, gaps }, base, interval)
      return { candles: made.candles.filter(({ closed }) => closed), gaps: made.gaps }
    },
    subscribe: following.subscribe,
    onCandles: following.onCandles,
    onTrades: following.onTrades,
    onDown: ({ provider }) => following.onDown(provider),
    onResumed: following.onResumed,
    forget,
    flush,
    async stop() {
      cancelFlush()
      following.stop()
      flush()
    },
  }
}
