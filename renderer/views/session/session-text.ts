/** A trading session's phase as a badge: one word, and a sentence that says until when. */
import type { Session, SessionState } from '../../../shared/model/session.ts'

export type SessionBadgeText = { readonly word: 'pre' | 'post' | 'closed'; readonly title: string }

const names = { pre: 'Pre-market', post: 'After hours', closed: 'Closed' } as const
const formatters = new Map<string, Intl.DateTimeFormat>()

function localParts(at: number, timeZone: string): { day: string; time: string } {
  let formatter = formatters.get(timeZone)
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
    })
    formatters.set(timeZone, formatter)
  }
  const part: Record<string, string> = {}
  for (const { type, value } of formatter.formatToParts(at)) part[type] = value
  return { day: part['weekday'] ?? '', time: `${part['hour']}:${part['minute']}` }
}

/** Null in the regular hours, and for what trades always. */
export function sessionBadgeText(session: Session, state: SessionState): SessionBadgeText | null {
  if (session.kind === 'always' || state.phase === 'regular') return null
  const { phase, nextChangeAt } = state
  if (nextChangeAt === null) return { word: phase, title: names[phase] }
  const timeZone = session.kind === 'fx' ? 'America/New_York' : session.timeZone
  const city = timeZone.replace(/^.*\//u, '').replaceAll('_', ' ')
  const { day, time } = localParts(nextChangeAt, timeZone)
  // Extended hours end on the day they began; what is shut may open days later.
  return { word: phase, title: `${names[phase]} until ${phase === 'closed' ? `${day} ` : ''}${time} ${city}` }
}
