/** Volume and indicators over one-minute bars, for rehearsal and catch-up: the ticks that a bar stands for see the open bar grow. */
import { nextOpenAt, openAtOf, type Interval } from '../../../shared/model/interval.ts'
import type { Bar } from '../../../shared/indicators/index.ts'
import type { Candle } from '../../../shared/model/candle.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { MarketState, Series, TickInput } from '../language/input.ts'
import { barsWanted, createIndicatorOf, createSlots, valueFor, type Slots } from './computation.ts'

export type BarSeriesDeps = {
  readonly wanted: readonly Series[]
  /**
   * Closed candles of the interval itself before the first one-minute bar, ascending, all that there are from the first on:
   * with `count` of them the values have settled.
   */
  seed(instrument: InstrumentId, interval: Interval, count: number): readonly Candle[]
}

export type BarSeries = {
  readonly derived: MarketState['derived']
  /** A minute is about to be judged: its last tick brings its volume, which no tick carries. */
  beginBar(instrument: InstrumentId, candle: Candle): void
  /** All of the minute has been judged. */
  endBar(instrument: InstrumentId, candle: Candle): void
}

type Open = { -readonly [Field in keyof Bar]: Bar[Field] }

type Row = {
  readonly interval: Interval
  readonly slots: Slots
  /** The bar of the interval as it is now. */
  readonly bar: Open
  /** The finished minutes of it. */
  readonly done: Open
  /** The bar's end. */
  endAt: number
  /** Whether a minute has begun in it, and whether one has ended. */
  isBegun: boolean
  hasDone: boolean
  /** The first minute was not the first of its bar: what came before it is not known. */
  isCut: boolean
  minuteAt: number
  /** Counts changes of `bar`. */
  state: number
  seen: TickInput | null
}

const minuteMs = 60_000
const emptyBar = (): Open => ({ openAt: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 })

function setBar(bar: Open, { openAt, open, high, low, close, volume }: Bar): void {
  bar.openAt = openAt
  bar.open = open
  bar.high = high
  bar.low = low
  bar.close = close
  bar.volume = volume
}

function createRow(interval: Interval): Row {
  return {
    interval,
    slots: createSlots(),
    bar: emptyBar(),
    done: emptyBar(),
    endAt: -Infinity,
    isBegun: false,
    hasDone: false,
    isCut: false,
    minuteAt: -Infinity,
    state: 0,
    seen: null,
  }
}

function warmUp(row: Row, seed: (count: number) => readonly Candle[]): void {
  const computations = [...row.slots.all.values()]
  const candles = seed(Math.max(0, ...computations.map((each) => barsWanted(each, row.interval))))
  for (const computation of computations) {
    computation.indicator = createIndicatorOf(computation.source, candles[0]?.openAt)
    for (const candle of candles) computation.indicator.close(candle)
  }
}

/** Begins the bar of the interval that the minute lies in, after it has closed the one before. */
function beginInterval(row: Row, minuteAt: number): void {
  if (row.isBegun) for (const { indicator } of row.slots.all.values()) indicator.close(row.bar)
  const openAt = openAtOf(row.interval, minuteAt)
  row.endAt = nextOpenAt(row.interval, openAt)
  row.isCut = row.minuteAt === -Infinity && openAt !== minuteAt
  row.isBegun = false
  row.hasDone = false
  row.bar.openAt = openAt
}

function beginMinute(row: Row, minuteAt: number): void {
  if (minuteAt >= row.endAt) beginInterval(row, minuteAt)
  row.minuteAt = minuteAt
}

function takePrice(row: Row, price: number): void {
  const { bar } = row
  row.state += 1
  if (!row.isBegun) {
    bar.open = price
    bar.high = price
    bar.low = price
    bar.volume = 0
    row.isBegun = true
  } else if (price > bar.high) bar.high = price
  else if (price < bar.low) bar.low = price
  bar.close = price
}

/** The finished minute as a whole, in place of what its ticks have shown of it. */
function takeMinute(row: Row, candle: Candle): void {
  const { bar, done, hasDone } = row
  row.state += 1
  if (hasDone) {
    bar.open = done.open
    bar.high = Math.max(done.high, candle.high)
    bar.low = Math.min(done.low, candle.low)
    bar.volume = done.volume + candle.volume
  } else {
    bar.open = candle.open
    bar.high = candle.high
    bar.low = candle.low
    bar.volume = candle.volume
  }
  bar.close = candle.close
  row.isBegun = true
}

/**
 * Minutes come in order. Where the first is not the first of a bar of the interval, there are no values until the next bar
 * begins, and that one counts with what was seen of it: better to begin where all intervals do. Throws what `createIndicator` refuses.
 */
export function createBarSeries({ wanted, seed }: BarSeriesDeps): BarSeries {
  const rows = new Map<InstrumentId, Map<Interval, Row>>()
  /** The minute that is being judged. */
  const now = new Map<InstrumentId, Candle>()

  for (const { instrument, interval, source } of wanted) {
    let byInterval = rows.get(instrument)
    if (byInterval === undefined) rows.set(instrument, (byInterval = new Map<Interval, Row>()))
    const row = byInterval.get(interval) ?? createRow(interval)
    byInterval.set(interval, row)
    row.slots.add(source)
  }
  for (const [instrument, byInterval] of rows)
    for (const row of byInterval.values()) warmUp(row, (count) => seed(instrument, row.interval, count))

  const see = (row: Row, input: TickInput, last: number): void => {
    const at = input.exchangeAt ?? input.receivedAt
    const minuteAt = input.inferred?.openAt ?? Math.floor(at / minuteMs) * minuteMs
    if (minuteAt !== row.minuteAt) beginMinute(row, minuteAt)
    const closeAt = input.inferred?.closeAt ?? minuteAt + minuteMs
    const candle = at >= closeAt - 1 ? now.get(input.instrument) : undefined
    if (candle?.openAt === minuteAt) takeMinute(row, candle)
    else takePrice(row, last)
  }

  return {
    derived({ instrument, interval, source }, input) {
      const row = rows.get(instrument)?.get(interval)
      if (row === undefined) return null
      if (row.seen !== input) {
        row.seen = input
        if (typeof input.last === 'number') see(row, input, input.last)
      }
      const slot = row.isBegun && !row.isCut ? row.slots.of(source) : null
      return slot === null ? null : valueFor(slot, row.bar, input, row.state)
    },
    beginBar: (instrument, candle) => void now.set(instrument, candle),
    endBar(instrument, candle) {
      now.delete(instrument)
      for (const row of rows.get(instrument)?.values() ?? []) {
        if (row.minuteAt !== candle.openAt) beginMinute(row, candle.openAt)
        takeMinute(row, candle)
        setBar(row.done, row.bar)
        row.hasDone = true
      }
    },
  }
}
