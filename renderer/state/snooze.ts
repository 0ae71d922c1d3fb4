/** How long rules are kept quiet: the three lengths that are offered everywhere. */
import { wallClock } from '../../shared/model/hours.ts'

const minuteMs = 60_000
const minutesOfDay = 24 * 60

/** When the clocks of the zone next show midnight; `timeZone` as in the settings. */
export function nextMidnight(now: number, timeZone: string): number {
  const zone = timeZone === 'local' ? Intl.DateTimeFormat().resolvedOptions().timeZone : timeZone
  const start = Math.floor(now / minuteMs) * minuteMs
  const guess = start + (minutesOfDay - wallClock(zone, start).minute) * minuteMs
  // A day on which clocks are changed is longer or shorter than others.
  const { minute } = wallClock(zone, guess)
  if (minute === 0) return guess
  return guess + (minute > minutesOfDay / 2 ? minutesOfDay - minute : -minute) * minuteMs
}

export type SnoozeLength = {
  readonly id: '5m' | '1h' | 'tomorrow'
  readonly label: string
  readonly until: (now: number, timeZone: string) => number
}

export const snoozeLengths: readonly SnoozeLength[] = [
  { id: '5m', label: 'for 5 minutes', until: (now) => now + 5 * minuteMs },
  { id: '1h', label: 'for 1 hour', until: (now) => now + 60 * minuteMs },
  { id: 'tomorrow', label: 'until tomorrow', until: nextMidnight },
]
