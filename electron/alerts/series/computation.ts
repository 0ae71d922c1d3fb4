/** What is computed of one row of bars: each source once, however many rules watch a line of it. */
import type { Source } from '../../../shared/alerts/sources.ts'
import { createIndicator, type Bar, type Indicator, type Outputs } from '../../../shared/indicators/index.ts'
import { dayMs, intervalMs, type Interval } from '../../../shared/model/interval.ts'

/** One source on one row of bars. */
export type Computation = {
  /** Its place among the sources: the same for rules that share it. */
  readonly key: string
  readonly source: Source
  /** Its height depends on where it began: it goes on from the same bar, whatever is loaded anew. */
  readonly isAnchored: boolean
  indicator: Indicator
  /** It was given all the bars that it asks for, or all that there are. */
  isReady: boolean
  /** The bar that it began with, UTC epoch ms; null until then. */
  beganAt: number | null
  /** What `peeked` was computed for: an input, and the state of the bars at that time. */
  peekedFor: object | null
  peekedAs: number
  peeked: Outputs | null
}

/** A computation and the line of it that is asked for. */
export type Slot = { readonly computation: Computation; readonly output: string }

const volumeLine = 'value'

/** The volume of the bar itself, as if it were an indicator. */
function createVolume(): Indicator {
  let last: Outputs | null = null
  const peek = ({ volume }: Bar): Outputs => ({ [volumeLine]: volume })
  return {
    peek,
    close(bar) {
      last = peek(bar)
    },
    current: () => last,
    neededBars: 0,
    warmUpBars: 0,
  }
}

/** Null for what is not computed from bars. */
export function keyOf(source: Source): string | null {
  if (source.kind === 'volume') return 'volume'
  if (source.kind !== 'indicator') return null
  const inputs = Object.keys(source.inputs).sort()
  return `${source.name} ${inputs.map((input) => `${input}=${source.inputs[input]}`).join(' ')}`
}

export function outputOf(source: Source): string {
  return source.kind === 'indicator' ? source.output : volumeLine
}

/** Refuses inputs that no indicator can have. */
export function createIndicatorOf(source: Source, knownFromAt?: number): Indicator {
  return source.kind === 'indicator'
    ? createIndicator(source.name, source.inputs, knownFromAt)
    : createVolume()
}

export function createComputation(source: Source, key: string): Computation {
  return {
    key,
    source,
    isAnchored: source.kind === 'indicator' && source.name === 'obv',
    indicator: createIndicatorOf(source),
    isReady: false,
    beganAt: null,
    peekedFor: null,
    peekedAs: -1,
    peeked: null,
  }
}

/** How many closed bars before it needs to begin with. */
export function barsWanted({ source, indicator }: Computation, interval: Interval): number {
  if (source.kind !== 'indicator' || source.name !== 'vwap') return indicator.warmUpBars
  // One more than a day holds: the bar before may be the only one to show that the day began.
  return Math.min(indicator.warmUpBars, Math.ceil(dayMs / intervalMs(interval)) + 1)
}

/** The value with `bar` open, computed once for each input and state of the bars. */
export function valueFor(
  { computation, output }: Slot,
  bar: Bar,
  input: object,
  state: number,
): number | null {
  if (computation.peekedFor !== input || computation.peekedAs !== state) {
    computation.peeked = computation.indicator.peek(bar)
    computation.peekedFor = input
    computation.peekedAs = state
  }
  return computation.peeked?.[output] ?? null
}

export type Slots = {
  /** Each computation once. */
  readonly all: ReadonlyMap<string, Computation>
  /** The slot of a source, where it was added. */
  of(source: Source): Slot | null
  add(source: Source): Slot | null
  remove(computation: Computation): void
}

/** Finds computations by their source; by its key only the first time that this very object asks. */
export function createSlots(): Slots {
  const all = new Map<string, Computation>()
  let known = new WeakMap<Source, Slot>()
  const of = (source: Source): Slot | null => {
    const met = known.get(source)
    if (met !== undefined) return met
    const key = keyOf(source)
    const computation = key === null ? undefined : all.get(key)
    if (computation === undefined) return null
    const slot = { computation, output: outputOf(source) }
    known.set(source, slot)
    return slot
  }
  return {
    all,
    of,
    add(source) {
      const key = keyOf(source)
      if (key !== null && !all.has(key)) all.set(key, createComputation(source, key))
      return of(source)
    },
    remove({ key }) {
      all.delete(key)
      known = new WeakMap()
    },
  }
}
