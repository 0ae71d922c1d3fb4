/** A market for the tests of computed series: minutes from a seed, longer candles made of them, history and events of a venue. */
import { expect } from 'vitest'
import type { SeriesBookDeps, CandleEvent } from '../../../../../electron/alerts/series/live-series.ts'
import { createSeriesBook } from '../../../../../electron/alerts/series/live-series.ts'
import type { Input, Series, TickInput } from '../../../../../electron/alerts/language/input.ts'
import { silentLog } from '../../../../../electron/lib/log.ts'
import { byDefinition } from '../../../shared/indicators/by-definition.ts'
import { walk } from '../../../shared/indicators/tapes.ts'
import type { IndicatorName } from '../../../../../shared/alerts/indicator-names.ts'
import type { Source } from '../../../../../shared/alerts/sources.ts'
import type { Candle, Gap } from '../../../../../shared/model/candle.ts'
import { instrumentId } from '../../../../../shared/model/ids.ts'
import { openAtOf, type Interval } from '../../../../../shared/model/interval.ts'
import { createManualClock } from '../../../../support/manual-clock.ts'

export const bitcoin = instrumentId('simulated', 'BTCUSDT')
export const minuteMs = 60_000
/** A Monday, 00:00 UTC. */
export const startAt = Date.UTC(2026, 0, 5)

export function minutesFrom(seed: number, count: number, fromAt = startAt): Candle[] {
  return walk(seed, count, minuteMs, fromAt).map((bar) => ({ ...bar, closed: true, source: 'rest' }))
}

/** One candle of all of them. */
export function together(candles: readonly Candle[], openAt: number): Candle {
  const [first, last] = [candles[0], candles.at(-1)]
  if (first === undefined || last === undefined) throw new Error('no candles')
  return {
    openAt,
    open: first.open,
    high: Math.max(...candles.map(({ high }) => high)),
    low: Math.min(...candles.map(({ low }) => low)),
    close: last.close,
    volume: candles.reduce((sum, { volume }) => sum + volume, 0),
    closed: true,
    source: 'rest',
  }
}

export function candlesOf(interval: Interval, minutes: readonly Candle[]): Candle[] {
  const groups = Map.groupBy(minutes, ({ openAt }) => openAtOf(interval, openAt))
  return [...groups].map(([openAt, part]) => together(part, openAt))
}

export function indicator(
  name: IndicatorName,
  inputs: Record<string, number>,
  interval: Interval = '1m',
  output = 'value',
): Series {
  return { instrument: bitcoin, interval, source: { kind: 'indicator', name, inputs, output } }
}

export function volume(interval: Interval = '1m'): Series {
  return { instrument: bitcoin, interval, source: { kind: 'volume' } }
}

export function tickAt(at: number, last: number): TickInput {
  return { kind: 'tick', instrument: bitcoin, exchangeAt: at, receivedAt: at, last }
}

export const isTick = (input: Input): input is TickInput => input.kind === 'tick'

export const near = (value: number | null | undefined) => expect.closeTo(value ?? NaN, 6) as number

/** The value after the last of the bars, by the definition. */
export function expected({ source }: { readonly source: Source }, bars: readonly Candle[]): number | null {
  if (source.kind !== 'indicator') return bars.at(-1)?.volume ?? null
  return byDefinition(source.name, source.inputs, bars).at(-1)?.[source.output] ?? null
}

export type Asked = { readonly interval: Interval; readonly fromAt: number; readonly toAt: number }

/** A book beside a venue that has `closed` candles of each interval, and tells what the test makes it tell. */
export function createLive(closed: (interval: Interval) => readonly Candle[], nowAt: number) {
  const clock = createManualClock(nowAt)
  const asked: Asked[] = []
  const followed: Interval[] = []
  const listeners = new Set<{ interval: Interval; listener: (event: CandleEvent) => void }>()
  const venue = {
    /** What the history answers with besides, or fails with. */
    gaps: [] as Gap[],
    refusal: null as Error | null,
    /** Answers wait for this. */
    pending: Promise.resolve(),
  }
  const deps: SeriesBookDeps = {
    clock,
    log: silentLog,
    async history(_, interval, fromAt, toAt) {
      asked.push({ interval, fromAt, toAt })
      const { refusal, gaps, pending } = venue
      const candles = closed(interval).filter(({ openAt }) => openAt >= fromAt && openAt < toAt)
      await pending
      if (refusal !== null) throw refusal
      const inGap = ({ openAt }: Candle) => gaps.some((gap) => openAt >= gap.fromAt && openAt < gap.toAt)
      return { candles: candles.filter((candle) => !inGap(candle)), gaps }
    },
    follow(_, interval, listener) {
      const entry = { interval, listener }
      followed.push(interval)
      listeners.add(entry)
      return () => void listeners.delete(entry)
    },
  }
  return {
    book: createSeriesBook(deps),
    clock,
    venue,
    asked,
    followed,
    listeners,
    settle: () => clock.advanceAsync(0),
    tell(
      candle: Candle | null,
      { interval = '1m', reset = false }: { interval?: Interval; reset?: boolean } = {},
    ) {
      for (const each of listeners) if (each.interval === interval) each.listener({ candle, reset })
    },
  }
}
