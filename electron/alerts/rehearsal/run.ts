/** What a rule would have done over one-minute bars, by the evaluator that watches live: in steps, so that others get their turn. */
import type { AlertMemory } from '../../../shared/alerts/memory.ts'
import { flurryMs, type RehearsalPart, type RehearsedFiring } from '../../../shared/alerts/rehearsal.ts'
import type { Candle, Gap } from '../../../shared/model/candle.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { evaluate } from '../language/evaluate.ts'
import type { AlertEvent } from '../language/fire.ts'
import type { Input, MarketState } from '../language/input.ts'
import { inputsOf } from '../language/walk-bar.ts'
import { memoryFor, type Watch } from '../language/watch.ts'
import type { BarSeries } from '../series/bar-series.ts'
import { candleAt, minuteMs, placeFrom, type Bars } from './bars.ts'
import { createSteady, type Steady } from './steady.ts'

export type Tape = {
  readonly instrument: InstrumentId
  readonly bars: Bars
  /** Ascending; no bar lies in one. */
  readonly gaps: readonly Gap[]
}

export type RunInput = {
  readonly watched: Watch
  /** Of all instruments that it is judged on; the first is the one that the answer is about. */
  readonly tapes: readonly [Tape, ...Tape[]]
  /** Bars that open before only lead the series up to here, UTC epoch ms. */
  readonly fromAt: number
  /** Volumes and indicators; null where it is judged on none. */
  readonly series: BarSeries | null
  /** More firings than this are of no interest: it stops. */
  readonly mostFirings?: number
  /** Judges every price of every bar. The answer is the same. */
  readonly isPlain?: boolean
}

export type Run = {
  /** Goes on by so many minutes. False: it has come to its end. */
  step(minutes: number): boolean
  part(): RehearsalPart
  /** What the rule remembers by now. */
  memory(): AlertMemory
}

const mostTold = 2000

/** The inputs of bars of one minute, in the order of their times: the first prices of all, the next ones, one end. */
function mergedInputs(rows: readonly (readonly Input[])[]): readonly Input[] {
  const [only, ...others] = rows
  if (only === undefined || others.length === 0) return only ?? []
  const end = only.at(-1)
  const merged = only.slice(0, -1).flatMap((_input, place) => rows.flatMap((row) => row[place] ?? []))
  return end === undefined ? merged : [...merged, end]
}

/** Several instruments are taken minute by minute, their prices in the order of time; what is not known is a gap from its beginning on. */
export function createRun(input: RunInput): Run {
  const { watched, tapes, fromAt, series, mostFirings = Infinity, isPlain = false } = input
  const [shown] = tapes
  const market: MarketState = { stale: () => false, derived: series?.derived ?? (() => null) }
  const steady: Steady | null = isPlain ? null : createSteady(watched, tapes, market)
  /** The next bar and the next gap of each tape, and its bar in this minute (−1: none). */
  const next = new Int32Array(tapes.length)
  const nextGap = new Int32Array(tapes.length)
  const places = new Int32Array(tapes.length)
  const candles: (Candle | null)[] = tapes.map(() => null)
  const firings: RehearsedFiring[] = []
  let count = 0
  let clustered = 0
  let lastFiredAt = -Infinity
  let memory = memoryFor(watched)
  /** Whether `steady` is ahead of `memory`. */
  let isAhead = false
  let isSteady = false
  let isOver = false

  const catchUp = (): void => {
    if (isAhead && steady !== null) memory = steady.memory()
    isAhead = false
  }
  const settle = (): void => {
    if (steady === null) return
    isSteady = steady.reset(memory)
  }

  const firingBar = (event: Extract<AlertEvent, { kind: 'fired' }>): Candle | null => {
    const latest = places[0] === -1 ? (next[0] ?? 0) - 1 : (places[0] ?? -1)
    if (latest >= 0) return candleAt(shown.bars, latest)
    const tape = tapes.findIndex((_each, index) => (places[index] ?? -1) !== -1)
    const bars = tapes[tape]?.bars
    const openAt = event.inferred?.openAt
    return bars === undefined || openAt === undefined ? null : candleAt(bars, places[tape] ?? 0)
  }

  const note = (events: readonly AlertEvent[]): void => {
    for (const event of events) {
      if (event.kind !== 'fired') continue
      const { firedAt: at, folded, conditions } = event
      count += 1
      if (at - lastFiredAt <= flurryMs) clustered += 1
      lastFiredAt = at
      const bar = count > mostTold ? null : firingBar(event)
      if (bar !== null)
        firings.push({ at, value: conditions.find(({ hit }) => hit)?.at?.value ?? null, bar, folded })
    }
    if (memory.state !== 'armed' || count > mostFirings) isOver = true
  }

  const judge = (one: Input): void => {
    catchUp()
    const result = evaluate(watched, memory, one, market)
    ;({ memory } = result)
    if (result.events.length > 0) note(result.events)
  }

  /** Gaps that have begun by `at`. */
  const passGaps = (at: number): void => {
    for (let tape = 0; tape < tapes.length; tape += 1) {
      const of = tapes[tape]
      if (of === undefined) continue
      for (let gap = nextGap[tape] ?? 0; (of.gaps[gap]?.fromAt ?? Infinity) <= at; gap += 1) {
        nextGap[tape] = gap + 1
        judge({ kind: 'gap', instruments: [of.instrument], cause: 'feed' })
        settle()
      }
    }
  }

  /** The bar of this minute, made once for all that look at it. */
  const candleNow = (tape: number, { bars }: Tape): Candle =>
    (candles[tape] ??= candleAt(bars, places[tape] ?? 0))
  const inputsFrom = (tape: Tape, index: number): readonly Input[] => {
    const { instrument } = tape
    const bar = { kind: 'bar', instrument, interval: '1m', candle: candleNow(index, tape) } as const
    return inputsOf(bar, watched.rule.armedAt)
  }
  const inputsNow = (): readonly Input[] => {
    if (tapes.length === 1) return inputsFrom(shown, 0)
    return mergedInputs(
      tapes.flatMap((tape, index) => (places[index] === -1 ? [] : [inputsFrom(tape, index)])),
    )
  }

  const judgeMinute = (): void => {
    let wasLoud = false
    for (const one of inputsNow()) {
      if (one.kind === 'gap') continue
      if (isSteady && steady?.takesInput(one) === true) {
        isAhead = true
        continue
      }
      judge(one)
      if (isOver) return
      // Where it stays loud, asking again with each price would cost more than it spares.
      isSteady = !wasLoud && steady?.judgesInputs === true && steady.reset(memory)
      wasLoud ||= !isSteady
    }
    if (!isSteady) settle()
  }

  const tellSeries = (what: 'beginBar' | 'endBar'): void => {
    if (series === null) return
    for (let tape = 0; tape < tapes.length; tape += 1) {
      const place = places[tape] ?? -1
      const of = tapes[tape]
      if (of !== undefined && place !== -1) series[what](of.instrument, candleNow(tape, of))
    }
  }

  /** When the next bar of any tape opens; `Infinity` where there is none. Notes which bars open then. */
  const openNext = (): number => {
    let openAt = Infinity
    for (let tape = 0; tape < tapes.length; tape += 1)
      openAt = Math.min(openAt, tapes[tape]?.bars.openAt[next[tape] ?? 0] ?? Infinity)
    for (let tape = 0; tape < tapes.length; tape += 1) {
      const place = next[tape] ?? 0
      const opens = tapes[tape]?.bars.openAt[place] === openAt
      places[tape] = opens ? place : -1
      candles[tape] = null
      if (opens) next[tape] = place + 1
    }
    return openAt
  }

  return {
    step(minutes) {
      for (let minute = 0; minute < minutes && !isOver; minute += 1) {
        const openAt = openNext()
        if (openAt === Infinity) {
          isOver = true
          break
        }
        passGaps(openAt)
        if (openAt >= fromAt) {
          tellSeries('beginBar')
          if (isSteady && steady?.takesBars(places) === true) isAhead = true
          else judgeMinute()
        }
        tellSeries('endBar')
      }
      return !isOver
    },
    part() {
      const { instrument, bars, gaps } = shown
      const first = placeFrom(bars, fromAt)
      const beginsAt = bars.openAt[first] ?? fromAt
      return {
        instrument,
        firings,
        count,
        clustered,
        bars: bars.count - first,
        fromAt: beginsAt,
        toAt: first === bars.count ? fromAt : (bars.openAt[bars.count - 1] ?? fromAt) + minuteMs,
        gaps: gaps
          .filter(({ toAt }) => toAt > fromAt)
          .map((gap) => ({ fromAt: Math.max(fromAt, gap.fromAt), toAt: gap.toAt })),
      }
    },
    memory() {
      catchUp()
      settle()
      return memory
    },
  }
}
