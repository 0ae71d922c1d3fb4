/** What a one-minute bar tells of the part of it that nobody saw: only what is certain to have happened there. */
import type { Candle } from '../../../shared/model/candle.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { ClockInput, TickInput } from '../language/input.ts'
import { pathOf } from '../language/walk-bar.ts'

export const minuteMs = 60_000

/** What was seen at the beginning of the bar: up to `at`, and how far the price went until then. */
export type SeenBefore = { readonly at: number; readonly low: number; readonly high: number }
/** What was seen at its end: from `at` on, beginning with `first`. */
export type SeenAfter = SeenBefore & { readonly first: number }

/**
 * The inputs that stand for the unseen part, in order; they end with a clock where the bar's close was not seen. All but the close
 * are dated at once after what was seen: a rule that fired later in the bar knows more, and is not judged on them again. A price beyond everything that was seen must have been traded in the part that was not. The open belongs to it
 * where the beginning was not seen, the close where the end was not; the order of the extremes is that of a whole bar.
 */
export function unseenOf(
  instrument: InstrumentId,
  candle: Candle,
  before: SeenBefore | null,
  after: SeenAfter | null,
): (TickInput | ClockInput)[] {
  const { openAt, open, high, low, close } = candle
  const closeAt = openAt + minuteMs
  const fromAt = before === null ? openAt : Math.min(before.at + 1, closeAt - 1)
  const lastAt = after === null ? closeAt - 1 : Math.max(fromAt, after.at - 1)
  const seenHigh = Math.max(before?.high ?? -Infinity, after?.high ?? -Infinity)
  const seenLow = Math.min(before?.low ?? Infinity, after?.low ?? Infinity)
  const ends = { open: before === null ? open : null, close: after === null ? close : null }
  const order = pathOf({ ...candle, close: after?.first ?? close })
  const isHighFirst = order[1] === high && high !== low
  const extremes = [high > seenHigh ? high : null, low < seenLow ? low : null]
  if (!isHighFirst) extremes.reverse()
  const prices = [ends.open, ...extremes, ends.close].filter((price) => price !== null)
  const inferred = { openAt, closeAt, low, high }
  const inputs = prices.map((last, place): TickInput | ClockInput => {
    const isClose = after === null && place === prices.length - 1
    const at = isClose ? closeAt - 1 : Math.min(lastAt, fromAt + place)
    return { kind: 'tick', instrument, exchangeAt: at, receivedAt: at, last, inferred }
  })
  if (after === null) inputs.push({ kind: 'clock', at: closeAt, inferred })
  return inputs
}
