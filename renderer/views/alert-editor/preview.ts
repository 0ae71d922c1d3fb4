/** The levels of the rule that is being written, as the chart shows them. */
import { operatorSpec, type OperatorSpec } from '../../../shared/alerts/operators.ts'
import type { AlertDraft, Rearm } from '../../../shared/alerts/rule.ts'
import type { Rehearsal } from '../../../shared/alerts/rehearsal.ts'
import { levelText } from '../../../shared/alerts/words.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { AlertPreview, PreviewLevel } from '../../state/alert-preview.ts'
import { parseNumber } from './field-text.ts'
import type { EditorFields, SourceFields } from './fields.ts'

const onPriceAxis = ['last', 'bid', 'ask', 'mid']
const pricedIndicators = ['sma', 'ema', 'wma', 'vwap', 'bollinger', 'donchian']

/** Whether its values stand beside the price on the same axis. */
function isPriced({ kind, indicator }: SourceFields): boolean {
  return onPriceAxis.includes(kind) || (kind === 'indicator' && pricedIndicators.includes(indicator))
}

/** The instrument whose chart shows the rule: the one that is shown already, where the rule is about it too. */
export function previewInstrument(
  fields: EditorFields,
  shown: InstrumentId | null,
  listed: readonly InstrumentId[],
): InstrumentId | null {
  const { scope, conditions } = fields
  const named =
    scope.kind === 'app'
      ? []
      : scope.kind === 'watchlist'
        ? listed
        : scope.kind === 'one'
          ? scope.instruments.slice(0, 1)
          : scope.instruments
  const own = conditions.flatMap(({ instrument }) => (instrument === null ? [] : [instrument]))
  const isAllOwn = conditions.every(({ instrument }) => instrument !== null)
  const about = isAllOwn ? own : [...named, ...own]
  return about.find((id) => id === shown) ?? about[0] ?? null
}

function rearmOf(
  { rearms }: OperatorSpec,
  rearm: Rearm,
  value: number,
  index: number,
): PreviewLevel['rearm'] {
  const by = rearm.unit === 'percent' ? (Math.abs(value) * rearm.amount) / 100 : rearm.amount
  const below = value - by
  const above = value + by
  switch (rearms) {
    case 'below':
      return { below, above: null }
    case 'above':
      return { below: null, above }
    case 'either-side':
      return { below, above }
    case 'outside':
      return index === 0 ? { below, above: null } : { below: null, above }
    case 'inside':
      return index === 0 ? { below: null, above } : { below, above: null }
    case 'less-move':
    case 'at-once':
      return null
  }
}

/** Fixed levels and bounds of its conditions on `instrument`, also while the rest is not written yet. */
export function previewLevels(
  fields: EditorFields,
  instrument: InstrumentId,
  tickSize: number | null,
): readonly PreviewLevel[] {
  const amount = parseNumber(fields.rearm.amount)
  const rearm = fields.rearm.on && amount > 0 ? { unit: fields.rearm.unit, amount } : null
  return fields.conditions.flatMap((condition, place) => {
    const spec = operatorSpec(condition.operator)
    const isLevel = spec.shape === 'level' || spec.shape === 'channel'
    const isHere = condition.instrument === null || condition.instrument === instrument
    if (!isLevel || !isHere || !isPriced(condition.source)) return []
    return condition.operands.slice(0, spec.shape === 'channel' ? 2 : 1).flatMap((operand, index) => {
      const value = operand.compare === 'number' ? parseNumber(operand.text) : NaN
      if (Number.isNaN(value)) return []
      return [
        {
          condition: place,
          operand: index,
          value,
          label: `${spec.words} ${levelText(value, tickSize ?? 1e-8)}`,
          rearm: rearm === null ? null : rearmOf(spec, rearm, value, index),
        },
      ]
    })
  })
}

/** Where the rehearsal would have fired, on the price axis. */
export function previewMarks(
  rehearsal: Rehearsal | null,
  instrument: InstrumentId,
  draft: AlertDraft | null,
): AlertPreview['marks'] {
  const part = rehearsal?.parts.find((each) => each.instrument === instrument)
  const isPrice = draft?.conditions.every(({ source }) => onPriceAxis.includes(source.kind)) === true
  return (part?.firings ?? []).map(({ at, value, bar }) => ({
    at,
    value: isPrice && value !== null ? value : bar.close,
  }))
}
