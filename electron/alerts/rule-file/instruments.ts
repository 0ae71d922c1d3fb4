/** What a rule's own fields can't tell: whether its instruments are there, and whether its levels lie on their grids. */
import type { FileRule } from '../../../shared/alerts/rule-file.ts'
import { isPrice } from '../../../shared/alerts/sources.ts'
import { formatPrice } from '../../../shared/format/price.ts'
import { providerOf, type InstrumentId } from '../../../shared/model/ids.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import { roundToTick } from '../../../shared/model/numbers.ts'
import type { JsonPath } from './json-places.ts'

export type RuleMistake = { readonly path: JsonPath; readonly message: string }
type Find = (id: InstrumentId) => Instrument | undefined

/** Every instrument that the rule names, with where. */
function namedIn({ scope, conditions, confirm }: FileRule): [JsonPath, InstrumentId][] {
  const found: [JsonPath, InstrumentId][] = []
  if (scope.kind === 'instruments')
    scope.instruments.forEach((id, place) => found.push([['scope', 'instruments', place], id]))
  conditions.forEach(({ instrument, source, operands }, place) => {
    if (instrument !== null) found.push([['conditions', place, 'instrument'], instrument])
    if ('to' in source) found.push([['conditions', place, 'source', 'to'], source.to])
    operands.forEach((operand, at) => {
      if (typeof operand !== 'number' && 'to' in operand)
        found.push([['conditions', place, 'operands', at, 'to'], operand.to])
    })
  })
  if (confirm.kind === 'second-venue') found.push([['confirm', 'instrument'], confirm.instrument])
  return found
}

function offGrid(level: number, { tickSize, symbol }: Instrument): string | null {
  // Binary dust (64000.100000000006) is no other price.
  if (Math.abs(roundToTick(level, tickSize) - level) <= tickSize * 1e-6) return null
  const below = roundToTick(Math.floor(level / tickSize) * tickSize, tickSize)
  const above = roundToTick(below + tickSize, tickSize)
  const step = formatPrice(tickSize, tickSize)
  return `prices of ${symbol} move in steps of ${step}: use ${formatPrice(below, tickSize)} or ${formatPrice(above, tickSize)}`
}

/** Levels of rules on several instruments are not judged here: each has its own grid. */
export function instrumentMistakes(rule: FileRule, find: Find): readonly RuleMistake[] {
  const missing = namedIn(rule)
    .filter(([, id]) => find(id) === undefined)
    .map(([path, id]) => ({
      path,
      message: `no enabled venue knows ${id}: enable ${providerOf(id)}, or name another instrument`,
    }))
  const { scope } = rule
  const only =
    scope.kind === 'instruments' && scope.instruments.length === 1 ? (scope.instruments[0] ?? null) : null
  const uneven = rule.conditions.flatMap(({ source, operator, operands, instrument }, place) => {
    const id = instrument ?? only
    const on = id === null ? undefined : find(id)
    if (on === undefined || !isPrice(source) || operator.endsWith('-percent')) return []
    return operands.flatMap((operand, at) => {
      const message = typeof operand === 'number' ? offGrid(operand, on) : null
      return message === null ? [] : [{ path: ['conditions', place, 'operands', at], message }]
    })
  })
  return [...missing, ...uneven]
}
