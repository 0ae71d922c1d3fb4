/** Whether a rule is on duty: days and hours by the wall clock of a time zone, and snooze. */
import type { ActiveWindow, Schedule } from '../../../shared/alerts/schedule.ts'

const minutesOfDay = 24 * 60
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const formatters = new Map<string, Intl.DateTimeFormat>()

/** Weekday (0 is Sunday) and minutes after midnight that the clocks of the zone show. */
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

function isWithin({ days, fromMinute, toMinute }: ActiveWindow, weekday: number, minute: number): boolean {
  const lengthMinutes = (toMinute - fromMinute + minutesOfDay) % minutesOfDay || minutesOfDay
  const today = days.includes(weekday) && minute >= fromMinute && minute < fromMinute + lengthMinutes
  // What opened yesterday and is not over yet.
  const yesterday = days.includes((weekday + 6) % 7) && minute + minutesOfDay < fromMinute + lengthMinutes
  return today || yesterday
}

/**
 * Null: on duty. Hours are what the clocks of the zone show: a window over the hour that daylight saving skips is shorter
 * that day, one over the hour that comes twice is longer.
 */
export function offDuty(schedule: Schedule, now: number): 'snoozed' | 'off-hours' | null {
  if (schedule.snoozeUntil !== null && now < schedule.snoozeUntil) return 'snoozed'
  if (schedule.active === null) return null
  const { weekday, minute } = wallClock(schedule.active.timeZone, now)
  return schedule.active.windows.some((window) => isWithin(window, weekday, minute)) ? null : 'off-hours'
}
