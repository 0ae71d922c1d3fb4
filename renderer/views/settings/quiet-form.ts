/** Quiet hours as a form: days and times of windows, and whether it is quiet now. */
import { hoursEndAt, type ActiveHours, type DayWindow } from '../../../shared/model/hours.ts'
import { minuteText } from '../../../shared/alerts/words.ts'
import { formatDateTime } from '../../../shared/format/time.ts'

/** Monday first; the numbers are those of the model, in which Sunday is 0. */
export const weekDays: readonly { readonly day: number; readonly short: string; readonly name: string }[] = [
  { day: 1, short: 'Mo', name: 'Monday' },
  { day: 2, short: 'Tu', name: 'Tuesday' },
  { day: 3, short: 'We', name: 'Wednesday' },
  { day: 4, short: 'Th', name: 'Thursday' },
  { day: 5, short: 'Fr', name: 'Friday' },
  { day: 6, short: 'Sa', name: 'Saturday' },
  { day: 0, short: 'Su', name: 'Sunday' },
]

export const mostWindows = 14

const night: DayWindow = { days: [0, 1, 2, 3, 4, 5, 6], fromMinute: 22 * 60, toMinute: 7 * 60 }

/** What a user begins with: every night from 22 to 7. */
export function firstQuietHours(timeZone: string): ActiveHours {
  return { timeZone, windows: [night] }
}

export function withWindow(hours: ActiveHours): ActiveHours {
  return hours.windows.length >= mostWindows ? hours : { ...hours, windows: [...hours.windows, night] }
}

/** Null when it was the last one: then no hours are quiet. */
export function withoutWindow(hours: ActiveHours, place: number): ActiveHours | null {
  const windows = hours.windows.filter((_, at) => at !== place)
  return windows.length === 0 ? null : { ...hours, windows }
}

export function changeWindow(hours: ActiveHours, place: number, change: Partial<DayWindow>): ActiveHours {
  return {
    ...hours,
    windows: hours.windows.map((window, at) => (at === place ? { ...window, ...change } : window)),
  }
}

/** One day more or less; the last one stays, for a window without days is none. */
export function toggleDay({ days }: DayWindow, day: number): number[] {
  if (!days.includes(day)) return [...days, day].sort((a, b) => a - b)
  return days.length === 1 ? days : days.filter((other) => other !== day)
}

/** Minutes after midnight of a time field; null while it is not filled in. */
export function readTime(text: string): number | null {
  const found = /^(\d\d):(\d\d)$/u.exec(text)
  if (found === null) return null
  const minutes = Number(found[1]) * 60 + Number(found[2])
  return Number(found[1]) < 24 && Number(found[2]) < 60 ? minutes : null
}

/** What a window means, where its times alone leave it open. */
export function windowHint({ fromMinute, toMinute }: DayWindow): string | null {
  if (fromMinute === toMinute) return 'the whole day'
  return toMinute < fromMinute ? `until ${minuteText(toMinute)} of the next day` : null
}

/** Whether it is quiet now, and until when. */
export function quietNow(hours: ActiveHours, now: number): string {
  const endAt = hoursEndAt(hours, now)
  if (endAt === null) return 'It is not quiet now.'
  return `Quiet now, until ${formatDateTime(endAt, hours.timeZone).slice(0, 16)}.`
}
