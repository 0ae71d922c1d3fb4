/** The session of US stocks: New York hours, and the days on which the NYSE stays shut or closes at 13:00, by the exchange's own rules. */
import type { EarlyClose, Session } from '../../shared/model/session.ts'

const dayMs = 86_400_000
const earlyCloseMinute = 13 * 60

/** Closed by decision instead of by rule: days of mourning for presidents. */
const decided = ['2018-12-05', '2025-01-09']

type Hours = { readonly opensAtMinute: number; readonly closesAtMinute: number }
/** From the opening of NYSE Arca's early session to the end of its late one. */
const longestHours: Hours = { opensAtMinute: 4 * 60, closesAtMinute: 20 * 60 }

/** Days are midnights UTC here: they name a date, not a moment. */
const dateOf = (day: number): string => new Date(day).toISOString().slice(0, 10)
const weekdayOf = (day: number): number => new Date(day).getUTCDay()
const isWeekday = (day: number): boolean => weekdayOf(day) !== 0 && weekdayOf(day) !== 6

/** The `nth` such weekday (0 Sunday) of a month (0 January). */
function nthWeekday(year: number, month: number, weekday: number, nth: number): number {
  const first = Date.UTC(year, month, 1)
  return first + (((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7) * dayMs
}

function lastMondayOfMay(year: number): number {
  const last = Date.UTC(year, 4, 31)
  return last - ((weekdayOf(last) + 6) % 7) * dayMs
}

/** Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher). */
function easterSunday(year: number): number {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const leapCorrection = Math.floor(century / 4)
  const moonCorrection = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * golden + century - leapCorrection - moonCorrection + 15) % 30
  const short = year % 100
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(short / 4) - epact - (short % 4)) % 7
  const paschal = Math.floor((golden + 11 * epact + 22 * toSunday) / 451)
  const days = epact + toSunday - 7 * paschal + 114
  return Date.UTC(year, Math.floor(days / 31) - 1, (days % 31) + 1)
}

/** A holiday on a Saturday is kept on the Friday before, on a Sunday on the Monday after (NYSE rule 7.2). */
function observed(day: number): number {
  if (weekdayOf(day) === 6) return day - dayMs
  return weekdayOf(day) === 0 ? day + dayMs : day
}

function holidaysOf(year: number): number[] {
  const newYear = Date.UTC(year, 0, 1)
  return [
    // On a Saturday it is not kept: the Friday before ends the accounting year.
    ...(weekdayOf(newYear) === 6 ? [] : [observed(newYear)]),
    nthWeekday(year, 0, 1, 3),
    nthWeekday(year, 1, 1, 3),
    easterSunday(year) - 2 * dayMs,
    lastMondayOfMay(year),
    // Juneteenth since 2022.
    ...(year >= 2022 ? [observed(Date.UTC(year, 5, 19))] : []),
    observed(Date.UTC(year, 6, 4)),
    nthWeekday(year, 8, 1, 1),
    nthWeekday(year, 10, 4, 4),
    observed(Date.UTC(year, 11, 25)),
  ]
}

/** The day before Independence Day, the day after Thanksgiving, and Christmas Eve, where they are trading days. */
function earlyClosesOf(year: number, holidays: ReadonlySet<number>): number[] {
  return [Date.UTC(year, 6, 3), nthWeekday(year, 10, 4, 4) + dayMs, Date.UTC(year, 11, 24)].filter(
    (day) => isWeekday(day) && !holidays.has(day),
  )
}

/** Holidays and early closes of a calendar year, local dates, ascending (nyse.com, Holidays & Trading Hours). */
export function nyseCalendar(year: number): {
  readonly holidays: readonly string[]
  readonly earlyCloses: readonly EarlyClose[]
} {
  const byRule = holidaysOf(year)
  const holidays = [...byRule.map(dateOf), ...decided.filter((date) => date.startsWith(`${year}-`))]
  return {
    holidays: holidays.toSorted(),
    earlyCloses: earlyClosesOf(year, new Set(byRule)).map((day) => ({
      date: dateOf(day),
      closesAtMinute: earlyCloseMinute,
    })),
  }
}

/**
 * 9:30 to 16:00 in New York, with the calendar of the year before `at` (UTC epoch ms) to the year after. `extended`: the hours
 * around it that the venue shows, 4:00 to 20:00 unless told; null where it shows none.
 */
export function usStockSession(
  at: number,
  extended: Hours | null = longestHours,
): Extract<Session, { kind: 'exchange' }> {
  const year = new Date(at).getUTCFullYear()
  const calendars = [year - 1, year, year + 1].map(nyseCalendar)
  return {
    kind: 'exchange',
    timeZone: 'America/New_York',
    opensAtMinute: 9 * 60 + 30,
    closesAtMinute: 16 * 60,
    holidays: calendars.flatMap(({ holidays }) => holidays),
    earlyCloses: calendars.flatMap(({ earlyCloses }) => earlyCloses),
    ...(extended === null ? {} : { extended: { ...extended } }),
  }
}
