/** When a session is open, by whole minutes of a UTC day, fast enough to ask for ten years of them. */
import type { Session } from '../../shared/model/session.ts'
import { dayMs } from '../../shared/model/interval.ts'

const minuteMs = 60_000
// Longer than any run of closed days.
const searchDays = 15

/** Minutes of the UTC day: open from the one, shut from the other; equal when it stays shut. */
type DayHours = { readonly from: number; readonly to: number }

export type OpenHours = {
  /** Open minutes in [fromAt, toAt); both on whole minutes. */
  openMinutes(fromAt: number, toAt: number): number
  /** Opening moment of the first open minute at or after the minute that holds `at`; null if none is near. */
  nextOpenMinuteAt(at: number): number | null
  /** Opening moment of the last open minute at or before the minute that holds `at`; null if none is near. */
  previousOpenMinuteAt(at: number): number | null
}

function createOffsets(timeZone: string): (at: number) => number {
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  return (at) => {
    const part: Record<string, number> = {}
    for (const { type, value } of formatter.formatToParts(at)) part[type] = Number(value)
    const local = Date.UTC(
      part['year'] ?? 0,
      (part['month'] ?? 1) - 1,
      part['day'],
      part['hour'],
      part['minute'],
    )
    return Math.round((local - at) / minuteMs)
  }
}

const allDay: DayHours = { from: 0, to: 1440 }
const shut: DayHours = { from: 0, to: 0 }

/**
 * The offset from UTC is read at noon UTC: clocks change at night, so it holds for the trading hours of that day.
 * Sessions of an exchange must lie within one UTC day, as those of New York and London do.
 */
function createDayHours(session: Session): (day: number) => DayHours {
  if (session.kind === 'always') return () => allDay
  const offsetAt = createOffsets(session.kind === 'fx' ? 'America/New_York' : session.timeZone)
  const known = new Map<number, DayHours>()
  const compute = (day: number): DayHours => {
    const weekday = (day + 4) % 7
    const offset = () => offsetAt(day * dayMs + dayMs / 2)
    if (session.kind === 'fx') {
      if (weekday === 6) return shut
      if (weekday === 0) return { from: 17 * 60 - offset(), to: 1440 }
      if (weekday === 5) return { from: 0, to: 17 * 60 - offset() }
      return allDay
    }
    if (weekday === 0 || weekday === 6) return shut
    if (session.holidays.includes(new Date(day * dayMs).toISOString().slice(0, 10))) return shut
    return { from: session.opensAtMinute - offset(), to: session.closesAtMinute - offset() }
  }
  return (day) => {
    let hours = known.get(day)
    if (hours === undefined) {
      hours = compute(day)
      known.set(day, hours)
    }
    return hours
  }
}

export function createOpenHours(session: Session): OpenHours {
  const hoursOf = createDayHours(session)
  return {
    openMinutes(fromAt, toAt) {
      let minutes = 0
      for (let day = Math.floor(fromAt / dayMs); day * dayMs < toAt; day += 1) {
        const { from, to } = hoursOf(day)
        const first = Math.max(from, (fromAt - day * dayMs) / minuteMs)
        const last = Math.min(to, (toAt - day * dayMs) / minuteMs)
        if (last > first) minutes += last - first
      }
      return minutes
    },
    nextOpenMinuteAt(at) {
      const firstDay = Math.floor(at / dayMs)
      for (let day = firstDay; day < firstDay + searchDays; day += 1) {
        const { from, to } = hoursOf(day)
        const minute = day === firstDay ? Math.floor((at - day * dayMs) / minuteMs) : 0
        if (to > from && minute < to) return day * dayMs + Math.max(from, minute) * minuteMs
      }
      return null
    },
    previousOpenMinuteAt(at) {
      const lastDay = Math.floor(at / dayMs)
      for (let day = lastDay; day > lastDay - searchDays; day -= 1) {
        const { from, to } = hoursOf(day)
        const minute = day === lastDay ? Math.floor((at - day * dayMs) / minuteMs) : 1439
        if (to > from && minute >= from) return day * dayMs + Math.min(to - 1, minute) * minuteMs
      }
      return null
    },
  }
}
