/** The candle intervals of Kraken that lie on our grid, in REST and in the stream alike. */
import type { Interval } from '../../../shared/model/interval.ts'

/** In minutes. Left out: 10080, whose weeks open on Thursday, and 21600, fifteen days that no grid of ours has. */
export const intervalMinutes = new Map<Interval, number>([
  ['1m', 1],
  ['5m', 5],
  ['15m', 15],
  ['30m', 30],
  ['1h', 60],
  ['4h', 240],
  ['1d', 1440],
])

const byMinutes = new Map(Array.from(intervalMinutes, ([interval, minutes]) => [minutes, interval]))

export function intervalOf(minutes: unknown): Interval | null {
  return typeof minutes === 'number' ? (byMinutes.get(minutes) ?? null) : null
}
