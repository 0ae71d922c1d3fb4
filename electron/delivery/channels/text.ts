/** The words of texts: what a firing or a summary says to people, by a template where one is set, fitted into a limit. */
import type { Firing } from '../../../shared/alerts/firing.ts'
import { formatDateTime } from '../../../shared/format/time.ts'
import { desktopText, priceOf, saidBy, shortened, subjectOf, type NotificationText } from './desktop.ts'

/** What a template may name. */
const slots = ['title', 'text', 'symbol', 'price', 'rule', 'sentence', 'note', 'time'] as const
type Slot = (typeof slots)[number]

const slotPattern = /\{\{\s*([^{}]*?)\s*\}\}/g
const isSlot = (name: string): name is Slot => slots.some((slot) => slot === name)

// More than any of the receivers takes.
const longestSaid = 6000
const longestNote = 1000
const mostWords = 10_000

/** What is wrong with a template; null where it can be used. */
export function templateProblem(template: string): string | null {
  for (const [whole, name = ''] of template.matchAll(slotPattern))
    if (!isSlot(name)) return `${shortened(whole, 40)} is unknown; there are {{${slots.join('}}, {{')}}}`
  return null
}

/** In one pass: what a value holds is never taken for a placeholder. */
function filled(template: string, values: Partial<Record<Slot, string>>): string {
  return template
    .replace(slotPattern, (_whole, name: string) => (isSlot(name) ? (values[name] ?? '') : ''))
    .slice(0, mostWords)
    .toWellFormed()
}

/** Lines stay lines; whatever else could move a cursor or end a line does not stay. */
export function plain(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, ' ')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

const hasTemplate = (template: string | undefined): template is string =>
  template !== undefined && template.trim() !== ''

/** Of one firing. */
export function firingWords(firing: Firing, timeZone?: string, template?: string): NotificationText {
  const { title } = desktopText(firing, timeZone)
  // What was found afterwards is told with the time at which it happened.
  const at = firing.late ? (firing.happenedAt ?? firing.firedAt) : firing.firedAt
  const time = formatDateTime(at, timeZone)
  const note = fitted(plain(firing.note), longestNote, utf16)
  const said = fitted(plain(saidBy(firing)), longestSaid, utf16)
  const text = `${said}\n${time}${note === '' ? '' : `\n${note}`}`
  if (!hasTemplate(template)) return { title, body: text }
  const price = priceOf(firing)
  const values = {
    ...{ title, text, time, note, symbol: subjectOf(firing), sentence: firing.sentence },
    ...{ price: price === null ? '' : String(price), rule: firing.ruleName },
  }
  return { title, body: plain(filled(template, values)) || text }
}

/** Of several firings told as one: only title and text are known. */
export function summaryWords({ title, body }: NotificationText, template?: string): NotificationText {
  const text = plain(body)
  if (!hasTemplate(template)) return { title, body: text }
  return { title, body: plain(filled(template, { title, text })) || text }
}

/** Title and body as one text; a template that begins with the title is not told twice. */
export function asOneText({ title, body }: NotificationText): string {
  return plain(body === '' || body.startsWith(title) ? body || title : `${title}\n${body}`)
}

/** How long a text is in a receiver's own unit; the size of a whole is that of its parts. */
export type SizeOf = (text: string) => number

export const utf16: SizeOf = (text) => text.length
export const codePoints: SizeOf = (text) => [...text].length
export const utf8: SizeOf = (text) => Buffer.byteLength(text, 'utf8')

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Cuts at a whole character, as a reader sees one, and says that it did. */
export function fitted(text: string, longest: number, sizeOf: SizeOf): string {
  if (sizeOf(text) <= longest) return text
  let room = longest - sizeOf('…')
  let end = 0
  for (const { segment, index } of segmenter.segment(text)) {
    room -= sizeOf(segment)
    if (room < 0) break
    end = index + segment.length
  }
  return `${text.slice(0, end).trimEnd()}…`
}
