/** The value of a condition and what it is compared with, input by input, as `read` has them: without making anything for it. */
import type { ConditionMemory, Sample } from '../../../shared/alerts/memory.ts'
import { toTicks } from '../../../shared/model/numbers.ts'
import type { MarketState, Series, TickInput } from '../language/input.ts'
import type { ConditionWatch, Expression, Part } from '../language/watch.ts'

/** What was told of a condition up to some input. `tickBounds` are its bounds in whole steps. */
export type State = {
  value: number
  at: number
  readonly bounds: number[]
  readonly tickBounds: number[]
  readonly parts: Float64Array
  readonly partsAt: Float64Array
}

export type Meter = {
  /** Begins with what is remembered. False: it is not known in full. */
  begin(condition: ConditionMemory): boolean
  readonly kept: State
  /** Takes a price into `next`: whether it is about the condition at all, and whether all is known. */
  take(input: TickInput): 'other' | 'known' | 'unknown'
  readonly next: State
  /** `next` is kept. */
  keep(): void
  /** The parts as they are remembered. */
  parts(condition: ConditionMemory): ConditionMemory['parts']
}

/** Whether its forms are those that bars have: no bid, no ask, no age. */
export function canMeter({ parts }: ConditionWatch): boolean {
  return parts.every(({ kind }) => kind === 'last' || kind === 'derived')
}

function combined({ form }: Expression, first: number, second: number): number {
  if (form === 'ratio') return first / second
  return form === 'difference' ? first - second : first
}

function seriesOf({ kind, instrument, interval, source }: Part): Series | null {
  return kind === 'derived' && instrument !== null && interval !== null
    ? { instrument, interval, source }
    : null
}

function newState(partCount: number, boundCount: number): State {
  return {
    value: NaN,
    at: NaN,
    bounds: Array.from({ length: boundCount }, () => NaN),
    tickBounds: Array.from({ length: boundCount }, () => NaN),
    parts: new Float64Array(partCount).fill(NaN),
    partsAt: new Float64Array(partCount).fill(NaN),
  }
}

function copyState(from: State, to: State): void {
  to.value = from.value
  to.at = from.at
  for (let place = 0; place < from.bounds.length; place += 1) {
    to.bounds[place] = from.bounds[place] ?? NaN
    to.tickBounds[place] = from.tickBounds[place] ?? NaN
  }
  for (let place = 0; place < from.parts.length; place += 1) {
    to.parts[place] = from.parts[place] ?? NaN
    to.partsAt[place] = from.partsAt[place] ?? NaN
  }
}

export function createMeter(each: ConditionWatch, market: MarketState): Meter {
  const { parts, left, operands, grid, plain, fixed } = each
  const series = parts.map(seriesOf)
  const kept = newState(parts.length, operands.length)
  const next = newState(parts.length, operands.length)
  const secondOf = ({ parts: own }: Expression, place: number) =>
    own.length > 1 ? (next.parts[place + 1] ?? NaN) : NaN

  /** The value and the bounds of `next` from its parts; false where one of them is no number. */
  const compute = (): boolean => {
    next.value = combined(left, next.parts[0] ?? NaN, secondOf(left, 0))
    if (!Number.isFinite(next.value)) return false
    if (fixed !== null) return true
    let place = left.parts.length
    for (let index = 0; index < operands.length; index += 1) {
      const operand = operands[index] ?? NaN
      let bound: number
      if (typeof operand === 'number') bound = operand
      else {
        bound = combined(operand, next.parts[place] ?? NaN, secondOf(operand, place))
        place += operand.parts.length
      }
      if (!Number.isFinite(bound)) return false
      next.bounds[index] = bound
      next.tickBounds[index] = toTicks(bound, grid)
    }
    return true
  }

  return {
    kept,
    next,
    begin(condition) {
      const known = (place: number): Sample | null =>
        plain ? condition.last : (condition.parts[place] ?? null)
      kept.value = condition.last?.value ?? NaN
      kept.at = condition.last?.receivedAt ?? NaN
      for (let place = 0; place < parts.length; place += 1) {
        kept.parts[place] = known(place)?.value ?? NaN
        kept.partsAt[place] = known(place)?.receivedAt ?? NaN
      }
      if (fixed !== null) {
        fixed.bounds.forEach((bound, place) => (kept.bounds[place] = bound))
        fixed.ticks.forEach((ticks, place) => (kept.tickBounds[place] = ticks))
      }
      copyState(kept, next)
      return plain || condition.parts.length === parts.length
    },
    take(input) {
      let isOther = true
      for (let place = 0; place < parts.length; place += 1) {
        if (parts[place]?.instrument !== input.instrument) continue
        isOther = false
        const of = series[place] ?? null
        const value = of === null ? input.last : market.derived(of, input)
        if (typeof value !== 'number' || !Number.isFinite(value)) return 'unknown'
        next.parts[place] = value
        next.partsAt[place] = input.receivedAt
      }
      if (isOther) return 'other'
      next.at = input.receivedAt
      return compute() ? 'known' : 'unknown'
    },
    keep: () => copyState(next, kept),
    parts(condition) {
      if (plain) return condition.parts
      return condition.parts.map((part, place) => {
        const [value, at] = [kept.parts[place] ?? NaN, kept.partsAt[place] ?? NaN]
        return Number.isNaN(value) ? part : { value, exchangeAt: at, receivedAt: at }
      })
    },
  }
}
