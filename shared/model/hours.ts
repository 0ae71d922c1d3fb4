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
const minuteMs = 60_000
// Before, some zones were seconds off, so that their minutes did not begin with those of UTC.
const wholeMinutesFromAt = Date.UTC(1973, 0)

type WallClock = { readonly weekday: number; readonly minute: number }
type Zone = {
  readonly formatter: Intl.DateTimeFormat
  /** The minute of UTC that was last asked for, and what it shows: formatting it is dear, and it is asked for again. */
  minuteAt: number
  shown: WallClock
}
const zones = new Map<string, Zone>()

function zoneOf(timeZone: string): Zone {
  const known = zones.get(timeZone)
  if (known !== undefined) return known
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  })
  const zone = { formatter, minuteAt: NaN, shown: { weekday: 0, minute: 0 } }
  zones.set(timeZone, zone)
  return zone
}

/** Weekday (0 is Sunday) and minutes after midnight that the clocks of the zone show at `at` (UTC epoch ms). */
export function wallClock(timeZone: string, at: number): WallClock {
  const zone = zoneOf(timeZone)
  const minuteAt = at >= wholeMinutesFromAt ? Math.floor(at / minuteMs) : NaN
  if (zone.minuteAt === minuteAt) return zone.shown
  const part: Record<string, string> = {}
  for (const { type, value } of zone.formatter.formatToParts(at)) part[type] = value
  zone.shown = {
    weekday: weekdays.indexOf(part['weekday'] ?? ''),
    minute: Number(part['hour']) * 60 + Number(part['minute']),
  }
  zone.minuteAt = minuteAt
  return zone.shown
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

const minutesOfWeek = 7 * minutesOfDay

/** When the windows that hold `at` end, to the minute; null where they don't hold it, or never end. */
export function hoursEndAt(hours: ActiveHours, at: number): number | null {
  if (!isWithinHours(hours, at)) return null
  const { timeZone, windows } = hours
  const now = wallClock(timeZone, at)
  const start = Math.floor(at / minuteMs) * minuteMs
  const clockIn = (minutes: number): WallClock => {
    const minute = now.minute + minutes
    return {
      weekday: (now.weekday + Math.floor(minute / minutesOfDay)) % 7,
      minute: minute % minutesOfDay,
    }
  }
  let minutes = 1
  for (; minutes <= minutesOfWeek; minutes += 1) {
    const { weekday, minute } = clockIn(minutes)
    if (!windows.some((window) => isInWindow(window, weekday, minute))) break
  }
  if (minutes > minutesOfWeek) return null
  const expected = clockIn(minutes)
  const end = wallClock(timeZone, start + minutes * minuteMs)
  if (end.weekday === expected.weekday && end.minute === expected.minute) return start + minutes * minuteMs
  // The clocks are changed in between: only they say when.
  for (let then = start + minuteMs; ; then += minuteMs) if (!isWithinHours(hours, then)) return then
}
