/** The NYSE calendar by rule, against the years that the exchange published. */
import { describe, expect, it } from 'vitest'
import { nyseCalendar, usStockSession } from '../../../../electron/providers/us-stocks.ts'
import { nyseSession } from '../../../../electron/simulator/nyse.ts'
import { sessionSchema, sessionStateAt } from '../../../../shared/model/session.ts'

const published: Readonly<Record<number, { holidays: string; early: string }>> = {
  2018: {
    holidays: '01-01 01-15 02-19 03-30 05-28 07-04 09-03 11-22 12-05 12-25',
    early: '07-03 11-23 12-24',
  },
  2019: { holidays: '01-01 01-21 02-18 04-19 05-27 07-04 09-02 11-28 12-25', early: '07-03 11-29 12-24' },
  2020: { holidays: '01-01 01-20 02-17 04-10 05-25 07-03 09-07 11-26 12-25', early: '11-27 12-24' },
  2021: { holidays: '01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24', early: '11-26' },
  2022: { holidays: '01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26', early: '11-25' },
  2023: { holidays: '01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25', early: '07-03 11-24' },
  2024: {
    holidays: '01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25',
    early: '07-03 11-29 12-24',
  },
  2025: {
    holidays: '01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25',
    early: '07-03 11-28 12-24',
  },
  2026: { holidays: '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25', early: '11-27 12-24' },
  2027: { holidays: '01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24', early: '11-26' },
  2028: { holidays: '01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25', early: '07-03 11-24' },
}

describe('the calendar by rule', () => {
  it.each(Object.entries(published))('is that of %s', (year, { holidays, early }) => {
    const calendar = nyseCalendar(Number(year))
    expect(calendar.holidays.map((date) => date.slice(5)).join(' ')).toBe(holidays)
    expect(calendar.earlyCloses.map(({ date }) => date.slice(5)).join(' ')).toBe(early)
    expect(calendar.earlyCloses.every(({ closesAtMinute }) => closesAtMinute === 780)).toBe(true)
    expect([...calendar.holidays].every((date) => date.startsWith(year))).toBe(true)
  })

  it('has no holiday and no early close at a weekend, and none twice, for a century', () => {
    for (let year = 1990; year < 2090; year += 1) {
      const { holidays, earlyCloses } = nyseCalendar(year)
      const dates = [...holidays, ...earlyCloses.map(({ date }) => date)]
      expect(new Set(dates).size).toBe(dates.length)
      expect(dates.filter((date) => [0, 6].includes(new Date(date).getUTCDay()))).toEqual([])
    }
  })

  it('agrees with the list of the simulated exchange', () => {
    if (nyseSession.kind !== 'exchange') throw new Error('not an exchange')
    const listed = [2025, 2026, 2027].flatMap((year) => nyseCalendar(year).holidays)
    expect(listed).toEqual(nyseSession.holidays)
  })
})

describe('the session', () => {
  const session = usStockSession(Date.UTC(2026, 10, 23))
  const phaseAt = (time: string): string => sessionStateAt(session, Date.parse(time)).phase

  it('is a session, from the year before to the year after', () => {
    expect(sessionSchema.parse(session)).toEqual(session)
    expect(session.holidays[0]).toBe('2025-01-01')
    expect(session.holidays.at(-1)).toBe('2027-12-24')
  })

  it('knows pre, regular and post hours, in winter and in summer', () => {
    expect(phaseAt('2026-11-23T08:59:00Z')).toBe('closed')
    expect(phaseAt('2026-11-23T09:00:00Z')).toBe('pre')
    expect(phaseAt('2026-11-23T14:30:00Z')).toBe('regular')
    expect(phaseAt('2026-11-23T21:00:00Z')).toBe('post')
    expect(phaseAt('2026-11-24T01:00:00Z')).toBe('closed')
    expect(phaseAt('2026-07-08T13:30:00Z')).toBe('regular')
    expect(phaseAt('2026-07-08T20:00:00Z')).toBe('post')
  })

  it('stays shut on holidays and ends early after Thanksgiving', () => {
    expect(phaseAt('2026-11-26T16:00:00Z')).toBe('closed')
    expect(phaseAt('2026-11-27T17:59:00Z')).toBe('regular')
    expect(phaseAt('2026-11-27T18:00:00Z')).toBe('post')
    expect(phaseAt('2026-11-27T22:00:00Z')).toBe('closed')
  })

  it('has the extended hours that a venue shows, or none', () => {
    expect(usStockSession(0, null).extended).toBeUndefined()
    expect(usStockSession(0, { opensAtMinute: 480, closesAtMinute: 1020 }).extended).toEqual({
      opensAtMinute: 480,
      closesAtMinute: 1020,
    })
  })
})
