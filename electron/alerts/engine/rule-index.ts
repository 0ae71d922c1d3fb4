/** The settled rules of one instrument, ordered so that a price which can trigger nothing costs two comparisons. */
import type { AlertMemory, Sample } from '../../../shared/alerts/memory.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { toTicks } from '../../../shared/model/numbers.ts'
import type { MarketState, TickInput } from '../language/input.ts'
import { memoryAfterQuiet, quietOf } from '../language/quiet.ts'
import { slots, type Entry } from './entry.ts'
import { createQueue } from './queue.ts'

export type RuleIndex = {
  /** Whether nothing settled can happen by it. The price is then taken for the last, where it counts at all. */
  isQuiet(tick: TickInput): boolean
  /** Whether it counts: a number, of fresh prices, not before the last. */
  accepts(tick: TickInput): boolean
  /** Takes the entries whose quiet range the price leaves; they are to be judged, and then settled again. */
  takeTriggered(tick: TickInput, taken: Entry[]): void
  setLast(tick: TickInput): void
  lastTick(): TickInput | null
  /** Keeps the entry where it is quiet around the last price; answers whether it is. */
  settle(entry: Entry): boolean
  unsettle(entry: Entry): void
  /** What it remembers with the last price taken in. */
  memoryOf(entry: Entry): AlertMemory
  /** Forgets the last price. Nothing is settled any more: the caller settles anew. */
  forget(): void
}

function sampleOf({ last, exchangeAt, receivedAt }: TickInput): Sample {
  return { value: last ?? NaN, exchangeAt, receivedAt }
}

export function createRuleIndex(instrument: InstrumentId, market: MarketState): RuleIndex {
  // Each entry lies in one by the end of its range and in the other by its beginning, negated to have the highest first.
  const tops = createQueue<Entry>(slots.top)
  const bottoms = createQueue<Entry>(slots.bottom)
  let last: TickInput | null = null
  let tickSize = 1
  // Strictly between these two prices nothing can happen.
  let quietAbove = Infinity
  let quietBelow = -Infinity

  /** A quarter of a tick clear of where rounding turns: a price between rounds into every range whatever its binary dust. */
  const setBounds = () => {
    quietAbove = (tops.first() + 0.25) * tickSize
    quietBelow = (-bottoms.first() - 0.25) * tickSize
  }
  const isOlder = (tick: TickInput) =>
    last !== null && tick.exchangeAt !== null && last.exchangeAt !== null && tick.exchangeAt < last.exchangeAt

  const isLast = (sample: Sample | null) =>
    sample !== null &&
    last !== null &&
    sample.value === last.last &&
    sample.exchangeAt === last.exchangeAt &&
    sample.receivedAt === last.receivedAt
  const isCurrent = ({ memory }: Entry) => memory.conditions.every((condition) => isLast(condition.last))

  return {
    isQuiet(tick) {
      const { last: price } = tick
      if (typeof price !== 'number' || !(price < quietAbove && price > quietBelow)) return false
      if (!isOlder(tick) && !market.stale(instrument)) last = tick
      return true
    },
    accepts: (tick) => Number.isFinite(tick.last) && !isOlder(tick) && !market.stale(instrument),
    takeTriggered(tick, taken) {
      const now = toTicks(tick.last ?? NaN, tickSize)
      tops.take(now, false, taken)
      bottoms.take(-now, false, taken)
    },
    setLast(tick) {
      last = tick
      setBounds()
    },
    lastTick: () => last,
    settle(entry) {
      // Another last price than the others have (what was loaded may be newer) says otherwise what is older.
      const quiet = isCurrent(entry) ? quietOf(entry.watch, entry.memory) : null
      entry.isSettled = quiet !== null
      tops.set(entry, quiet?.toTicks ?? Infinity)
      bottoms.set(entry, -(quiet?.fromTicks ?? -Infinity))
      tickSize = entry.watch.conditions[0]?.grid ?? tickSize
      setBounds()
      return entry.isSettled
    },
    unsettle(entry) {
      entry.isSettled = false
      tops.remove(entry)
      bottoms.remove(entry)
      setBounds()
    },
    memoryOf: (entry) =>
      entry.isSettled && last !== null && !isCurrent(entry)
        ? memoryAfterQuiet(entry.watch, entry.memory, sampleOf(last))
        : entry.memory,
    forget() {
      last = null
      tops.clear()
      bottoms.clear()
      setBounds()
    },
  }
}
