/** When an instrument trades: always (crypto), Sunday evening to Friday evening (FX), or an exchange's own hours (stocks). */
import { z } from 'zod'

/** A day that ends before its time, local date `YYYY-MM-DD`. */
export const earlyCloseSchema = z.object({ date: z.string(), closesAtMinute: z.number().int() })
export type EarlyClose = z.infer<typeof earlyCloseSchema>

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
    earlyCloses: z.array(earlyCloseSchema).optional(),
    /** Trading before and after the regular hours, where the venue shows it. */
    extended: z.object({ opensAtMinute: z.number().int(), closesAtMinute: z.number().int() }).optional(),
  }),
])

export type Session = z.infer<typeof sessionSchema>

/** `pre` and `post` are extended hours, before and after the regular ones. */
export type SessionPhase = 'pre' | 'regular' | 'post' | 'closed'

/** `open`: in any phase but `closed`. `nextChangeAt`: when the phase changes next, UTC epoch ms; null where it never does. */
export type SessionState = {
  readonly phase: SessionPhase
  readonly open: boolean
  readonly nextChangeAt: number | null
}

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

function phaseAt(session: Session, at: number): SessionPhase {
  if (session.kind === 'always') return 'regular'
  if (session.kind === 'fx') {
    const { weekday, minute } = localTime(newYork, at)
    if (weekday === 6) return 'closed'
    if (weekday === 0) return minute >= 17 * 60 ? 'regular' : 'closed'
    if (weekday === 5) return minute < 17 * 60 ? 'regular' : 'closed'
    return 'regular'
  }
  const { weekday, minute, date } = localTime(session.timeZone, at)
  if (weekday === 0 || weekday === 6 || session.holidays.includes(date)) return 'closed'
  const early = session.earlyCloses?.find((each) => each.date === date)?.closesAtMinute
  const closesAtMinute = early ?? session.closesAtMinute
  if (minute >= session.opensAtMinute && minute < closesAtMinute) return 'regular'
  const { extended } = session
  if (extended === undefined) return 'closed'
  if (minute < session.opensAtMinute) return minute >= extended.opensAtMinute ? 'pre' : 'closed'
  // After an early close the late session is as much shorter.
  const lastMinute = extended.closesAtMinute - (session.closesAtMinute - closesAtMinute)
  return minute < lastMinute ? 'post' : 'closed'
}

/**
 * What the session is doing at `at`, and when that changes.
 * The change is found by stepping whole quarter hours (every session here changes on one), so that daylight
 * saving needs no rule of its own; at most eleven days ahead, which spans the longest holiday weekend.
 */
export function sessionStateAt(session: Session, at: number): SessionState {
  const phase = phaseAt(session, at)
  const open = phase !== 'closed'
  if (session.kind === 'always') return { phase, open, nextChangeAt: null }
  const stepMs = 15 * minuteMs
  let cursor = Math.floor(at / stepMs) * stepMs
  for (let steps = 0; steps < 11 * 96; steps += 1) {
    cursor += stepMs
    if (phaseAt(session, cursor) !== phase) return { phase, open, nextChangeAt: cursor }
  }
  return { phase, open, nextChangeAt: null }
}
