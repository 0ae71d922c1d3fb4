/** The bars of one instrument and interval as they are now, with all that is computed of them: pure, no history, no timers. */
import type { Source } from '../../../shared/alerts/sources.ts'
import type { Bar } from '../../../shared/indicators/index.ts'
import type { Candle } from '../../../shared/model/candle.ts'
import { nextOpenAt, type Interval } from '../../../shared/model/interval.ts'
import type { TickInput } from '../language/input.ts'
import {
  barsWanted,
  createIndicatorOf,
  createSlots,
  valueFor,
  type Computation,
  type Slot,
} from './computation.ts'

export type Loaded = {
  /** Closed bars that open in [`knownFromAt`, `toAt`), ascending: all that there are. */
  readonly bars: readonly Bar[]
  readonly knownFromAt: number
  readonly toAt: number
  /** How many bars were asked for: what needs more is not ready yet. */
  readonly asked: number
}

export type BarRow = {
  /** Whether all bars up to the open one are known. */
  isSure(): boolean
  /** Up to when bars are to be loaded: from there on they were seen. Null where none was seen yet. */
  seenFromAt(): number | null
  /** Closed bars. */
  count(): number
  /** When the earliest bar opened that something must begin with again; null for nothing. */
  anchoredAt(): number | null
  /** Bars that the sources ask for; null where none has anything to do with closed bars. */
  wanted(): number | null
  slotOf(source: Source): Slot | null
  /** Throws what `createIndicator` refuses. Null: it is not computed from bars. Not ready: more bars are to be loaded. */
  add(source: Source): Slot | null
  remove(computation: Computation): void
  /** The candle as it is now. False: bars are missing before it. */
  take(candle: Candle): boolean
  /** What is to be known before the bars that were seen; a hole after `toAt` stays one. */
  load(loaded: Loaded): void
  /** The closed bars may have a hole: no values until they were loaded anew. */
  distrust(): void
  /** Nothing that was seen holds. */
  forget(): void
  /** With the open bar as it is after `input`; null while there is none to be trusted. */
  value(source: Source, input: TickInput): number | null
}

type Open = { -readonly [Field in keyof Bar]: Bar[Field] }

/** Bars that are kept beyond those asked for, so that the oldest are dropped now and then, not with each new one. */
const spareBars = 1000

function isSame(left: Bar, right: Bar): boolean {
  return (
    left.open === right.open &&
    left.high === right.high &&
    left.low === right.low &&
    left.close === right.close &&
    left.volume === right.volume
  )
}

function barOf({ openAt, open, high, low, close, volume }: Bar): Open {
  return { openAt, open, high, low, close, volume }
}

export function createBarRow(interval: Interval): BarRow {
  const slots = createSlots()
  let closed: Bar[] = []
  let open: Open | null = null
  let openEndAt = 0
  /** No event told of the open bar: a tick was first. */
  let isGuess = false
  /** The open bar has closed, and none has opened after it. */
  let isFinal = false
  /** All bars before are known, or lie in a hole that is known. */
  let knownToAt: number | null = null
  let knownFromAt = Infinity
  /** The bar after a hole. */
  let holeToAt: number | null = null
  let isSure = false
  let asked = 0
  /** Counts changes: what was computed before one is not asked again. */
  let state = 0
  let seen: TickInput | null = null
  let isIn = false

  const feed = (computation: Computation, bar: Bar): void => {
    if (computation.isAnchored) {
      computation.beganAt ??= bar.openAt
      if (bar.openAt < computation.beganAt) return
    }
    computation.indicator.close(bar)
  }
  const recompute = (computation: Computation): void => {
    computation.indicator = createIndicatorOf(computation.source, knownFromAt)
    computation.isReady = barsWanted(computation, interval) <= asked
    if (computation.isReady) for (const bar of closed) feed(computation, bar)
  }
  const recomputeAll = (): void => {
    for (const computation of slots.all.values()) recompute(computation)
  }
  const anchoredAt = (): number | null => {
    let first: number | null = null
    for (const { isAnchored, beganAt } of slots.all.values())
      if (isAnchored && beganAt !== null) first = Math.min(first ?? beganAt, beganAt)
    return first
  }

  const setOpen = (bar: Open | null): void => {
    open = bar
    openEndAt = bar === null ? 0 : nextOpenAt(interval, bar.openAt)
    isGuess = false
    isFinal = false
  }
  const closeOpen = (bar: Open): void => {
    closed.push(bar)
    knownToAt = openEndAt
    setOpen(null)
    if (isSure) for (const computation of slots.all.values()) if (computation.isReady) feed(computation, bar)
    if (closed.length <= asked + spareBars || anchoredAt() !== null) return
    closed = closed.slice(-asked - 1)
    knownFromAt = closed[0]?.openAt ?? knownFromAt
  }
  /** A later version of a bar that has closed: the last, nearly always. */
  const correct = (candle: Candle): void => {
    const place = closed.findLastIndex(({ openAt }) => openAt <= candle.openAt)
    const before = closed[place]
    if (before === undefined || before.openAt !== candle.openAt || isSame(before, candle)) return
    closed[place] = barOf(candle)
    if (isSure) recomputeAll()
  }

  /** Takes the price of an input in, where its candle has not come yet. False: the bars up to it are not known. */
  const see = (price: number, at: number): boolean => {
    if (open === null) return false
    if (at >= openEndAt) {
      if (isGuess || at >= nextOpenAt(interval, openEndAt)) return false
      const openAt = openEndAt
      closeOpen(open)
      setOpen({ openAt, open: price, high: price, low: price, close: price, volume: 0 })
      isGuess = true
      state += 1
      return true
    }
    if (at < open.openAt || isFinal || open.close === price) return true
    if (price > open.high) open.high = price
    if (price < open.low) open.low = price
    open.close = price
    state += 1
    return true
  }

  return {
    isSure: () => isSure,
    seenFromAt: () => (isGuess ? closed.at(-1)?.openAt : open?.openAt) ?? null,
    count: () => closed.length,
    anchoredAt,
    wanted() {
      let most: number | null = null
      for (const computation of slots.all.values())
        if (computation.source.kind === 'indicator')
          most = Math.max(most ?? 0, barsWanted(computation, interval))
      return most
    },
    slotOf: slots.of,
    add(source) {
      const slot = slots.add(source)
      if (slot !== null && isSure && !slot.computation.isReady) recompute(slot.computation)
      return slot
    },
    remove: slots.remove,
    take(candle) {
      const at = open?.openAt ?? knownToAt ?? -Infinity
      state += 1
      if (candle.openAt < at) {
        correct(candle)
        return true
      }
      if (open !== null && candle.openAt > at && !isGuess) closeOpen(open)
      const isHole = knownToAt !== null && candle.openAt > knownToAt
      setOpen(barOf(candle))
      isFinal = candle.closed
      knownToAt = candle.openAt
      if (!isHole) return true
      isSure = false
      holeToAt = candle.openAt
      return false
    },
    load(loaded) {
      const { toAt } = loaded
      const later = closed.filter(({ openAt }) => openAt >= toAt)
      closed = [...loaded.bars.filter(({ openAt }) => openAt < toAt), ...later]
      knownToAt ??= toAt
      isSure = holeToAt === null || holeToAt <= toAt
      if (isSure) holeToAt = null
      knownFromAt = loaded.knownFromAt
      asked = loaded.asked
      state += 1
      recomputeAll()
    },
    distrust() {
      isSure = false
    },
    forget() {
      isSure = false
      closed = []
      setOpen(null)
      knownToAt = null
      holeToAt = null
    },
    value(source, input) {
      const slot = slots.of(source)
      if (slot === null) return null
      if (seen !== input) {
        seen = input
        isIn = typeof input.last !== 'number' || see(input.last, input.exchangeAt ?? input.receivedAt)
      }
      if (!isIn || open === null) return null
      // The volume of a bar is its own; what a tick traded it does not tell.
      const isKnown = source.kind === 'volume' ? !isGuess : isSure && slot.computation.isReady
      return isKnown ? valueFor(slot, open, input, state) : null
    },
  }
}
