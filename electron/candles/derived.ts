/** Intervals that a venue has no candles of are made of the longest shorter one that it has. */
import type { Candle, Gap } from '../../shared/model/candle.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import {
  divides,
  intervalMs,
  intervals,
  nextOpenAt,
  openAtOf,
  type Interval,
} from '../../shared/model/interval.ts'
import { aggregateCandles } from './aggregate.ts'
import type { Doubt } from './doubts.ts'
import { addSpan, missingIn, type Span } from './gaps.ts'
import type { Answer } from './read-back.ts'
import type { Series } from './series.ts'

/** The interval that candles of `interval` come from: itself, or the longest that the venue has of those that divide it. */
export function baseInterval(instrument: Instrument, interval: Interval): Interval {
  if (instrument.intervals.includes(interval)) return interval
  const shorter = intervals.findLast(
    (candidate) => divides(candidate, interval) && instrument.intervals.includes(candidate),
  )
  return shorter ?? interval
}

/** How many candles of `base` to ask for, and before when, to make `limit` of `interval`. */
export function baseQuery(
  base: Interval,
  interval: Interval,
  { before, limit }: { readonly before: number | undefined; readonly limit: number },
): { before: number | undefined; limit: number } {
  const ratio = Math.ceil(intervalMs(interval) / intervalMs(base))
  return {
    before: before === undefined ? undefined : nextOpenAt(interval, openAtOf(interval, before - 1)),
    // One more, because the first may be cut.
    limit: (limit + 1) * ratio,
  }
}

/** The longer candles of which every part is known, and the gaps as they lie on the longer grid. */
export function aggregateKnown(
  known: { readonly candles: readonly Candle[]; readonly gaps: readonly Gap[] },
  base: Interval,
  interval: Interval,
): { candles: Candle[]; gaps: Gap[] } {
  const gaps = known.gaps
    .map(({ fromAt, toAt }) => ({
      fromAt: openAtOf(interval, fromAt),
      toAt: nextOpenAt(interval, openAtOf(interval, toAt - 1)),
    }))
    .reduce<Span[]>(addSpan, [])
  const inGap = ({ openAt }: Candle) => gaps.some(({ fromAt, toAt }) => fromAt <= openAt && openAt < toAt)
  return { candles: aggregateCandles(known.candles, base, interval).filter((made) => !inGap(made)), gaps }
}

/** The answer in the longer interval; a first candle whose beginning is missing is left out. */
export function aggregateAnswer(answer: Answer, base: Interval, interval: Interval, limit: number): Answer {
  const made = aggregateKnown(answer, base, interval)
  const firstBaseAt = answer.candles[0]?.openAt
  const firstAt = firstBaseAt === undefined ? 0 : openAtOf(interval, firstBaseAt)
  const isCut = answer.end !== 'start' && firstBaseAt !== undefined && firstAt !== firstBaseAt
  const whole = isCut ? made.candles.filter(({ openAt }) => openAt > firstAt) : made.candles
  const candles = whole.slice(Math.max(0, whole.length - limit))
  const fromAt = candles[0]?.openAt ?? firstBaseAt ?? 0
  const more = answer.more || candles.length < whole.length
  return {
    candles,
    gaps: made.gaps.filter(({ toAt }) => toAt > fromAt),
    more,
    end: more ? null : answer.end,
  }
}

export type DerivedCandle = (newest: Candle, changed: boolean) => Candle | null

/**
 * Follows a base series' newest candle with the longer candle that it lies in; null while a part of that is not known.
 * `changed` says that older candles of the base may be others than before. `doubted`: those that are being confirmed.
 */
export function createDerivedCandle(
  { book, interval: base }: Series,
  interval: Interval,
  doubted: () => readonly Doubt[],
): DerivedCandle {
  let partsFor: number | null = null
  let earlier: readonly Candle[] = []
  const read = (span: Span): Candle[] | null => {
    const shown = doubted().filter(
      (doubt) => doubt.span.fromAt >= span.fromAt && doubt.span.toAt <= span.toAt,
    )
    const known = shown.reduce<readonly Span[]>((spans, doubt) => addSpan(spans, doubt.span), book.covered())
    if (missingIn(known, span).length > 0) return null
    const stored = book.read(span.fromAt, span.toAt)
    const unconfirmed = shown.flatMap((doubt) => doubt.shown ?? [])
    const replaced = stored.filter(({ openAt }) => unconfirmed.every((each) => each.openAt !== openAt))
    return [...replaced, ...unconfirmed].toSorted((a, b) => a.openAt - b.openAt)
  }
  return (newest, changed) => {
    const openAt = openAtOf(interval, newest.openAt)
    if (changed || partsFor !== newest.openAt) {
      partsFor = null
      const parts = read({ fromAt: openAt, toAt: newest.openAt })
      if (parts === null) return null
      earlier = parts
      partsFor = newest.openAt
    }
    return aggregateCandles([...earlier, newest], base, interval)[0] ?? null
  }
}
