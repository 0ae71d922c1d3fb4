/** The trading hours of the New York Stock Exchange, with the days it stays shut. */
import type { Session } from '../../shared/model/session.ts'

const of = (year: string, days: string): string[] => days.split(' ').map((day) => `${year}-${day}`)

export const nyseSession: Session = {
  kind: 'exchange',
  timeZone: 'America/New_York',
  opensAtMinute: 570,
  closesAtMinute: 960,
  holidays: [
    ...of('2025', '01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25'),
    ...of('2026', '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25'),
    ...of('2027', '01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24'),
  ],
}
