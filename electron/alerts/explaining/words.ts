/** Moments and values as explanations write them: short where the day is today's, prices on their grid. */
import { isPrice } from '../../../shared/alerts/sources.ts'
import { numberText } from '../../../shared/alerts/words.ts'
import { formatPrice } from '../../../shared/format/price.ts'
import { formatDateTime } from '../../../shared/format/time.ts'
import type { ConditionWatch } from '../language/watch.ts'

export type Moments = {
  /** `14:03:07`, or with its date where that is not the day of `now`. */
  second(at: number): string
  /** `14:03`. */
  minute(at: number): string
}

export function momentsAround(now: number, timeZone: string | undefined): Moments {
  const today = formatDateTime(now, timeZone).slice(0, 10)
  const second = (at: number) => {
    const text = formatDateTime(at, timeZone)
    return text.startsWith(today) ? text.slice(11) : text
  }
  return { second, minute: (at) => second(at).slice(0, -3) }
}

/** What a condition's source said: `63,998.20` on a grid of 0.01, `29.5` where there is no grid. */
export function valueText(
  { condition, grid }: Pick<ConditionWatch, 'condition' | 'grid'>,
  value: number,
): string {
  return isPrice(condition.source) ? formatPrice(value, grid) : numberText(value)
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
