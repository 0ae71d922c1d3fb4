/** Candles of American stocks: days, weeks and months from midnight in New York, shorter ones from the opening bell or by the clock. */
import { newYorkDayOf, newYorkOffsetMs } from './venue-hours.ts'
import type { CandleStep } from './venue-steps.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** The moment at which the New York day starts that this midnight UTC names. */
export const newYorkMidnight = (dayAt: number): number => dayAt - newYorkOffsetMs(dayAt + 4.5 * hourMs)

const dayNamedAt = (openAt: number): number => newYorkDayOf(openAt + 12 * hourMs)

export const newYorkDayStep: CandleStep = {
  openAtOf: (at) => newYorkMidnight(newYorkDayOf(at)),
  nextOpenAt: (openAt) => newYorkMidnight(dayNamedAt(openAt) + dayMs),
}

/** Weeks that open on Monday. */
export const newYorkWeekStep: CandleStep = {
  openAtOf(at) {
    const dayAt = newYorkDayOf(at)
    return newYorkMidnight(dayAt - ((new Date(dayAt).getUTCDay() + 6) % 7) * dayMs)
  },
  nextOpenAt: (openAt) => newYorkMidnight(dayNamedAt(openAt) + 7 * dayMs),
}

/** Calendar months, several at a time where `months` says so. */
export function newYorkMonthStep(months = 1): CandleStep {
  const monthAt = (dayAt: number, ahead: number): number => {
    const date = new Date(dayAt)
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth()
    const first = Math.floor(month / months) * months + ahead
    return newYorkMidnight(Date.UTC(Math.floor(first / 12), first % 12, 1))
  }
  return {
    openAtOf: (at) => monthAt(newYorkDayOf(at), 0),
    nextOpenAt: (openAt) => monthAt(dayNamedAt(openAt), months),
  }
}

/** Equal lengths counted every day from so long after midnight in New York: 9.5 h is the opening bell. */
export function newYorkIntradayStep(lengthMs: number, fromMidnightMs: number): CandleStep {
  const openAtOf = (at: number): number => {
    const dayAt = newYorkDayOf(at)
    // Counted from where the clock stands at noon, so that the bell is on the grid also when clocks change at night.
    const originAt = dayAt - newYorkOffsetMs(dayAt + 17 * hourMs) + fromMidnightMs
    return originAt + Math.floor((at - originAt) / lengthMs) * lengthMs
  }
  return { openAtOf, nextOpenAt: (openAt) => openAtOf(openAt + lengthMs) }
}

/** `2026-11-23T09:30:00-05:00` */
export function newYorkText(at: number): string {
  const offsetMs = newYorkOffsetMs(at)
  const local = new Date(at + offsetMs).toISOString().slice(0, 19)
  return `${local}-0${-offsetMs / hourMs}:00`
}
