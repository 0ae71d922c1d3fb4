/** The log of firings as CSV or JSON, with its evidence. */
import type { Firing } from '../../shared/alerts/firing.ts'

const columns = [
  'id',
  'firedAt',
  'happenedAt',
  'decidedAt',
  'instrument',
  'rule',
  'ruleName',
  'ruleVersion',
  'sentence',
  'message',
  'note',
  'price',
  'level',
  'before',
  'beforeAt',
  'late',
  'folded',
  'simulated',
  'barOpenAt',
  'barLow',
  'barHigh',
  'quoteState',
  'streamState',
  'acknowledgedAt',
] as const

const isoTime = (at: number | null): string => (at === null ? '' : new Date(at).toISOString())

/** RFC 4180; a text that a spreadsheet would take for a formula gets an apostrophe, which it shows as text. */
function cell(value: string | number | boolean | null): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function rowOf(firing: Firing): string {
  const { evidence, inferred, feed } = firing
  const values: Record<(typeof columns)[number], string | number | boolean | null> = {
    id: firing.id,
    firedAt: isoTime(firing.firedAt),
    happenedAt: isoTime(firing.happenedAt),
    decidedAt: isoTime(firing.decidedAt),
    instrument: firing.instrument,
    rule: firing.rule,
    ruleName: firing.ruleName,
    ruleVersion: firing.ruleVersion,
    sentence: firing.sentence,
    message: firing.message,
    note: firing.note,
    price: firing.price,
    level: firing.level,
    before: evidence.before?.price ?? null,
    beforeAt: isoTime(evidence.before?.exchangeAt ?? evidence.before?.receivedAt ?? null),
    late: firing.late,
    folded: firing.folded,
    simulated: firing.simulated,
    barOpenAt: isoTime(inferred?.openAt ?? null),
    barLow: inferred?.low ?? null,
    barHigh: inferred?.high ?? null,
    quoteState: feed.quote,
    streamState: feed.stream,
    acknowledgedAt: isoTime(firing.acknowledgedAt),
  }
  return columns.map((column) => cell(values[column])).join(',')
}

export function exportLog(
  firings: Iterable<Firing>,
  format: 'csv' | 'json',
): { text: string; count: number } {
  const list = [...firings]
  const text =
    format === 'json'
      ? `${JSON.stringify({ format: 'tickerdeck-log', version: 1, firings: list }, null, 2)}\n`
      : `${[columns.join(','), ...list.map(rowOf)].join('\r\n')}\r\n`
  return { text, count: list.length }
}
