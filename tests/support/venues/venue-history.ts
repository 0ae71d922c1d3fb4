/** The past of the scripted market as a closed form: any candle of any length is computed at once, and short candles add up to long ones. */
import { isOpenAt } from './venue-hours.ts'

export type SymbolShape = {
  /** Tells symbols apart in the seeded noise. */
  readonly key: number
  readonly kind: 'crypto' | 'stock' | 'fx'
  readonly baseTicks: number
  /** Usual volume of a minute in lots. */
  readonly lotsPerMinute: number
}

/** In whole ticks and lots; `notional` is the sum of ticks × lots. */
export type TickBar = {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly lots: number
  readonly notional: number
  readonly trades: number
}

/** Nothing is older than this. */
export const listedAt = Date.UTC(2018, 0, 1)

const minuteMs = 60_000
const blockMinutes = 15
const blockMs = blockMinutes * minuteMs

/** A 32 bit hash of two whole numbers. */
export function hash(a: number, b: number): number {
  let h = (Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b | 0, 0xc2b2ae35)) >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d)
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b)
  return (h ^ (h >>> 16)) >>> 0
}

/** Adds a later bar to an earlier one; null is no bar. */
export function addBars(earlier: TickBar | null, later: TickBar | null): TickBar | null {
  if (earlier === null) return later
  if (later === null) return earlier
  return {
    open: earlier.open,
    high: Math.max(earlier.high, later.high),
    low: Math.min(earlier.low, later.low),
    close: later.close,
    lots: earlier.lots + later.lots,
    notional: earlier.notional + later.notional,
    trades: earlier.trades + later.trades,
  }
}

// The price runs straight from knot to knot, every quarter of an hour, so that the extremes of any stretch lie at its ends or at a knot.
const knotTicks = ({ key, baseTicks }: SymbolShape, block: number): number => {
  const phase = (key % 628) / 100
  const slow = 0.3 * Math.sin(block / 5600 + phase) + 0.05 * Math.sin(block / 170 + phase * 2)
  const fast = 0.008 * Math.sin(block / 7 + phase * 3) + 0.006 * (hash(key, block) / 2 ** 32 - 0.5)
  return Math.max(20, Math.round(baseTicks * Math.exp(slow + fast)))
}

/** The price in whole ticks at any moment of the past. */
export function pathTicks(shape: SymbolShape, at: number): number {
  const block = Math.floor(at / blockMs)
  const from = knotTicks(shape, block)
  const part = (at - block * blockMs) / blockMs
  return part === 0 ? from : Math.round(from + (knotTicks(shape, block + 1) - from) * part)
}

const wickTicks = ({ baseTicks }: SymbolShape): number => Math.max(1, Math.round(baseTicks * 0.0002))

// Only minutes in the middle of a straight stretch, never two in a row, so that leaving them out moves no extreme.
const isSilent = (word: number, minute: number): boolean =>
  (minute === 3 && (word & 3) === 0) ||
  (minute === 7 && (word & 12) === 0) ||
  (minute === 11 && (word & 48) === 0)

const lotsOf = (shape: SymbolShape, word: number, minute: number): number =>
  Math.max(4, Math.round((shape.lotsPerMinute * (40 + ((word >>> 8) % 80) + minute * 3)) / 100))

const tradesOf = (minute: number): number => 2 + (minute % 3)

/** What minutes [from, to) of one block make; null where none of them traded. */
function blockBar(shape: SymbolShape, block: number, from: number, to: number): TickBar | null {
  const startAt = block * blockMs
  if (startAt < listedAt || !isOpenAt(shape.kind, startAt)) return null
  const word = hash(shape.key ^ 0x5bd1e995, block)
  let first = -1
  let last = -1
  let lots = 0
  let trades = 0
  for (let minute = from; minute < to; minute += 1) {
    if (isSilent(word, minute)) continue
    if (first < 0) first = minute
    last = minute
    lots += lotsOf(shape, word, minute)
    trades += tradesOf(minute)
  }
  if (first < 0) return null
  const open = pathTicks(shape, startAt + first * minuteMs)
  const close = pathTicks(shape, startAt + (last + 1) * minuteMs)
  const wick = wickTicks(shape)
  return {
    open,
    high: Math.max(open, close) + wick,
    low: Math.min(open, close) - wick,
    close,
    lots,
    notional: (lots * (open + close)) / 2,
    trades,
  }
}

/** A stretch inside one minute: its share of the minute's volume. */
function partOfMinute(shape: SymbolShape, fromAt: number, toAt: number): TickBar | null {
  const block = Math.floor(fromAt / blockMs)
  const minute = Math.floor((fromAt - block * blockMs) / minuteMs)
  const whole = blockBar(shape, block, minute, minute + 1)
  if (whole === null) return null
  const minuteAt = block * blockMs + minute * minuteMs
  const share = (at: number): number => Math.floor((whole.lots * (at - minuteAt)) / minuteMs)
  const lots = share(toAt) - share(fromAt)
  if (lots === 0) return null
  const open = pathTicks(shape, fromAt)
  const close = pathTicks(shape, toAt)
  const wick = wickTicks(shape)
  const high = Math.max(open, close) + wick
  return {
    open,
    high,
    low: Math.min(open, close) - wick,
    close,
    lots,
    notional: (lots * (open + close)) / 2,
    trades: 1,
  }
}

/** The bar of [fromAt, toAt): whole minutes by their start, or a stretch inside one minute. Null where nothing traded. */
export function historyBar(shape: SymbolShape, fromAt: number, toAt: number): TickBar | null {
  if (toAt <= fromAt) return null
  if (toAt - fromAt < minuteMs) {
    const minuteEnd = Math.floor(fromAt / minuteMs) * minuteMs + minuteMs
    return partOfMinute(shape, fromAt, Math.min(toAt, minuteEnd))
  }
  const first = Math.ceil(Math.max(fromAt, listedAt) / minuteMs)
  const end = Math.ceil(toAt / minuteMs)
  let bar: TickBar | null = null
  for (let minute = first; minute < end;) {
    const block = Math.floor(minute / blockMinutes)
    const from = minute - block * blockMinutes
    const to = Math.min(blockMinutes, end - block * blockMinutes)
    bar = addBars(bar, blockBar(shape, block, from, to))
    minute = (block + 1) * blockMinutes
  }
  return bar
}
