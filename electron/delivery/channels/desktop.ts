/** A firing as an OS notification: a title and a body short enough that no system cuts the numbers off. */
import type { Firing } from '../../../shared/alerts/firing.ts'
import { formatPrice } from '../../../shared/format/price.ts'
import { formatClock } from '../../../shared/format/time.ts'
import { symbolOf } from '../../../shared/model/ids.ts'
import type { Clock } from '../../lib/clock.ts'
import { refusedForNow, type Sending } from '../sending.ts'

export type NotificationText = { readonly title: string; readonly body: string }

const longestNote = 160
const longestSaid = 300
const longestName = 80

/** Digits as they came, since a firing does not keep the tick size: what the price needs, and no exponent. */
export function priceText(price: number): string {
  const written = String(price)
  const decimals = written.includes('e') ? 12 : (written.split('.')[1]?.length ?? 0)
  const text = formatPrice(price, 10 ** -decimals)
  return written.includes('e') ? text.replace(/\.?0+$/, '') : text
}

/** Cuts at a whole character and says that it did. */
export function shortened(text: string, longest: number): string {
  const characters = [...text.replace(/\s+/g, ' ').trim()]
  return characters.length <= longest ? characters.join('') : `${characters.slice(0, longest - 1).join('')}…`
}

/** Whether a message is a JSON object: written for a receiver and not for a reader. */
export function isJsonObject(message: string): boolean {
  if (!message.trimStart().startsWith('{')) return false
  try {
    JSON.parse(message)
    return true
  } catch {
    return false
  }
}

/** The rule's own message, or its sentence where there is none for people. */
export function saidBy({ message, sentence }: Firing): string {
  return message.trim() === '' || isJsonObject(message) ? sentence : message
}

/** The number that made it fire; null where it is about none. */
export function priceOf({ price, evidence }: Firing): number | null {
  return price ?? evidence.at?.price ?? null
}

/** What it is about: the symbol, or the rule's name where it is about no instrument. */
export function subjectOf({ instrument, ruleName }: Firing): string {
  if (instrument !== null) return symbolOf(instrument)
  return ruleName.trim() === '' ? 'Alert' : shortened(ruleName, longestName)
}

/** Title: symbol and price, marked where it is simulated or late. Body: what the rule says, when, and the user's note. */
export function desktopText(firing: Firing, timeZone?: string): NotificationText {
  const marks = [firing.simulated ? 'simulated' : '', firing.late ? 'late' : ''].filter((mark) => mark !== '')
  const marked = marks.length === 0 ? '' : ` (${marks.join(', ')})`
  const price = priceOf(firing)
  const note = shortened(firing.note, longestNote)
  // What was found afterwards is told with the time at which it happened.
  const at = firing.late ? (firing.happenedAt ?? firing.firedAt) : firing.firedAt
  return {
    title: `${subjectOf(firing)}${price === null ? '' : ` ${priceText(price)}`}${marked}`,
    body: `${shortened(saidBy(firing), longestSaid)} · ${formatClock(at, timeZone)}${note === '' ? '' : `\n${note}`}`,
  }
}

export type Notify = (notification: { id: string; title: string; body: string }) => Promise<boolean>

const answerWithinMs = 15_000

/** Hands a notification to the system, within a time limit. */
export async function sendToDesktop(
  { clock, notify }: { readonly clock: Clock; readonly notify: Notify },
  { id, title, body }: { readonly id: string; readonly title: string; readonly body: string },
): Promise<Sending> {
  const sentMs = clock.monotonicMs()
  try {
    const isTaken = await new Promise<boolean>((resolve, reject) => {
      const cancel = clock.after(answerWithinMs, () =>
        reject(new Error(`the system did not answer within ${answerWithinMs / 1000} s`)),
      )
      notify({ id, title, body }).then(resolve, reject).finally(cancel)
    })
    if (!isTaken) return refusedForNow('the system did not take the notification')
    const latencyMs = Math.round(clock.monotonicMs() - sentMs)
    return { outcome: 'taken', answer: `the system took it in ${latencyMs} ms` }
  } catch (error) {
    return refusedForNow(error instanceof Error ? error.message : String(error))
  }
}
