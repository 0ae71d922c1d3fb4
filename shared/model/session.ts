/** When an instrument trades: always (crypto), Sunday evening to Friday evening (FX), or an exchange's own hours (stocks). */
import { z } from 'zod'

export const sessionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('always') }),
  /** Opens Sunday 17:00 and closes Friday 17:00, New York time. */
  z.object({ kind: z.literal('fx') }),
  /** Regular hours on weekdays in `timeZone`; minutes after local midnight. */
  z.object({
    kind: z.literal('exchange'),
    timeZone: z.string(),
    opensAtMinute: z.number().int(),
    closesAtMinute: z.number().int(),
    /** Local dates `YYYY-MM-DD` on which it stays shut. */
    holidays: z.array(z.string()),
  }),
])

export type Session = z.infer<typeof sessionSchema>

/** `nextChangeAt`: when the state flips next, UTC epoch ms; null where it never does. */
export type SessionState = { readonly open: boolean; readonly nextChangeAt: number | null }

type LocalTime = { weekday: number; minute: number; date: string }

const formatters = new Map<string, Intl.DateTimeFormat>()
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const minuteMs = 60_000
const newYork = 'America/New_York'

function localTime(timeZone: string, at: number): LocalTime {
  let formatter = formatters.get(timeZone)
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
    formatters.set(timeZone, formatter)
  }
  const part: Record<string, string> = {}
  for (const { type, value } of formatter.formatToParts(at)) part[type] = value
  return {
    weekday: weekdays.indexOf(part['weekday'] ?? ''),
    minute: Number(part['hour']) * 60 + Number(part['minute']),
    date: `${part['year']}-${part['month']}-${part['day']}`,
  }
}

function isOpenAt(session: Session, at: number): boolean {
  if (session.kind === 'always') return true
  if (session.kind === 'fx') {
    const { weekday, minute } = localTime(newYork, at)
    if (weekday === 6) return false
    if (weekday === 0) return minute >= 17 * 60
    if (weekday === 5) return minute < 17 * 60
    return true
  }
  const { weekday, minute, date } = localTime(session.timeZone, at)
  if (weekday === 0 || weekday === 6 || session.holidays.includes(date)) return false
  return minute >= session.opensAtMinute && minute < session.closesAtMinute
}

/**
 * Whether the session is open at `at`, and when that changes.
 * The change is found by stepping whole quarter hours (every session here opens and closes on one), so that daylight
 * saving needs no rule of its own; at most eleven days ahead, which spans the longest holiday weekend.
 */
export function sessionStateAt(session: Session, at: number): SessionState {
  const open = isOpenAt(session, at)
  if (session.kind === 'always') return { open, nextChangeAt: null }
  const stepMs = 15 * minuteMs
  let cursor = Math.floor(at / stepMs) * stepMs
  for (let steps = 0; steps < 11 * 96; steps += 1) {
    cursor += stepMs
    if (isOpenAt(session, cursor) !== open) return { open, nextChangeAt: cursor }
  }
  return { open, nextChangeAt: null }
}
