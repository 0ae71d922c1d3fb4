/** The armed rules of one instrument, ordered so that a tick which can trigger nothing costs two comparisons. */
import type { Firing, Rule, RuleMemory } from '../../shared/model/alert.ts'
import { toTicks } from '../../shared/model/numbers.ts'
import type { Tick } from '../../shared/model/quote.ts'
import { evaluate, isOlder, isSettled, memoryAfterGap, memoryAt } from './evaluate.ts'
import { operatorTable } from './operators.ts'

type Entry = { rule: Rule; memory: RuleMemory }

/** A rule that fired or expired: as it is now, what it remembers, and the evidence where it fired. */
export type RuleOutcome = {
  readonly rule: Rule
  readonly memory: RuleMemory
  readonly firing: Firing['evidence'] | null
}

export type RuleIndex = {
  /** Gives exactly the firings that evaluating every rule would. The list is empty for almost every tick. */
  onTick(tick: Tick): readonly RuleOutcome[]
  /** Adds or replaces an armed rule. */
  put(rule: Rule, memory: RuleMemory): void
  remove(id: string): void
  /** Forgets the tick before, for all rules. */
  onGap(): void
  /** What the rule remembers now; undefined for a rule that is not here. */
  memory(id: string): RuleMemory | undefined
  size(): number
}

const nothing: readonly RuleOutcome[] = Object.freeze([])

type Threshold = { readonly at: number; readonly entry: Entry }

/** Thresholds in ascending ticks, with the rule behind each. */
function createThresholds() {
  let sorted: Threshold[] = []
  /** How many thresholds are below `value`. */
  const below = (value: number): number => {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((sorted[middle]?.at ?? Infinity) < value) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    below,
    /** The threshold at a place, or `otherwise` past either end. */
    at: (place: number, otherwise: number) => sorted[place]?.at ?? otherwise,
    between: (from: number, to: number) => sorted.slice(from, to).map(({ entry }) => entry),
    add(added: readonly Threshold[]) {
      // One by one is cheapest for a few; after a gap all of them come at once.
      if (added.length > 16) sorted = [...sorted, ...added].sort((a, b) => a.at - b.at)
      else for (const threshold of added) sorted.splice(below(threshold.at), 0, threshold)
    },
    remove(at: number, entry: Entry) {
      let place = below(at)
      while (place < sorted.length && sorted[place]?.entry !== entry) place += 1
      sorted.splice(place, 1)
    },
    clear: () => void (sorted = []),
  }
}

export function createRuleIndex(tickSize: number): RuleIndex {
  const entries = new Map<string, Entry>()
  const ups = createThresholds()
  const downs = createThresholds()
  /** Rules whose next tick must be judged by the evaluator whatever its price. */
  const unsettled = new Set<Entry>()
  let last: Tick | null = null
  // Strictly between these two prices nothing can happen.
  let quietAbove = Infinity
  let quietBelow = -Infinity

  /**
   * Between two neighbouring thresholds every rule keeps its side. An upward threshold U divides U − 1 from U, a
   * downward one D divides D from D + 1; the bounds keep a quarter of a tick clear of the half where rounding turns, so
   * that a price inside them rounds to the same side whatever its binary dust.
   */
  const setBounds = () => {
    if (last === null || unsettled.size > 0) {
      quietAbove = Infinity
      quietBelow = Infinity
      return
    }
    const now = toTicks(last.price, tickSize)
    const firstUp = ups.below(now + 1)
    const firstDown = downs.below(now)
    const above = Math.min(ups.at(firstUp, Infinity) - 0.75, downs.at(firstDown, Infinity) + 0.25)
    const under = Math.max(ups.at(firstUp - 1, -Infinity) - 0.25, downs.at(firstDown - 1, -Infinity) + 0.75)
    quietAbove = above * tickSize
    quietBelow = under * tickSize
  }

  const thresholdsOf = ({ rule }: Entry) => {
    const { up, down } = operatorTable[rule.operator]
    const level = toTicks(rule.level, tickSize)
    return { up: up === null ? null : level + up, down: down === null ? null : level + down }
  }

  /** Moves those of the entries that are settled now from the unsettled ones to their thresholds. */
  const settle = (judged: readonly Entry[]) => {
    const addedUps: Threshold[] = []
    const addedDowns: Threshold[] = []
    for (const entry of judged) {
      if (!unsettled.has(entry) || !isSettled(entry.rule, entry.memory, tickSize)) continue
      unsettled.delete(entry)
      const { up, down } = thresholdsOf(entry)
      if (up !== null) addedUps.push({ at: up, entry })
      if (down !== null) addedDowns.push({ at: down, entry })
    }
    ups.add(addedUps)
    downs.add(addedDowns)
  }

  const drop = (entry: Entry) => {
    entries.delete(entry.rule.id)
    if (unsettled.delete(entry)) return
    const { up, down } = thresholdsOf(entry)
    if (up !== null) ups.remove(up, entry)
    if (down !== null) downs.remove(down, entry)
  }

  const currentMemory = (entry: Entry): RuleMemory =>
    last !== null && !unsettled.has(entry) ? memoryAt(entry.rule, entry.memory, last, tickSize) : entry.memory

  const candidates = (before: Tick | null, tick: Tick): Entry[] => {
    const found = [...unsettled]
    if (before === null) return found
    const from = toTicks(before.price, tickSize)
    const to = toTicks(tick.price, tickSize)
    if (to > from) return found.concat(ups.between(ups.below(from + 1), ups.below(to + 1)))
    if (to < from) return found.concat(downs.between(downs.below(to), downs.below(from)))
    return found
  }

  const judge = (tick: Tick): readonly RuleOutcome[] => {
    if (!Number.isFinite(tick.price)) return nothing
    const outcomes: RuleOutcome[] = []
    const judged = candidates(last, tick)
    for (const entry of judged) {
      const { state, memory, firing } = evaluate(entry.rule, currentMemory(entry), tick, {
        stale: false,
        tickSize,
      })
      entry.memory = memory
      if (state !== entry.rule.state) {
        drop(entry)
        entry.rule = { ...entry.rule, state }
      }
      if (firing !== null || state !== 'armed') outcomes.push({ rule: entry.rule, memory, firing })
    }
    settle(judged)
    last = tick
    setBounds()
    return outcomes
  }

  const remove = (id: string) => {
    const entry = entries.get(id)
    if (entry !== undefined) drop(entry)
    setBounds()
  }

  return {
    onTick(tick) {
      if (isOlder(tick, last)) return nothing
      if (tick.price < quietAbove && tick.price > quietBelow) {
        last = tick
        return nothing
      }
      return judge(tick)
    },
    put(rule, memory) {
      remove(rule.id)
      const entry: Entry = { rule, memory }
      entries.set(rule.id, entry)
      unsettled.add(entry)
      setBounds()
    },
    remove,
    onGap() {
      for (const entry of entries.values()) {
        entry.memory = memoryAfterGap(currentMemory(entry))
        unsettled.add(entry)
      }
      ups.clear()
      downs.clear()
      last = null
      setBounds()
    },
    memory: (id) => {
      const entry = entries.get(id)
      return entry === undefined ? undefined : currentMemory(entry)
    },
    size: () => entries.size,
  }
}
