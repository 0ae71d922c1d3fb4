/** How near the price came to what a rule of one level waits for. */
import type { ConditionOperator } from '../../../shared/alerts/operators.ts'
import { levelText } from '../../../shared/alerts/words.ts'
import type { Candle } from '../../../shared/model/candle.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { roundToTick } from '../../../shared/model/numbers.ts'
import type { Watch } from '../language/watch.ts'
import { valueText, type Moments } from './words.ts'

export type Threshold = { readonly instrument: InstrumentId; readonly price: number }

/** The level of a rule that is one level of one last price, or one tick beyond it where it asks for more; null for any other. */
export function thresholdOf({ conditions }: Watch): Threshold | null {
  const [each, other] = conditions
  const level = each?.fixed?.bounds[0]
  const instrument = each?.parts[0]?.instrument ?? null
  if (each === undefined || other !== undefined || level === undefined || instrument === null) return null
  const { condition, spec, grid } = each
  if (condition.source.kind !== 'last' || spec.shape !== 'level') return null
  const beyond = condition.operator === 'greater-than' ? 1 : condition.operator === 'less-than' ? -1 : 0
  return { instrument, price: roundToTick(level + beyond * grid, grid) }
}

export type Nearest = { readonly price: number; readonly at: number }

/** The traded price that came nearest, and the minute in which it did; `price` itself where it was reached. */
export function nearestOf(candles: readonly Candle[], price: number): Nearest | null {
  let found: Nearest | null = null
  for (const { high, low, openAt } of candles) {
    const near = high < price ? high : Math.max(low, price)
    if (found === null || Math.abs(near - price) < Math.abs(found.price - price))
      found = { price: near, at: openAt }
  }
  return found
}

/** Which way the price must go for it; 0: either. */
function directionOf(operator: ConditionOperator): -1 | 0 | 1 {
  if (operator === 'crossing-up' || operator === 'greater-than') return 1
  return operator === 'crossing-down' || operator === 'less-than' ? -1 : 0
}

/** `The price never reached 64,200 (nearest: 63,998.20 at 14:03).`; null where it did, stayed beyond it, or nothing is known. */
export function neverReachedText(
  watched: Watch,
  threshold: Threshold,
  nearest: Nearest | null,
  moments: Moments,
): string | null {
  const [each] = watched.conditions
  if (each === undefined || nearest === null || nearest.price === threshold.price) return null
  if (Math.sign(threshold.price - nearest.price) * directionOf(each.condition.operator) < 0) return null
  return `The price never reached ${levelText(threshold.price, each.grid)} (nearest: ${valueText(each, nearest.price)} at ${moments.minute(nearest.at)}).`
}
