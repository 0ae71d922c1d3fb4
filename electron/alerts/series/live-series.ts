/** Volume and indicators live: each computed once for all rules that watch it, from history and the candles that follow. */
import { toAppError, type AppError } from '../../../shared/errors.ts'
import type { Candle, Gap } from '../../../shared/model/candle.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { openAtOf, shiftOpenAt, type Interval } from '../../../shared/model/interval.ts'
import type { Cancel, Clock } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import type { Series, TickInput } from '../language/input.ts'
import { createBarRow, type BarRow } from './bar-row.ts'
import { keyOf } from './computation.ts'
import { judge, retryDelayMs, type HistoryAnswer, type Question } from './history.ts'

/** A candle of a series opened, moved or closed; `reset`: older ones may have changed. */
export type CandleEvent = { readonly candle: Candle | null; readonly reset: boolean }

export type SeriesBookDeps = {
  readonly clock: Clock
  readonly log: Log
  /** Closed candles that open in [`fromAt`, `toAt`), and the time of which nothing is known. */
  history(
    instrument: InstrumentId,
    interval: Interval,
    fromAt: number,
    toAt: number,
    signal: AbortSignal,
  ): Promise<HistoryAnswer>
  /** Candles as they come, each before the tick of the same trade; answers the release. */
  follow(instrument: InstrumentId, interval: Interval, listener: (event: CandleEvent) => void): () => void
}

export type SeriesBook = {
  /** Keeps the series up to date until released; releasing twice does nothing. Never throws: `problem` tells. */
  want(series: Series): () => void
  /** The value with `input` taken into the open bar; null where there is none to be trusted. */
  derived(series: Series, input: TickInput): number | null
  /** Why it has no value, in words; null while it has one. */
  problem(series: Series): string | null
  /** Something may have been missed: no values of these until a candle has come and the bars before it were loaded. */
  interrupt(instruments: readonly InstrumentId[] | 'all'): void
  stop(): void
}

/** A row of bars with what it takes to keep it whole. */
type Entry = {
  readonly instrument: InstrumentId
  readonly interval: Interval
  readonly row: BarRow
  /** How often each source is wanted, by its key. */
  readonly refs: Map<string, number>
  /** Sources that can't be computed, and why. */
  readonly refused: Map<string, string>
  release: () => void
  loading: AbortController | null
  /** What is being loaded, if anything, was asked for too early. */
  isStale: boolean
  /** No candle has come since it was wanted, or since the last outage. */
  isUnseen: boolean
  cancelRetry: Cancel | null
  failures: number
  error: AppError | null
  gap: Gap | null
  /** Where history began in the last answer. */
  beginsAt: number | null
}

const dateOf = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`

export function createSeriesBook(deps: SeriesBookDeps): SeriesBook {
  const { clock, log } = deps
  const entries = new Map<InstrumentId, Map<Interval, Entry>>()

  const entryOf = ({ instrument, interval }: Series): Entry | undefined =>
    entries.get(instrument)?.get(interval)

  const failed = (entry: Entry, waitMs = 0): void => {
    entry.failures += 1
    entry.cancelRetry = clock.after(Math.max(waitMs, retryDelayMs(entry.failures)), () => {
      entry.cancelRetry = null
      load(entry)
    })
  }

  const settle = (entry: Entry, question: Question, answer: HistoryAnswer): void => {
    const judged = judge(answer, question, entry.beginsAt)
    entry.error = null
    if ('gap' in judged) {
      entry.gap = judged.gap
      entry.beginsAt = judged.beginsAt
      // What was computed over a hole is wrong, however long it was believed.
      if (judged.beginsAt === null) entry.row.distrust()
      failed(entry)
      return
    }
    entry.gap = null
    entry.failures = 0
    // Before a candle has come, nobody can say whether that reaches up to it: it is asked again then.
    if (!entry.isUnseen) entry.row.load(judged.loaded)
  }

  const refuse = (entry: Entry, thrown: unknown): void => {
    const error = toAppError(thrown)
    const { instrument, interval } = entry
    entry.error = error
    log.warn({ instrument, interval, error }, 'no bars to compute alerts from yet')
    const { retry } = error
    failed(entry, retry === 'no' ? retryDelayMs(Infinity) : retry === 'later' ? 0 : retry.afterMs)
  }

  const ask = async (entry: Entry, controller: AbortController): Promise<void> => {
    const { instrument, interval, row } = entry
    // All that is wanted at the same time is asked for at once.
    await Promise.resolve()
    const asked = row.wanted()
    if (entry.loading !== controller) return
    entry.isStale = false
    try {
      if (asked === null) {
        entry.loading = null
        return
      }
      const toAt = row.seenFromAt() ?? openAtOf(interval, clock.now())
      const fromAt = Math.min(shiftOpenAt(interval, toAt, -asked), row.anchoredAt() ?? Infinity)
      const answer = await deps.history(instrument, interval, fromAt, toAt, controller.signal)
      if (entry.loading !== controller) return
      entry.loading = null
      settle(entry, { fromAt, toAt, asked }, answer)
    } catch (thrown) {
      if (entry.loading !== controller) return
      entry.loading = null
      refuse(entry, thrown)
    }
    if (entry.isStale && entry.cancelRetry === null) load(entry)
  }

  /** Loads all bars anew; what is known stays in use meanwhile, unless it is known to be wrong. */
  const load = (entry: Entry): void => {
    entry.isStale = true
    if (entry.loading !== null) return
    entry.cancelRetry?.()
    entry.cancelRetry = null
    entry.loading = new AbortController()
    void ask(entry, entry.loading)
  }

  const heard = (entry: Entry, { candle, reset }: CandleEvent): void => {
    const { row } = entry
    // Told without a candle, or of one before what was seen: the venue's clock was set back, or all begins anew.
    if (reset && (candle === null || candle.openAt < (row.seenFromAt() ?? -Infinity))) {
      row.forget()
      entry.isUnseen = true
      entry.loading?.abort()
      entry.loading = null
    }
    const isWhole = candle === null || row.take(candle)
    const isFirst = candle !== null && entry.isUnseen
    if (candle !== null) entry.isUnseen = false
    if (reset || !isWhole || isFirst) load(entry)
  }

  const open = (series: Series): Entry => {
    const { instrument, interval } = series
    let byInterval = entries.get(instrument)
    if (byInterval === undefined) entries.set(instrument, (byInterval = new Map<Interval, Entry>()))
    const entry: Entry = {
      instrument,
      interval,
      row: createBarRow(interval),
      refs: new Map(),
      refused: new Map(),
      release: () => undefined,
      loading: null,
      isStale: false,
      isUnseen: true,
      cancelRetry: null,
      failures: 0,
      error: null,
      gap: null,
      beginsAt: null,
    }
    byInterval.set(interval, entry)
    entry.release = deps.follow(instrument, interval, (event) => heard(entry, event))
    return entry
  }

  const close = (entry: Entry): void => {
    entry.release()
    entry.loading?.abort()
    entry.loading = null
    entry.cancelRetry?.()
    entry.cancelRetry = null
    const byInterval = entries.get(entry.instrument)
    byInterval?.delete(entry.interval)
    if (byInterval?.size === 0) entries.delete(entry.instrument)
  }

  const add = (entry: Entry, series: Series, key: string): void => {
    try {
      const slot = entry.row.add(series.source)
      if (slot?.computation.isReady === false && entry.cancelRetry === null) load(entry)
    } catch (thrown) {
      entry.refused.set(key, toAppError(thrown).message)
    }
  }

  const drop = (entry: Entry, series: Series, key: string): void => {
    const left = (entry.refs.get(key) ?? 0) - 1
    if (left > 0) {
      entry.refs.set(key, left)
      return
    }
    entry.refs.delete(key)
    entry.refused.delete(key)
    const slot = entry.row.slotOf(series.source)
    if (slot !== null) entry.row.remove(slot.computation)
    if (entry.refs.size === 0) close(entry)
  }

  return {
    want(series) {
      const key = keyOf(series.source)
      if (key === null) return () => undefined
      const entry = entryOf(series) ?? open(series)
      const refs = entry.refs.get(key) ?? 0
      entry.refs.set(key, refs + 1)
      if (refs === 0) add(entry, series, key)
      let isReleased = false
      return () => {
        if (isReleased) return
        isReleased = true
        if (entryOf(series) === entry) drop(entry, series, key)
      }
    },
    derived: (series, input) =>
      entries.get(series.instrument)?.get(series.interval)?.row.value(series.source, input) ?? null,
    problem(series) {
      const key = keyOf(series.source)
      if (key === null) return 'it is not computed from bars'
      const entry = entryOf(series)
      if (entry === undefined || !entry.refs.has(key)) return 'it is not watched'
      const { row, interval } = entry
      const refused = entry.refused.get(key)
      if (refused !== undefined) return refused
      const slot = row.slotOf(series.source)
      const isLoaded = row.isSure() && slot?.computation.isReady === true
      if (series.source.kind !== 'volume' && !isLoaded) {
        if (entry.error !== null) return `its ${interval} bars could not be loaded: ${entry.error.message}`
        if (entry.gap !== null)
          return `its ${interval} bars from ${dateOf(entry.gap.fromAt)} to ${dateOf(entry.gap.toAt)} are missing`
        if (entry.loading !== null) return `its ${interval} bars are being loaded`
      }
      if (entry.isUnseen) return 'no price has come in yet'
      const needed = slot?.computation.indicator.neededBars ?? 0
      if (row.count() < needed)
        return `it needs ${needed} closed ${interval} bars, of which there are ${row.count()}`
      return null
    },
    interrupt(instruments) {
      const found = instruments === 'all' ? entries.keys() : instruments
      for (const instrument of found) {
        for (const entry of entries.get(instrument)?.values() ?? []) {
          entry.row.distrust()
          entry.isUnseen = true
          entry.loading?.abort()
          entry.loading = null
        }
      }
    },
    stop() {
      for (const byInterval of entries.values()) for (const entry of byInterval.values()) close(entry)
    },
  }
}
