/** When stocks and currencies trade: New York's regular session with daylight saving and holidays, and the currency week. */

const hourMs = 3_600_000
const dayMs = 24 * hourMs

export type TradingDay = { readonly date: string; readonly openAt: number; readonly closeAt: number }

/** Midnight UTC of the nth such weekday (0 Sunday) of a month; negative counts from the month's end. */
function nthWeekday(year: number, month: number, weekday: number, nth: number): number {
  if (nth > 0) {
    const first = Date.UTC(year, month, 1)
    const ahead = (weekday - new Date(first).getUTCDay() + 7) % 7
    return first + (ahead + (nth - 1) * 7) * dayMs
  }
  const last = Date.UTC(year, month + 1, 0)
  const back = (new Date(last).getUTCDay() - weekday + 7) % 7
  return last - back * dayMs
}

/** Easter Sunday by the Gregorian computus. */
function easterAt(year: number): number {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const month = Math.floor((h + l - 7 * m + 114) / 31)
  return Date.UTC(year, month - 1, ((h + l - 7 * m + 114) % 31) + 1)
}

/** A holiday on Saturday is kept on Friday, on Sunday on Monday; New Year's on Saturday is not kept. */
function observed(at: number, onSaturday: boolean): number {
  const weekday = new Date(at).getUTCDay()
  if (weekday === 6) return onSaturday ? at - dayMs : at
  return weekday === 0 ? at + dayMs : at
}

const holidaysByYear = new Map<number, ReadonlySet<number>>()

function holidaysOf(year: number): ReadonlySet<number> {
  const known = holidaysByYear.get(year)
  if (known !== undefined) return known
  const days = new Set([
    observed(Date.UTC(year, 0, 1), false),
    nthWeekday(year, 0, 1, 3),
    nthWeekday(year, 1, 1, 3),
    easterAt(year) - 2 * dayMs,
    nthWeekday(year, 4, 1, -1),
    observed(Date.UTC(year, 5, 19), true),
    observed(Date.UTC(year, 6, 4), true),
    nthWeekday(year, 8, 1, 1),
    nthWeekday(year, 10, 4, 4),
    observed(Date.UTC(year, 11, 25), true),
  ])
  holidaysByYear.set(year, days)
  return days
}

/** How far New York is from UTC at a moment: -4 h in summer, -5 h in winter. */
export function newYorkOffsetMs(at: number): number {
  const year = new Date(at).getUTCFullYear()
  const from = nthWeekday(year, 2, 0, 2) + 7 * hourMs
  const to = nthWeekday(year, 10, 0, 1) + 6 * hourMs
  return (at >= from && at < to ? -4 : -5) * hourMs
}

/** Midnight UTC that names the day which New York has at that moment. */
export const newYorkDayOf = (at: number): number => Math.floor((at + newYorkOffsetMs(at)) / dayMs) * dayMs

/** The regular session of the day that midnight UTC names; null at weekends and on holidays. */
export function stockDay(dayAt: number): TradingDay | null {
  const date = new Date(dayAt)
  const weekday = date.getUTCDay()
  if (weekday === 0 || weekday === 6 || holidaysOf(date.getUTCFullYear()).has(dayAt)) return null
  const year = date.getUTCFullYear()
  const early =
    dayAt === nthWeekday(year, 10, 4, 4) + dayMs ||
    dayAt === Date.UTC(year, 11, 24) ||
    (dayAt === Date.UTC(year, 6, 3) && !holidaysOf(year).has(dayAt))
  const offset = newYorkOffsetMs(dayAt + 12 * hourMs)
  return {
    date: date.toISOString().slice(0, 10),
    openAt: dayAt + 9.5 * hourMs - offset,
    closeAt: dayAt + (early ? 13 : 16) * hourMs - offset,
  }
}

/** Regular sessions of the days that midnights UTC `fromDayAt` to and with `toDayAt` name. */
export function stockDays(fromDayAt: number, toDayAt: number): TradingDay[] {
  const days: TradingDay[] = []
  for (let at = fromDayAt; at <= toDayAt; at += dayMs) {
    const day = stockDay(at)
    if (day !== null) days.push(day)
  }
  return days
}

const daysKnown = new Map<number, TradingDay | null>()

/** Whether something of that kind trades at a moment: crypto always, currencies from Sunday to Friday 22:00 UTC. */
export function isOpenAt(kind: 'crypto' | 'stock' | 'fx', at: number): boolean {
  if (kind === 'crypto') return true
  if (kind === 'fx') {
    const hourOfWeek = Math.floor((at - Date.UTC(1970, 0, 4)) / hourMs) % 168
    return hourOfWeek >= 22 && hourOfWeek < 5 * 24 + 22
  }
  const dayAt = newYorkDayOf(at)
  let day = daysKnown.get(dayAt)
  if (day === undefined) {
    day = stockDay(dayAt)
    daysKnown.set(dayAt, day)
  }
  return day !== null && at >= day.openAt && at < day.closeAt
}
