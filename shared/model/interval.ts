/** Candle intervals: their names, lengths, and where on the clock a candle of each opens. */
import { z } from 'zod'

export const intervals = [
  '1m',
  '3m',
  '5m',
  '10m',
  '15m',
  '30m',
  '1h',
  '2h',
  '4h',
  '6h',
  '12h',
  '1d',
  '3d',
  '1w',
  '1M',
] as const
export type Interval = (typeof intervals)[number]
export const intervalSchema = z.enum(intervals)

const minuteMs = 60_000
export const dayMs = 86_400_000

const lengthMs: Record<Interval, number> = {
  '1m': minuteMs,
  '3m': 3 * minuteMs,
  '5m': 5 * minuteMs,
  '10m': 10 * minuteMs,
  '15m': 15 * minuteMs,
  '30m': 30 * minuteMs,
  '1h': 60 * minuteMs,
  '2h': 120 * minuteMs,
  '4h': 240 * minuteMs,
  '6h': 360 * minuteMs,
  '12h': 720 * minuteMs,
  '1d': dayMs,
  '3d': 3 * dayMs,
  '1w': 7 * dayMs,
  '1M': 31 * dayMs,
}

// 1970-01-01 was a Thursday; weeks open on Monday 00:00 UTC.
const firstMondayMs = 4 * dayMs

/** Length in milliseconds; of a month the longest, 31 days, so that a span of so many always holds one. */
export function intervalMs(interval: Interval): number {
  return lengthMs[interval]
}

function monthAt(at: number, later: number): number {
  const date = new Date(at)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later)
}

/** When the candle that holds the moment `at` (UTC epoch ms) opens: by UTC days, weeks from Monday, calendar months. */
export function openAtOf(interval: Interval, at: number): number {
  if (interval === '1M') return monthAt(at, 0)
  const length = lengthMs[interval]
  const origin = interval === '1w' ? firstMondayMs : 0
  return Math.floor((at - origin) / length) * length + origin
}

/** When the candle after the one that opens at `openAt` opens. */
export function nextOpenAt(interval: Interval, openAt: number): number {
  return interval === '1M' ? monthAt(openAt, 1) : openAt + lengthMs[interval]
}

/** When the candle that lies `count` candles after (before, where negative) the one that holds `at` opens. */
export function shiftOpenAt(interval: Interval, at: number, count: number): number {
  const openAt = openAtOf(interval, at)
  return interval === '1M' ? monthAt(openAt, count) : openAt + count * lengthMs[interval]
}

/** How many candles have a part of their time in [`fromAt`, `toAt`). */
export function candlesIn(interval: Interval, fromAt: number, toAt: number): number {
  if (fromAt >= toAt) return 0
  if (interval !== '1M') {
    return (openAtOf(interval, toAt - 1) - openAtOf(interval, fromAt)) / lengthMs[interval] + 1
  }
  const [first, last] = [new Date(fromAt), new Date(toAt - 1)]
  const years = last.getUTCFullYear() - first.getUTCFullYear()
  return years * 12 + last.getUTCMonth() - first.getUTCMonth() + 1
}

/** Whether every candle of `longer` is made of whole candles of `shorter`: weeks and months only of what divides a day. */
export function divides(shorter: Interval, longer: Interval): boolean {
  if (shorter === longer || lengthMs[shorter] >= lengthMs[longer]) return false
  const whole = longer === '1M' || longer === '1w' ? dayMs : lengthMs[longer]
  return whole % lengthMs[shorter] === 0
}
