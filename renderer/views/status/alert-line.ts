/** What the bottom line says of the alerts: how many watch, how many cannot, and what is being made up for. */
import type { AlertView } from '../../../shared/alerts/view.ts'
import { formatClock, formatDateTime } from '../../../shared/format/time.ts'
import type { CatchUp } from '../../../shared/contract/methods.ts'
import { symbolOf } from '../../../shared/model/ids.ts'

export type AlertCounts = { readonly armed: number; readonly unwatched: number }

export function alertCounts(rules: readonly AlertView[]): AlertCounts {
  const armed = rules.filter(({ state }) => state === 'armed')
  return { armed: armed.length, unwatched: armed.filter(({ unwatched }) => unwatched !== null).length }
}

/** Reasons with how many rules each holds back, the commonest first: the hint of the amber count. */
export function unwatchedHint(rules: readonly AlertView[]): string {
  const counts = new Map<string, number>()
  for (const { state, unwatched } of rules)
    if (state === 'armed' && unwatched !== null) counts.set(unwatched, (counts.get(unwatched) ?? 0) + 1)
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${count}× ${reason}`)
    .join('\n')
}

const dayMs = 86_400_000

/** `03:14–07:02`, with the day where it is not within one of now. */
function span(fromAt: number, toAt: number, now: number, timeZone: string | undefined): string {
  const text = (at: number): string =>
    now - at < dayMs ? formatClock(at, timeZone).slice(0, 5) : formatDateTime(at, timeZone).slice(5, 16)
  return `${text(fromAt)}–${text(toAt)}`
}

export type CatchUpLine = { readonly text: string; readonly hint: string; readonly failed: boolean }

/** What runs now, or else what could not be made up for; null while there is neither. */
export function catchUpLine(
  catchUps: readonly CatchUp[],
  now: number,
  timeZone: string | undefined,
): CatchUpLine | null {
  const running = catchUps.filter(({ state }) => state === 'running')
  const failed = catchUps.filter(({ state }) => state === 'failed')
  const told = running.length > 0 ? running : failed
  if (told.length === 0) return null
  const from = Math.min(...told.map(({ fromAt }) => fromAt))
  const to = Math.max(...told.map(({ toAt }) => toAt))
  const time = span(from, to, now, timeZone)
  const hint = told
    .map(({ instrument, fromAt, toAt, reason, fired }) => {
      const more = [reason, fired > 0 ? `${fired} fired` : null].filter((part) => part !== null)
      return [`${symbolOf(instrument)} ${span(fromAt, toAt, now, timeZone)}`, ...more].join(': ')
    })
    .join('\n')
  return running.length > 0
    ? { text: `making up for ${time} …`, hint, failed: false }
    : { text: `not known for ${time}`, hint, failed: true }
}
