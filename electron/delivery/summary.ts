/** Several firings told as one: how many of which rule, the first of them, and how many more. */
import type { Firing } from '../../shared/alerts/firing.ts'
import type { Inferred } from '../../shared/alerts/memory.ts'
import { formatClock, formatDateTime } from '../../shared/format/time.ts'
import type { Summary } from '../../shared/model/delivery.ts'
import { priceText, shortened, subjectOf } from './channels/desktop.ts'
import type { RuleCount } from './channels/webhook-body.ts'

const shownRules = 5
const shownFirings = 5
const longestName = 60
const longestSentence = 120
const dayMs = 86_400_000

/** The rule that fired most first. */
export function countRules(firings: readonly Firing[]): RuleCount[] {
  const counts = new Map<string, RuleCount>()
  for (const { rule, ruleName, sentence } of firings) {
    const before = counts.get(rule)
    const name = ruleName.trim() === '' ? sentence : ruleName
    counts.set(rule, { rule, name: before?.name ?? name, count: (before?.count ?? 0) + 1 })
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count)
}

const many = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

function titleOf(kind: Summary['reason'], firings: readonly Firing[], rules: readonly RuleCount[]): string {
  const simulated = firings.filter((firing) => firing.simulated).length
  const mark =
    simulated === 0 ? '' : simulated === firings.length ? ' (simulated)' : ` (${simulated} simulated)`
  const [rule] = rules
  switch (kind) {
    case 'folded': {
      const of = rules.length === 1 && rule !== undefined ? `: ${shortened(rule.name, longestName)}` : ''
      return `${many(firings.length, 'more alert')}${of}${mark}`
    }
    case 'digest':
      return `${many(firings.length, 'alert')} in quiet hours${mark}`
    case 'catch-up':
      return `${many(firings.length, 'alert')} found afterwards${mark}`
  }
}

const happened = ({ late, happenedAt, firedAt }: Firing): number => (late ? (happenedAt ?? firedAt) : firedAt)

/** ` (bar of 12:02:00, 64,050 to 64,300)`: how it is known, and how exactly. */
function barText({ openAt, low, high }: Inferred, timeText: (at: number) => string): string {
  return ` (bar of ${timeText(openAt)}, ${priceText(low)} to ${priceText(high)})`
}

/** In the order of the firings. What is not shown is counted: nothing is hidden. */
export function summaryText(
  kind: Summary['reason'],
  firings: readonly Firing[],
  timeZone?: string,
): { readonly title: string; readonly body: string; readonly rules: readonly RuleCount[] } {
  const rules = countRules(firings)
  const times = firings.map(happened)
  const isLong = times.length > 0 && Math.max(...times) - Math.min(...times) >= dayMs
  const timeText = (at: number) => (isLong ? formatDateTime(at, timeZone) : formatClock(at, timeZone))
  const lines: string[] = []
  if (rules.length > 1) {
    const counted = rules
      .slice(0, shownRules)
      .map(({ name, count }) => `${shortened(name, longestName)} × ${count}`)
    const rest = rules.length - counted.length
    lines.push([...counted, ...(rest === 0 ? [] : [many(rest, 'more rule')])].join(', '))
  }
  for (const firing of firings.slice(0, shownFirings)) {
    const marks = firing.late && kind !== 'catch-up' ? ' (late)' : ''
    const said = shortened(firing.sentence, longestSentence)
    const subject = subjectOf(firing)
    const words = said.startsWith(subject) ? said : `${subject}: ${said}`
    const bar = kind === 'catch-up' && firing.inferred !== null ? barText(firing.inferred, timeText) : ''
    lines.push(`${timeText(happened(firing))} ${words}${marks}${bar}`)
  }
  if (firings.length > shownFirings) lines.push(`+${firings.length - shownFirings} more`)
  return { title: titleOf(kind, firings, rules), body: lines.join('\n'), rules }
}
