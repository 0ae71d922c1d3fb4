/** A rule in English: what it watches, what it waits for, and how often it may fire. */
import { durationText, levelText } from '../../shared/alerts/words.ts'
import type { Rule } from '../../shared/model/alert.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import { operatorTable } from './operators.ts'

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
