/** Whether an instrument's ticks may be judged as they come, or are held until the time before them is made up for. */
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Sight } from '../../../shared/alerts/sight.ts'
import type { TickInput } from '../language/input.ts'
import type { Missed } from './missed-inputs.ts'
import { minuteMs, type SeenAfter } from './unseen.ts'

/** `waiting`: nothing came yet since the hole began. `held`: ticks are kept back while bars are fetched. */
export type Gate =
  | { readonly state: 'live' }
  | { readonly state: 'waiting'; readonly before: Sight | null; readonly fromAt: number }
  | {
      readonly state: 'held'
      readonly before: Sight | null
      readonly fromAt: number
      readonly ticks: TickInput[]
      /** The feed broke once more while they were held. */
      isDownAgain: boolean
    }

export const liveGate: Gate = Object.freeze({ state: 'live' })

/** A hole so short, with nothing seen before it, is that of a feed that was just subscribed. */
const justArmedMs = 90_000

/** Whether there is anything to make up for, once `at` is seen. */
export function isWorthAsking({ before, fromAt }: Extract<Gate, { state: 'waiting' }>, at: number): boolean {
  return before !== null || at - fromAt > justArmedMs
}

/** How far the held ticks went in the minute of the first of them. `now` stands for a first tick where there is none. */
export function seenAfter(ticks: readonly TickInput[], now: number): SeenAfter {
  const first = ticks.find(({ last: price }) => typeof price === 'number')
  if (typeof first?.last !== 'number') return { at: now, low: Infinity, high: -Infinity, first: NaN }
  const at = first.exchangeAt ?? first.receivedAt
  const endAt = Math.floor(at / minuteMs) * minuteMs + minuteMs
  let low = first.last
  let high = first.last
  for (const { last, exchangeAt, receivedAt } of ticks) {
    if (typeof last !== 'number' || (exchangeAt ?? receivedAt) >= endAt) continue
    if (last < low) low = last
    if (last > high) high = last
  }
  return { at, low, high, first: first.last }
}

/** The first price that was held is judged with what was missed. */
export function dropFirst(ticks: TickInput[]): void {
  const place = ticks.findIndex(({ last }) => typeof last === 'number')
  if (place >= 0) ticks.splice(place, 1)
}

export function missedBy(
  instrument: InstrumentId,
  { before, fromAt, ticks }: Extract<Gate, { state: 'held' }>,
  now: number,
): Missed {
  return { instrument, before, fromAt, after: seenAfter(ticks, now) }
}
