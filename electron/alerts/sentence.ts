/** A rule in English: what it watches, what it waits for, and how often it may fire. */
import { formatPrice } from '../../shared/format/price.ts'
import type { Rule } from '../../shared/model/alert.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import { operatorTable } from './operators.ts'

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

function frequencyText(frequency: Rule['frequency']): string {
  if (frequency.kind === 'once') return 'once'
  return frequency.coolDownMs === 0
    ? 'every time'
    : `every time, at most once in ${durationText(frequency.coolDownMs)}`
}

/** `BTCUSDT last crosses up 64,200, once`. */
export function sentence(
  rule: Pick<Rule, 'operator' | 'level' | 'frequency'>,
  instrument: Pick<Instrument, 'symbol' | 'tickSize'>,
): string {
  const { words } = operatorTable[rule.operator]
  return `${instrument.symbol} last ${words} ${levelText(rule.level, instrument.tickSize)}, ${frequencyText(rule.frequency)}`
}
