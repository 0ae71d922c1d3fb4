/** Numbers, spans and days as the sentences of rules write them. */
import { formatPrice } from '../format/price.ts'

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const

/** `5 min`, `1 h 30 min`, `250 ms`: exact, largest unit first. */
export function durationText(durationMs: number): string {
  const parts: string[] = []
  let rest = durationMs
  for (const [unit, length] of units) {
    const count = Math.floor(rest / length)
    rest -= count * length
    if (count > 0) parts.push(`${count} ${unit}`)
  }
  if (rest > 0 || parts.length === 0) parts.push(`${rest} ms`)
  return parts.join(' ')
}

/** A level as a person writes it: `64,200`, `64,200.50`, `0.00001234`. */
export function levelText(level: number, tickSize: number): string {
  return formatPrice(level, tickSize).replace(/\.0+$/, '')
}

const plain = new Intl.NumberFormat('en-US', { maximumFractionDigits: 8 })

/** A number that has no tick size: `70`, `0.3`, `1,500,000`. */
export function numberText(value: number): string {
  return plain.format(value).replace('-', '\u2212')
}

const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** `every day`, `Mon–Fri`, `Mon, Wed`; the week begins on Monday here. */
export function daysText(days: readonly number[]): string {
  const sorted = [...new Set(days.map((day) => (day + 6) % 7))].sort((a, b) => a - b)
  if (sorted.length === 7) return 'every day'
  const name = (day: number) => dayNames[(day + 1) % 7] ?? ''
  const [first = 0] = sorted
  const last = sorted.at(-1) ?? first
  const isRun = sorted.length > 2 && last - first === sorted.length - 1
  return isRun ? `${name(first)}\u2013${name(last)}` : sorted.map(name).join(', ')
}

/** `09:00`. */
export function minuteText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}
