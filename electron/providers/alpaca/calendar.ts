/** Alpaca's list of market days: `[{date,open,close,session_open,session_close}]`, New York time. */
import type { EarlyClose } from '../../../shared/model/session.ts'
import { badBody, isFields, jsonOf } from '../fields.ts'
import type { Credentials, Provider } from '../provider.ts'
import { tradingOrigin } from './rest.ts'

const dayMs = 86_400_000
const closesAtMinute = 16 * 60
const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

type Day = { readonly date: string; readonly closesAtMinute: number }

function readDay(row: unknown): Day {
  const { date, close } = isFields(row) ? row : {}
  const time = typeof close === 'string' ? /^([01]\d|2[0-3]):([0-5]\d)$/.exec(close) : null
  if (typeof date !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(date) || time === null)
    throw badBody('Alpaca', `a market day that is none (${String(date)})`)
  return { date, closesAtMinute: Number(time[1]) * 60 + Number(time[2]) }
}

/**
 * A weekday that is missing between the first day asked for and the last one listed is a holiday. Past the last one listed
 * nothing is known, so a few days more are asked for.
 */
function parse(
  body: string,
  fromAt: number,
  toAt: number,
): { holidays: string[]; earlyCloses: EarlyClose[] } {
  const rows = jsonOf('Alpaca', body, 'the market calendar')
  if (!Array.isArray(rows)) throw badBody('Alpaca', 'no list for the market calendar')
  const days = (rows as unknown[]).map(readDay)
  const open = new Set(days.map(({ date }) => date))
  const last = days.reduce((latest, { date }) => (date > latest ? date : latest), '')
  const [from, to] = [dateOf(fromAt), dateOf(toAt)]
  const holidays: string[] = []
  for (let at = Date.parse(from); dateOf(at) <= to && dateOf(at) <= last; at += dayMs) {
    const weekday = new Date(at).getUTCDay()
    if (weekday !== 0 && weekday !== 6 && !open.has(dateOf(at))) holidays.push(dateOf(at))
  }
  const early = days.filter(
    (day) => day.closesAtMinute < closesAtMinute && day.date >= from && day.date <= to,
  )
  return { holidays, earlyCloses: early }
}

/** `GET /v2/calendar` of the trading host (alpaca.markets/docs, Calendar): market days from 1970 to 2029. */
export const calendar: NonNullable<Provider['calendar']> = {
  isWhole: true,
  request: (fromAt: number, toAt: number, credentials: Credentials = {}) => ({
    path: '/v2/calendar',
    query: { start: dateOf(fromAt), end: dateOf(toAt + 7 * dayMs) },
    weight: 1,
    origin: tradingOrigin(credentials),
  }),
  parse,
}
