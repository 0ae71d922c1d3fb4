/** The rule read back while it is written, with a blank for what is not there yet; and how far a level is from the price. */
import type { Condition } from '../../../shared/alerts/condition.ts'
import { conditionText, ruleSentence, type Names, type Sayable } from '../../../shared/alerts/sentence.ts'
import { formatPrice, formatSigned } from '../../../shared/format/price.ts'

export const blank = '\u2026'

function withBlanks(sentence: string): string {
  return sentence
    .replaceAll('NaN', blank)
    .replaceAll(/ \u2013(?=[\s,)]|$)/gu, ` ${blank}`)
    .trim()
}

/** `BTCUSDT last crosses …, once`. */
export function readBack(rule: Sayable, names: Names): string {
  return withBlanks(ruleSentence(rule, names, { withExpiry: true }))
}

/** One of its conditions, without saying whose it is where it is the rule's instrument. */
export function conditionWords(condition: Condition, names: Names): string {
  return withBlanks(conditionText(condition, '', 1e-8, names))
}

/** `0.11 % above the price now, 64,128.52`; NaN is a level that is not written yet. */
export function offsetText(level: number, last: number | null, tickSize: number): string {
  if (last === null || !(last > 0)) return 'The price now is not known.'
  const now = formatPrice(last, tickSize)
  if (Number.isNaN(level)) return `The price now is ${now}`
  if (level === last) return `Exactly the price now, ${now}`
  const percent = ((level - last) / last) * 100
  const size = formatSigned(Math.abs(percent), Math.abs(percent) < 0.01 ? 4 : 2).replace('+', '')
  return `${size} % ${percent > 0 ? 'above' : 'below'} the price now, ${now}`
}
