/** Intervals that a venue has no candles of are made of the longest shorter one that it has. */
import type { Candle } from '../../shared/model/candle.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import { intervalMs, intervals, nextOpenAt, openAtOf, type Interval } from '../../shared/model/interval.ts'
import { aggregateCandles } from './aggregate.ts'
import { missingIn } from './gaps.ts'
import type { Answer } from './read-back.ts'
import type { Series } from './series.ts'

/** The interval that candles of `interval` come from: itself, or the longest shorter one that the venue has. */
export function baseInterval(instrument: Instrument, interval: Interval): Interval {
  if (instrument.intervals.includes(interval)) return interval
  const shorter = intervals.findLast(
    (candidate) => intervalMs(candidate) < intervalMs(interval) && instrument.intervals.includes(candidate),
  )
  return shorter ?? interval
}

/** How many candles of `base` to ask for, and before when, to make `limit` of `interval`. */
export function baseQuery(
  base: Interval,
  interval: Interval,
  { before, limit }: { readonly before: number | undefined; readonly limit: number },
): { before: number | undefined; limit: number } {
  const ratio = intervalMs(interval) / intervalMs(base)
  return {
    before: before === undefined ? undefined : nextOpenAt(interval, openAtOf(interval, before - 1)),
    // One more, because the first may be cut.
    limit: (limit + 1) * ratio,
  }
}

/** The answer in the longer interval; a first candle whose beginning is missing is left out. */
export function aggregateAnswer(answer: Answer, base: Interval, interval: Interval, limit: number): Answer {
  const made = aggregateCandles(answer.candles, base, interval)
  const firstBaseAt = answer.candles[0]?.openAt
  const isCut = answer.more && firstBaseAt !== undefined && openAtOf(interval, firstBaseAt) !== firstBaseAt
  const whole = isCut ? made.slice(1) : made
  const candles = whole.slice(Math.max(0, whole.length - limit))
  const fromAt = candles[0]?.openAt ?? firstBaseAt ?? 0
  return {
    candles,
    gaps: answer.gaps.filter(({ toAt }) => toAt > fromAt),
    more: answer.more || candles.length < whole.length,
  }
}

export type DerivedCandle = (newest: Candle, changed: boolean) => Candle | null

/**
 * Follows a base series' newest candle with the longer candle that it lies in; null while a part of that is not known.
 * `changed` says that older candles of the base may be others than before.
 */
export function createDerivedCandle(series: Series, interval: Interval): DerivedCandle {
  let partsFor: number | null = null
  let parts: Candle[] = []
  return (newest, changed) => {
    const openAt = openAtOf(interval, newest.openAt)
    if (changed || partsFor !== newest.openAt) {
      partsFor = null
      if (missingIn(series.book.covered(), { fromAt: openAt, toAt: newest.openAt }).length > 0) return null
      parts = series.book.read(openAt, newest.openAt)
      partsFor = newest.openAt
    }
    return aggregateCandles([...parts, newest], series.interval, interval)[0] ?? null
  }
}
