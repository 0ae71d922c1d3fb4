/** What each row of the editor says while it is closed: its part of the sentence, in few words. */
import { durationText, minuteText, daysText, numberText } from '../../../shared/alerts/words.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { durationMs, parseNumber, type MomentFields } from './field-text.ts'
import type { EditorFields } from './fields.ts'

/** How things are called. */
export type SummaryNames = {
  readonly symbol: (id: InstrumentId) => string
  readonly watchlist: (id: string) => string
  readonly target: (id: string) => string
  readonly sound: (name: string) => string
}

/** `isUsual`: nothing was chosen here; shown quietly. */
export type Summary = { readonly text: string; readonly isUsual: boolean }

const usual = (text: string): Summary => ({ text, isUsual: true })
const chosen = (text: string): Summary => ({ text, isUsual: false })

/** `others` are the sentences of all but the first. */
export function conditionsSummary({ combine }: EditorFields, others: readonly string[]): Summary {
  if (others.length === 0) return usual('no other')
  const word = combine === 'all' ? 'and' : 'or'
  return chosen(others.map((text) => `${word} ${text}`).join(' '))
}

export function scopeSummary({ scope }: EditorFields, names: SummaryNames): Summary {
  const { kind, instruments, watchlist } = scope
  if (kind === 'app') return chosen('the app itself')
  if (kind === 'watchlist')
    return chosen(watchlist === '' ? 'a watchlist' : `each of ${names.watchlist(watchlist)}`)
  const [first] = instruments
  if (kind === 'one') return usual(first === undefined ? 'one instrument' : names.symbol(first))
  if (instruments.length > 3) return chosen(`each of ${instruments.length} instruments`)
  return chosen(`each of ${instruments.map(names.symbol).join(', ') || 'several instruments'}`)
}

export function repeatsSummary({ frequency, rearm }: EditorFields): Summary {
  const coolDownMs = durationMs(frequency.coolDown)
  const amount = parseNumber(rearm.amount)
  const parts = [
    frequency.kind !== 'once' && coolDownMs > 0 ? `at most once in ${durationText(coolDownMs)}` : '',
    rearm.on && amount > 0
      ? `again after going back by ${numberText(amount)}${rearm.unit === 'percent' ? ' %' : ''}`
      : '',
  ].filter((part) => part !== '')
  if (parts.length === 0) return usual(frequency.kind === 'once' ? 'never again' : 'without a pause')
  return chosen(parts.join(', '))
}

export function confirmSummary({ confirm }: EditorFields, names: SummaryNames): Summary {
  switch (confirm.kind) {
    case 'last-tick':
      return usual('at the first tick')
    case 'ticks':
      return chosen(`by ${confirm.count} ticks in a row`)
    case 'bar-close':
      return chosen(`at the ${confirm.interval} bar close`)
    case 'second-venue':
      return chosen(
        confirm.instrument === null ? 'by a second venue' : `by ${names.symbol(confirm.instrument)}`,
      )
  }
}

export function scheduleSummary({ schedule }: EditorFields): Summary {
  const { startsAt, expiresAt, snoozeUntil, active } = schedule
  const time = ({ text }: MomentFields) => text.replace('T', ' ')
  const hours = active.windows.map(({ days, fromMinute, toMinute }) =>
    fromMinute === 0 && toMinute === 0
      ? daysText(days)
      : `${daysText(days)} ${minuteText(fromMinute)}\u2013${minuteText(toMinute)}`,
  )
  const parts = [
    startsAt.on ? `from ${time(startsAt)}` : '',
    expiresAt.on ? `until ${time(expiresAt)}` : '',
    active.on ? hours.join(' and ') : '',
    snoozeUntil.on ? `snoozed until ${time(snoozeUntil)}` : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? usual('always, without end') : chosen(parts.join(', '))
}

export function messageSummary({ message }: EditorFields): Summary {
  if (!message.on) return usual('the sentence')
  const line = message.text.trim().split('\n')[0] ?? ''
  return chosen(line === '' ? 'nothing' : line)
}

export function actionsSummary({ actions }: EditorFields, names: SummaryNames): Summary {
  const { toast, notification, badge, sound, targets, escalation, urgent } = actions
  const parts = [
    toast ? 'toast' : '',
    notification ? 'notification' : '',
    badge ? 'badge' : '',
    sound.on ? `${names.sound(sound.name)}${sound.untilAcknowledged ? ' until acknowledged' : ''}` : '',
    ...targets.map(names.target),
    escalation.on ? `then ${escalation.targets.map(names.target).join(', then ') || 'escalate'}` : '',
    urgent ? 'urgent' : '',
  ].filter((part) => part !== '')
  const isUsual = toast && notification && badge && parts.length === 3
  return { text: parts.length === 0 ? 'log it only' : parts.join(', '), isUsual }
}

export function nameSummary({ name, note }: EditorFields): Summary {
  const parts = [name, note.replaceAll('\n', ' ')].map((part) => part.trim()).filter((part) => part !== '')
  return parts.length === 0 ? usual('none') : chosen(parts.join(' \u00b7 '))
}
