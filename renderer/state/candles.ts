/** The window of candles that a chart holds: at most 5,000 around the view, paged at both ends, moved by live updates. */
import type { EventPayload } from '../../shared/contract/events.ts'
import type { Candle, Gap } from '../../shared/model/candle.ts'
import type { BridgeClient } from '../bridge/client-types.ts'

/** Every chart's cost of a live update grows with the candles it holds; this many keep it well under a frame. */
export const windowCapacity = 5000

/** Dropped at once when the live edge outgrows the window, so that not every new bar rebuilds the chart. */
const liveTrim = 500

export type CandlePage = {
  readonly candles: readonly Candle[]
  readonly gaps: readonly Gap[]
  readonly more: boolean
  /** What a reader must know of these candles; see the contract. */
  readonly note?: string | null
}

export type CandleWindow = {
  /** Ascending by `openAt`, each once. */
  readonly candles: readonly Candle[]
  /** Ascending, not touching each other. */
  readonly gaps: readonly Gap[]
  /** Whether the venue has older candles than the first. */
  readonly olderMore: boolean
  /** Whether newer candles than the last were dropped: then live updates do not belong here. */
  readonly newerMore: boolean
  readonly note: string | null
}

export const emptyWindow: CandleWindow = {
  candles: [],
  gaps: [],
  olderMore: false,
  newerMore: false,
  note: null,
}

/** Two ascending lists as one, ascending, each `openAt` once; `fresh` wins, but never reopens a closed candle. */
export function mergeCandles(old: readonly Candle[], fresh: readonly Candle[]): readonly Candle[] {
  if (fresh.length === 0) return old
  const merged: Candle[] = []
  let i = 0
  let j = 0
  for (;;) {
    const a = old[i]
    const b = fresh[j]
    if (a === undefined && b === undefined) return merged
    if (b === undefined || (a !== undefined && a.openAt < b.openAt)) {
      // One of the two is there (checked above), and `b` missing or later means that it is `a`.
      merged.push(a as Candle)
      i += 1
    } else if (a === undefined || b.openAt < a.openAt) {
      merged.push(b)
      j += 1
    } else {
      merged.push(a.closed && !b.closed ? a : b)
      i += 1
      j += 1
    }
  }
}

/** Gaps as a union: sorted, and joined where they touch or overlap. */
export function mergeGaps(gaps: readonly Gap[]): readonly Gap[] {
  const joined: Gap[] = []
  for (const gap of gaps.toSorted((a, b) => a.fromAt - b.fromAt)) {
    const last = joined.at(-1)
    if (last !== undefined && gap.fromAt <= last.toAt) {
      joined[joined.length - 1] = { fromAt: last.fromAt, toAt: Math.max(last.toAt, gap.toAt) }
    } else joined.push(gap)
  }
  return joined
}

/** Only gaps that still lie between, or right beside, the candles held. */
function gapsWithin(gaps: readonly Gap[], candles: readonly Candle[]): readonly Gap[] {
  const first = candles[0]
  return first === undefined ? gaps : gaps.filter((gap) => gap.toAt > first.openAt)
}

function gapsBefore(gaps: readonly Gap[], candles: readonly Candle[]): readonly Gap[] {
  const last = candles.at(-1)
  return last === undefined ? gaps : gaps.filter((gap) => gap.fromAt < last.openAt)
}

/** The window of a first answer: the newest candles. */
export function openWindow(page: CandlePage, capacity = windowCapacity): CandleWindow {
  const candles = mergeCandles([], page.candles).slice(-capacity)
  return {
    candles,
    gaps: mergeGaps(gapsWithin(page.gaps, candles)),
    olderMore: page.more || candles.length < page.candles.length,
    newerMore: false,
    note: page.note ?? null,
  }
}

/** An older page put in front; what exceeds `capacity` is dropped at the new end. */
export function prependPage(window: CandleWindow, page: CandlePage, capacity = windowCapacity): CandleWindow {
  const all = mergeCandles(window.candles, page.candles)
  const candles = all.length > capacity ? all.slice(0, capacity) : all
  const dropped = all.length > candles.length
  const gaps = mergeGaps([...window.gaps, ...page.gaps])
  return {
    candles,
    gaps: dropped ? gapsBefore(gaps, candles) : gaps,
    // An empty answer that says "more" would be asked for for ever.
    olderMore: page.more && all.length > window.candles.length,
    newerMore: window.newerMore || dropped,
    note: page.note ?? window.note,
  }
}

/**
 * A newer page put behind; what exceeds `capacity` is dropped at the old end.
 * `atEdge`: the page reaches the newest candle there is.
 */
export function appendPage(
  window: CandleWindow,
  page: Pick<CandlePage, 'candles' | 'gaps'>,
  atEdge: boolean,
  capacity = windowCapacity,
): CandleWindow {
  const all = mergeCandles(window.candles, page.candles)
  const candles = all.slice(-capacity)
  return {
    candles,
    gaps: mergeGaps(gapsWithin([...window.gaps, ...page.gaps], candles)),
    olderMore: window.olderMore || all.length > candles.length,
    newerMore: !atEdge,
    note: window.note,
  }
}

export type LiveChange = {
  readonly window: CandleWindow
  /**
   * `moved`: the last candle changed. `opened`: one was added. `rebuilt`: the old end was cut too, so the whole window is
   * to be drawn again. `ignored`: it does not belong here (not at the live edge, or older than what is held).
   */
  readonly effect: 'moved' | 'opened' | 'rebuilt' | 'ignored'
  /** Bars before this one may be missing or not final: ask for the last few again. */
  readonly unsettled: boolean
}

/** A live candle taken in. `lengthMs` is the interval's. */
export function applyLive(
  window: CandleWindow,
  candle: Candle,
  lengthMs: number,
  capacity = windowCapacity,
): LiveChange {
  const last = window.candles.at(-1)
  if (window.newerMore || (last !== undefined && candle.openAt < last.openAt)) {
    return { window, effect: 'ignored', unsettled: false }
  }
  if (last !== undefined && candle.openAt === last.openAt) {
    if (last.closed && !candle.closed) return { window, effect: 'ignored', unsettled: false }
    return {
      window: { ...window, candles: [...window.candles.slice(0, -1), candle] },
      effect: 'moved',
      unsettled: false,
    }
  }
  const unsettled = last !== undefined && (!last.closed || candle.openAt > last.openAt + lengthMs)
  const all = [...window.candles, candle]
  if (all.length <= capacity) return { window: { ...window, candles: all }, effect: 'opened', unsettled }
  const candles = all.slice(-(capacity - Math.min(liveTrim, capacity - 1)))
  return {
    window: { ...window, candles, gaps: gapsWithin(window.gaps, candles), olderMore: true },
    effect: 'rebuilt',
    unsettled,
  }
}

/**
 * A fresh answer over the end of the window, or over all of it after a gap was filled: candles are merged, and gaps
 * inside the answered time are replaced by the answer's.
 */
export function refreshWindow(
  window: CandleWindow,
  page: CandlePage,
  capacity = windowCapacity,
): CandleWindow {
  const first = page.candles[0]
  if (first === undefined) return { ...window, gaps: mergeGaps([...window.gaps, ...page.gaps]) }
  const held = window.candles.at(-1)
  // An answer that begins after what is held would leave an unmarked hole between the two: start over from it.
  if (held !== undefined && first.openAt > held.openAt && page.more) return openWindow(page, capacity)
  const kept = window.gaps.filter((gap) => gap.toAt <= first.openAt)
  const cut = window.gaps
    .filter((gap) => gap.fromAt < first.openAt && gap.toAt > first.openAt)
    .map((gap) => ({ fromAt: gap.fromAt, toAt: first.openAt }))
  return appendPage({ ...window, gaps: [...kept, ...cut] }, page, !window.newerMore, capacity)
}

/** Index of the candle that holds the moment `at`, or -1: before the first, or later than its own length after it. */
export function candleIndexAt(
  candles: readonly { readonly openAt: number }[],
  at: number,
  lengthMs: number,
): number {
  let low = 0
  let high = candles.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const candle = candles[middle]
    if (candle === undefined) return -1
    if (candle.openAt <= at) low = middle + 1
    else high = middle - 1
  }
  const found = candles[high]
  return found !== undefined && at < found.openAt + lengthMs ? high : -1
}

type CandleEvent = EventPayload<'candles'>

const listeners = new Set<(event: CandleEvent) => void>()

/** Hands the bridge's candle events to whoever listens here; answers the undo. Once for a window, beside `startSync`. */
export function connectCandles(client: Pick<BridgeClient, 'on'>): () => void {
  return client.on('candles', (event) => {
    for (const listener of listeners) listener(event)
  })
}

/** Candle events of every subscribed series; answers the undo. */
export function listenCandles(listener: (event: CandleEvent) => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
