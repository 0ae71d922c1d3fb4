/** A rule as a sentence in parts, and how far the price is from it: plain functions, in the field's words. */
import type { Operator, Rule } from '../../../shared/model/alert.ts'
import { symbolOf } from '../../../shared/model/ids.ts'
import { formatPrice, formatSigned } from '../../../shared/format/price.ts'
import { formatDateTime } from '../../../shared/format/time.ts'

export type SentencePart = { readonly text: string; readonly strong: boolean }

const verbs: Record<Operator, string> = {
  crossing: 'crosses',
  'crossing-up': 'crosses up',
  'crossing-down': 'crosses down',
  'greater-than': 'is greater than',
  'less-than': 'is less than',
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const units = [
  { name: 'day', ms: day },
  { name: 'hour', ms: hour },
  { name: 'minute', ms: minute },
  { name: 'second', ms: second },
] as const

/** `5 minutes`, `1 hour`, `90 seconds`: in the largest unit that leaves nothing over. */
export function durationWords(ms: number): string {
  const unit = units.find((each) => ms >= each.ms && ms % each.ms === 0) ?? { name: 'second', ms: second }
  const count = ms / unit.ms
  return `${Number.isInteger(count) ? count : count.toFixed(1)} ${unit.name}${count === 1 ? '' : 's'}`
}

/** `tickSize` null where the instrument is not known: then the level is written as it is. */
export function sentenceParts(
  rule: Pick<Rule, 'instrument' | 'operator' | 'level' | 'frequency' | 'expiresAt'>,
  tickSize: number | null,
  timeZone: string | undefined,
): readonly SentencePart[] {
  const strong = (text: string): SentencePart => ({ text, strong: true })
  const plain = (text: string): SentencePart => ({ text, strong: false })
  const level = tickSize === null ? String(rule.level) : formatPrice(rule.level, tickSize)
  const { frequency } = rule
  return [
    strong(symbolOf(rule.instrument)),
    plain(' last '),
    strong(`${verbs[rule.operator]} ${level}`),
    ...(frequency.kind === 'once'
      ? [plain(', once')]
      : frequency.coolDownMs === 0
        ? [plain(', every time')]
        : [plain(', every time, not again within '), strong(durationWords(frequency.coolDownMs))]),
    ...(rule.expiresAt === null
      ? []
      : [plain(', until '), strong(formatDateTime(rule.expiresAt, timeZone).slice(0, 16))]),
  ]
}

export function plainSentence(parts: readonly SentencePart[]): string {
  return parts.map((part) => part.text).join('')
}

export type Distance = {
  /** `0.11 % away`, `met now`, `no price`. */
  readonly text: string
  /** How near, 0 to 1, for the bar: half at 1 % away. */
  readonly nearness: number
}

export function distanceOf(operator: Operator, level: number, last: number | null): Distance {
  if (last === null || !(last > 0)) return { text: 'no price', nearness: 0 }
  const met = (operator === 'greater-than' && last > level) || (operator === 'less-than' && last < level)
  if (met) return { text: 'met now', nearness: 1 }
  const percent = (Math.abs(level - last) / last) * 100
  return { text: `${percent.toFixed(percent < 10 ? 2 : 1)} % away`, nearness: 1 / (1 + percent) }
}

/** For the dialog: `0.11 % above the price now, 64,128.52`. */
export function offsetSentence(level: number, last: number | null, tickSize: number): string {
  if (last === null || !(last > 0)) return 'The price now is not known.'
  const percent = ((level - last) / last) * 100
  const now = formatPrice(last, tickSize)
  if (level === last) return `Exactly the price now, ${now}`
  const size = formatSigned(Math.abs(percent), 2).replace('+', '')
  return `${size} % ${percent > 0 ? 'above' : 'below'} the price now, ${now}`
}
