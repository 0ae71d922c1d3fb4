/** Candle intervals: their names, lengths, and where on the clock a candle of each opens. */
import { z } from 'zod'

export const intervals = ['1m', '5m', '15m', '1h', '4h', '1d', '1w'] as const
export type Interval = (typeof intervals)[number]
export const intervalSchema = z.enum(intervals)

const minuteMs = 60_000
export const dayMs = 86_400_000

const lengthMs: Record<Interval, number> = {
  '1m': minuteMs,
  '5m': 5 * minuteMs,
  '15m': 15 * minuteMs,
  '1h': 60 * minuteMs,
  '4h': 240 * minuteMs,
  '1d': dayMs,
  '1w': 7 * dayMs,
}

// 1970-01-01 was a Thursday; weeks open on Monday 00:00 UTC, as every venue's do.
const firstMondayMs = 4 * dayMs

/** Length in milliseconds. */
export function intervalMs(interval: Interval): number {
  return lengthMs[interval]
}

/** When the candle that holds the moment `at` (UTC epoch ms) opens. */
export function openAtOf(interval: Interval, at: number): number {
  const length = lengthMs[interval]
  const origin = interval === '1w' ? firstMondayMs : 0
  return Math.floor((at - origin) / length) * length + origin
}

/** When the candle after the one that opens at `openAt` opens. */
export function nextOpenAt(interval: Interval, openAt: number): number {
  return openAt + lengthMs[interval]
}
