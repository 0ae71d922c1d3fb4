/** Names of the days on which New York's exchanges stay shut or close early. */
import { stockDay } from './venue-hours.ts'

const dayMs = 86_400_000
const usualMs = 6.5 * 3_600_000

export type ExchangeHoliday = {
  readonly dayAt: number
  readonly name: string
  readonly isEarlyClose: boolean
}

// One or two a month: the month tells which, the day tells New Year's from that of Martin Luther King.
const names: readonly (string | undefined)[] = [
  'Birthday of Martin Luther King, Jr',
  "Washington's Birthday",
  'Good Friday',
  'Good Friday',
  'Memorial Day',
  'Juneteenth National Independence Day',
  'Independence Day',
  undefined,
  'Labor Day',
  undefined,
  'Thanksgiving Day',
  'Christmas',
]

/** Null on the weekend and on a usual day; `dayAt` is the midnight UTC that names the day. */
export function exchangeHoliday(dayAt: number): ExchangeHoliday | null {
  const date = new Date(dayAt)
  const weekday = date.getUTCDay()
  if (weekday === 0 || weekday === 6) return null
  const day = stockDay(dayAt)
  const isEarlyClose = day !== null && day.closeAt - day.openAt < usualMs
  if (day !== null && !isEarlyClose) return null
  const isNewYear = date.getUTCMonth() === 0 && date.getUTCDate() < 3
  const name = isNewYear ? "New Year's Day" : names[date.getUTCMonth()]
  return name === undefined ? null : { dayAt, name, isEarlyClose }
}

/** Of the days that midnights UTC `fromDayAt` to and with `toDayAt` name. */
export function exchangeHolidays(fromDayAt: number, toDayAt: number): ExchangeHoliday[] {
  const found: ExchangeHoliday[] = []
  for (let at = fromDayAt; at <= toDayAt; at += dayMs) {
    const holiday = exchangeHoliday(at)
    if (holiday !== null) found.push(holiday)
  }
  return found
}
