/** What tells without judging that a condition has nothing to say: by whole bars where that can be, else by single inputs. */
import type { AlertMemory, ConditionMemory } from '../../../shared/alerts/memory.ts'
import type { Input } from '../language/input.ts'
import { quietOf, type Quiet } from '../language/quiet.ts'
import type { ConditionWatch, Watch } from '../language/watch.ts'

type Gauge = {
  /** Begins anew from what is remembered. False: every input must be judged. */
  reset(condition: ConditionMemory, memory: AlertMemory): boolean
  /** What `evaluate` would have left of the condition by what was kept since. */
  after(condition: ConditionMemory): ConditionMemory
}

/** For conditions on the last price of one instrument, or on what rises and falls with it. */
export type BarGauge = Gauge & {
  /** Whose bars. */
  readonly tape: number
  /** Whether nothing happens in the bar, in whatever order its prices came. */
  holds(place: number): boolean
  /** Takes in a bar that holds. */
  keep(place: number): void
}

export type TickGauge = Gauge & {
  holds(input: Exclude<Input, { kind: 'gap' }>): boolean
  /** Takes in the input that was asked for last, and held. */
  keep(): void
}

/** The values of one condition within which nothing happens. `stand` is the condition with a plain price in the place of its value. */
export function quietOfOne(
  watched: Watch,
  stand: ConditionWatch,
  condition: ConditionMemory,
  memory: AlertMemory,
): Quiet | null {
  return quietOf({ ...watched, conditions: [stand] }, { ...memory, conditions: [condition] })
}

/** The condition as `quietOf` knows it: a price against fixed numbers, which for moving bounds is the position itself. */
export function standFor(each: ConditionWatch): ConditionWatch {
  const zeros = each.spec.shape === 'channel' ? [0, 0] : [0]
  return {
    ...each,
    condition: { ...each.condition, source: { kind: 'last' } },
    closes: null,
    ...(each.fixed === null ? { fixed: { bounds: zeros, ticks: zeros }, grid: 1 } : {}),
  }
}
