/** Whether what has happened still stands, and whether a second venue agrees. */
import type { AlertMemory, ConditionMemory } from '../../../shared/alerts/memory.ts'
import type { Confirm } from '../../../shared/alerts/rule.ts'
import { toTicks } from '../../../shared/model/numbers.ts'
import { isKnown, type MarketState } from './input.ts'
import { positionOf, type ConditionWatch, type Watch } from './watch.ts'

export type Pending = NonNullable<AlertMemory['pending']>

/** Whether a condition that the input did not touch is true at `at`: a state by its last value, an edge until its bar ends. */
export function isTrue(
  watched: ConditionWatch,
  memory: ConditionMemory | undefined,
  at: number,
  market: MarketState,
): boolean {
  if (memory === undefined) return false
  if (watched.spec.kind === 'edge') return memory.trueUntil !== null && at < memory.trueUntil
  return memory.met === true && memory.last !== null && isKnown(watched, market)
}

/** Whether what is pending is still true: with ALL every condition, with ANY one of those that became true. */
export function isUpheld(
  { rule, conditions }: Watch,
  memories: readonly ConditionMemory[],
  { from }: Pending,
  at: number,
  market: MarketState,
): boolean {
  const stands = (each: ConditionWatch, place: number): boolean => {
    const memory = memories[place]
    const origin = from[place] ?? null
    if (origin === null) return rule.combine === 'all' && isTrue(each, memory, at, market)
    if (each.spec.shape === 'moment') return true
    const position = memory?.position ?? null
    return position !== null && each.spec.upheld(origin, position) && isKnown(each, market)
  }
  return rule.combine === 'all' ? conditions.every(stands) : conditions.some(stands)
}

/** Whether the second venue's last price, give or take the tolerance, lies where the first one's went. */
export function agreeing(
  { rule, conditions }: Watch,
  { second }: Pick<AlertMemory, 'second'>,
  { from }: Pending,
  confirm: Extract<Confirm, { kind: 'second-venue' }>,
  now: number,
): boolean {
  if (second === null || now - second.receivedAt > confirm.withinMs) return false
  const leeway = confirm.tolerancePercent / 100
  const agrees = (each: ConditionWatch, place: number): boolean => {
    const origin = from[place] ?? null
    if (origin === null) return rule.combine === 'all'
    return [1, 1 + leeway, 1 - leeway].some((factor) => {
      const ticks = toTicks(second.value * factor, each.grid)
      return each.spec.upheld(origin, positionOf(each.spec, ticks, each.fixed?.ticks ?? []))
    })
  }
  return rule.combine === 'all' ? conditions.every(agrees) : conditions.some(agrees)
}
