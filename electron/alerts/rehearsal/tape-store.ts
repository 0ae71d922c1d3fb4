/** The one-minute bars of the last instruments that were rehearsed, kept in memory so that a level that is dragged is answered at once. */
import { codedError, toAppError } from '../../../shared/errors.ts'
import type { Candle, Gap } from '../../../shared/model/candle.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import { dayMs, openAtOf, type Interval } from '../../../shared/model/interval.ts'
import type { Cancel, Clock } from '../../lib/clock.ts'
import { barsWithin, joinBars, minuteMs, packBars, type Bars } from './bars.ts'
import type { Tape } from './run.ts'

export type History = (
  instrument: Instrument,
  interval: Interval,
  fromAt: number,
  toAt: number,
  signal: AbortSignal,
) => Promise<{ readonly candles: readonly Candle[]; readonly gaps: readonly Gap[] }>

export type Loaded = Tape & {
  /** Why what is older could not be had; null where all was. */
  readonly failure: { readonly beforeAt: number; readonly reason: string } | null
}

export type TapeStore = {
  /**
   * Bars that open in [`fromAt`, `toAt`), fetched as far as they are missing, a day at a time and the newest first. Throws where nothing
   * at all can be had.
   */
  load(
    instrument: Instrument,
    fromAt: number,
    toAt: number,
    signal: AbortSignal,
    progress: (done: number, total: number) => void,
  ): Promise<Loaded>
  clear(): void
}

/** All that is known of [`fromAt`, `toAt`). */
type Entry = {
  readonly fromAt: number
  readonly toAt: number
  readonly bars: Bars
  readonly gaps: readonly Gap[]
}
type Failure = { readonly at: number; readonly reason: string }
type Slice = { readonly fromAt: number; readonly toAt: number }

/** Twelve instruments by a month, or a year of one. */
const mostBars = 12 * 31 * 1440
const keptForMs = 10 * minuteMs
/** Venues bring the latest candles late: so far back they are asked for again. */
const laterMs = 10 * minuteMs
const retryAfterMs = minuteMs

/** What is to be asked next: what has come since, then day by day what is older. */
function nextSlice(entry: Entry | undefined, fromAt: number, toAt: number): Slice | null {
  if (fromAt >= toAt) return null
  if (entry === undefined) return { fromAt: Math.max(fromAt, openAtOf('1d', toAt - 1)), toAt }
  if (entry.toAt < toAt) {
    const { bars } = entry
    const lastEndAt = bars.count === 0 ? -Infinity : (bars.openAt[bars.count - 1] ?? 0) + minuteMs
    const since = Math.max(entry.fromAt, Math.min(entry.toAt, Math.max(lastEndAt, entry.toAt - laterMs)))
    return { fromAt: since, toAt: Math.min(toAt, entry.toAt + dayMs) }
  }
  if (entry.fromAt <= fromAt) return null
  return { fromAt: Math.max(fromAt, openAtOf('1d', entry.fromAt - 1)), toAt: entry.fromAt }
}

function daysIn(slice: Slice | null, entry: Entry | undefined, fromAt: number): number {
  if (slice === null) return 0
  return 1 + Math.max(0, Math.ceil(((entry?.fromAt ?? slice.fromAt) - fromAt) / dayMs))
}

function gapsWithin(gaps: readonly Gap[], fromAt: number, toAt: number): Gap[] {
  return gaps
    .filter((gap) => gap.toAt > fromAt && gap.fromAt < toAt)
    .map((gap) => ({ fromAt: Math.max(gap.fromAt, fromAt), toAt: Math.min(gap.toAt, toAt) }))
}

/** Takes an answer in; one that does not adjoin any more, because another was quicker, changes nothing. */
function withSlice(
  entry: Entry | undefined,
  slice: Slice,
  { candles, gaps }: Awaited<ReturnType<History>>,
): Entry | undefined {
  const bars = packBars(candles.filter(({ openAt }) => openAt >= slice.fromAt && openAt < slice.toAt))
  const known = gapsWithin(gaps, slice.fromAt, slice.toAt)
  if (entry === undefined) return { ...slice, bars, gaps: known }
  if (slice.toAt === entry.fromAt)
    return {
      fromAt: slice.fromAt,
      toAt: entry.toAt,
      bars: joinBars(bars, entry.bars),
      gaps: [...known, ...entry.gaps],
    }
  const { fromAt } = entry
  if (slice.fromAt > entry.toAt || slice.fromAt < fromAt || slice.toAt <= entry.toAt) return entry
  const before = barsWithin(entry.bars, fromAt, slice.fromAt)
  const gapsBefore = gapsWithin(entry.gaps, fromAt, slice.fromAt)
  return { fromAt, toAt: slice.toAt, bars: joinBars(before, bars), gaps: [...gapsBefore, ...known] }
}

export function createTapeStore(deps: { readonly clock: Clock; readonly history: History }): TapeStore {
  const { clock, history } = deps
  /** The one that was used last is the last. */
  const entries = new Map<InstrumentId, Entry>()
  const failures = new Map<InstrumentId, Failure>()
  let cancelClear: Cancel | null = null

  const clear = (): void => {
    cancelClear?.()
    cancelClear = null
    entries.clear()
    failures.clear()
  }
  const keep = (id: InstrumentId, entry: Entry | undefined): void => {
    entries.delete(id)
    if (entry === undefined) return
    entries.set(id, entry)
    let total = 0
    for (const { bars } of entries.values()) total += bars.count
    for (const [oldest, { bars }] of entries) {
      if (total <= mostBars || oldest === id) break
      entries.delete(oldest)
      total -= bars.count
    }
    cancelClear?.()
    cancelClear = clock.after(keptForMs, clear)
  }

  return {
    async load(instrument, fromAt, toAt, signal, progress) {
      const { id } = instrument
      const throwIfCancelled = () => {
        if (signal.aborted) throw codedError('cancelled', `the rehearsal on ${id} is no longer wanted`)
      }
      let entry = entries.get(id)
      let slice = nextSlice(entry, fromAt, toAt)
      const total = daysIn(slice, entry, fromAt)
      const failed = failures.get(id)
      if (failed !== undefined && clock.now() - failed.at >= retryAfterMs) failures.delete(id)
      for (let done = 0; slice !== null; done += 1) {
        progress(Math.min(done, total), total)
        throwIfCancelled()
        const isOlder = entry !== undefined && slice.toAt <= entry.fromAt
        if (isOlder && failures.has(id)) break
        try {
          const answer = await history(instrument, '1m', slice.fromAt, slice.toAt, signal)
          entry = withSlice(entries.get(id), slice, answer)
          keep(id, entry)
        } catch (thrown) {
          throwIfCancelled()
          if (entry === undefined) throw thrown
          failures.set(id, { at: clock.now(), reason: toAppError(thrown).message })
          // The newest minutes may be missing for once; what is older is asked for all the same, next time.
          break
        }
        slice = nextSlice(entry, fromAt, toAt)
      }
      throwIfCancelled()
      if (entry !== undefined) keep(id, entry)
      const failure = failures.get(id)
      const isShort = failure !== undefined && (entry?.fromAt ?? Infinity) > fromAt
      return {
        instrument: id,
        bars: entry === undefined ? packBars([]) : barsWithin(entry.bars, fromAt, toAt),
        gaps: entry === undefined ? [] : gapsWithin(entry.gaps, fromAt, toAt),
        failure: isShort ? { beforeAt: entry?.fromAt ?? toAt, reason: failure.reason } : null,
      }
    },
    clear,
  }
}
