/** How time is cut into candles: fixed lengths, weeks from Monday, months by the calendar. */

export type CandleStep = {
  /** When the candle that holds this moment opened. */
  openAtOf(at: number): number
  nextOpenAt(openAt: number): number
}

const dayMs = 86_400_000

/** Equal lengths, counted from 1970 plus `originMs`. */
export function fixedStep(lengthMs: number, originMs = 0): CandleStep {
  return {
    openAtOf: (at) => Math.floor((at - originMs) / lengthMs) * lengthMs + originMs,
    nextOpenAt: (openAt) => openAt + lengthMs,
  }
}

/** Weeks that open on Monday; `offsetMs` is how far the venue's midnight lies from that of UTC. */
export const weekStep = (offsetMs = 0): CandleStep => fixedStep(7 * dayMs, 4 * dayMs + offsetMs)

/** Calendar months, several at a time where `months` says so, with midnight `offsetMs` from that of UTC. */
export function monthStep(months = 1, offsetMs = 0): CandleStep {
  const monthAt = (at: number, ahead: number): number => {
    const date = new Date(at - offsetMs)
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth()
    const first = Math.floor(month / months) * months + ahead
    return Date.UTC(Math.floor(first / 12), first % 12, 1) + offsetMs
  }
  return { openAtOf: (at) => monthAt(at, 0), nextOpenAt: (openAt) => monthAt(openAt, months) }
}
