/** Days and hours by the wall clock of a time zone. */
import { z } from 'zod'

const minutesOfDay = 24 * 60

const timeZoneSchema = z.string().superRefine((timeZone, context) => {
  try {
    Intl.DateTimeFormat('en-US', { timeZone })
  } catch {
    context.addIssue({
      code: 'custom',
      message: `${timeZone} is not a time zone; one looks like Europe/Berlin`,
    })
  }
})

const minuteSchema = z
  .number()
  .int()
  .min(0)
  .max(minutesOfDay - 1)

/** Minutes after local midnight. `toMinute` at or below `fromMinute` is on the next day; equal is a whole day. */
const dayWindowSchema = z.object({
  /** Days on which the window opens; 0 is Sunday. */
  days: z.array(z.number().int().min(0).max(6)).min(1).max(7),
  fromMinute: minuteSchema,
  toMinute: minuteSchema,
})
export type DayWindow = z.infer<typeof dayWindowSchema>

export const activeHoursSchema = z.object({
  timeZone: timeZoneSchema,
  windows: z.array(dayWindowSchema).min(1).max(14),
})
export type ActiveHours = z.infer<typeof activeHoursSchema>

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const formatters = new Map<string, Intl.DateTimeFormat>()

/** Weekday (0 is Sunday) and minutes after midnight that the clocks of the zone show at `at` (UTC epoch ms). */
export function wallClock(timeZone: string, at: number): { weekday: number; minute: number } {
  let formatter = formatters.get(timeZone)
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
    })
    formatters.set(timeZone, formatter)
  }
  const part: Record<string, string> = {}
  for (const { type, value } of formatter.formatToParts(at)) part[type] = value
  return {
    weekday: weekdays.indexOf(part['weekday'] ?? ''),
    minute: Number(part['hour']) * 60 + Number(part['minute']),
  }
}

function isInWindow({ days, fromMinute, toMinute }: DayWindow, weekday: number, minute: number): boolean {
  const lengthMinutes = (toMinute - fromMinute + minutesOfDay) % minutesOfDay || minutesOfDay
  const today = days.includes(weekday) && minute >= fromMinute && minute < fromMinute + lengthMinutes
  // What opened yesterday and is not over yet.
  const yesterday = days.includes((weekday + 6) % 7) && minute + minutesOfDay < fromMinute + lengthMinutes
  return today || yesterday
}

/**
 * Whether `at` lies in one of the windows. Hours are what the clocks of the zone show: a window over the hour that daylight
 * saving skips is shorter that day, one over the hour that comes twice is longer.
 */
export function isWithinHours({ timeZone, windows }: ActiveHours, at: number): boolean {
  const { weekday, minute } = wallClock(timeZone, at)
  return windows.some((window) => isInWindow(window, weekday, minute))
}

const minuteMs = 60_000
// Windows repeat weekly: past eight days there is no end.
const longestMinutes = 8 * minutesOfDay

/** When the windows that hold `at` end, to the minute; null where they don't hold it, or never end. */
export function hoursEndAt(hours: ActiveHours, at: number): number | null {
  if (!isWithinHours(hours, at)) return null
  const start = Math.floor(at / minuteMs) * minuteMs
  for (let minutes = 1; minutes <= longestMinutes; minutes += 1) {
    const then = start + minutes * minuteMs
    if (!isWithinHours(hours, then)) return then
  }
  return null
}
