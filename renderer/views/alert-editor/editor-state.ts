/** What a hand can do to the fields, each a function from fields to fields that keeps them fitting each other. */
import { conditionOperators, operatorSpec, type ConditionOperator } from '../../../shared/alerts/operators.ts'
import { indicatorInfo, type IndicatorName } from '../../../shared/alerts/indicator-names.ts'
import type { Frequency } from '../../../shared/alerts/rule.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Interval } from '../../../shared/model/interval.ts'
import { durationFields, durationMs, levelText } from './field-text.ts'
import {
  mostConditions,
  newCondition,
  usualInputs,
  type ConditionFields,
  type EditorFields,
  type OperandFields,
  type ScopeFields,
  type SourceFields,
  type SourceKind,
} from './fields.ts'
import { usualCoolDownMs } from './to-fields.ts'

/** Whether what it watches happens, rather than having a value. */
export function isHappening({ kind, reads }: SourceFields): boolean {
  return kind === 'event' || (kind === 'webhook' && reads === 'arrival')
}

/** Only what fits what is watched: something that happens just happens, a number has all the others. */
export function operatorsFor(source: SourceFields): readonly ConditionOperator[] {
  return conditionOperators.filter(
    (operator) => (operatorSpec(operator).shape === 'moment') === isHappening(source),
  )
}

/** Whether a move is what it asks for: then it compares with a number only. */
export function comparesSources(operator: ConditionOperator): boolean {
  const { shape } = operatorSpec(operator)
  return shape === 'level' || shape === 'channel'
}

function wantsBars({ source, operands, within, operator }: ConditionFields): boolean {
  const barred = ({ kind }: SourceFields) => kind === 'volume' || kind === 'indicator'
  const compared = operands.some((operand) => operand.compare === 'source' && barred(operand.source))
  return barred(source) || compared || (operatorSpec(operator).shape === 'move' && within.unit === 'bars')
}

function fitted(condition: ConditionFields, interval: Interval): ConditionFields {
  const operators = operatorsFor(condition.source)
  const operator = operators.includes(condition.operator)
    ? condition.operator
    : (operators[0] ?? condition.operator)
  const operands = comparesSources(operator)
    ? condition.operands
    : ([
        { ...condition.operands[0], compare: 'number' },
        { ...condition.operands[1], compare: 'number' },
      ] as const)
  const fit = { ...condition, operator, operands }
  return wantsBars(fit) && fit.interval === null ? { ...fit, interval } : fit
}

/** `interval` is what is taken where one is needed and none was chosen. */
export function withCondition(
  fields: EditorFields,
  place: number,
  change: Partial<ConditionFields>,
  interval: Interval,
): EditorFields {
  return {
    ...fields,
    conditions: fields.conditions.map((condition, index) =>
      index === place ? fitted({ ...condition, ...change }, interval) : condition,
    ),
  }
}

export function withSource(
  fields: EditorFields,
  place: number,
  source: SourceFields,
  interval: Interval,
): EditorFields {
  const before = fields.conditions[place]
  // An interval that only its old source needed would be read as meant.
  const leavesBars = before !== undefined && wantsBars(before) && fields.conditions.length === 1
  const hasChanged = before?.source.kind !== source.kind || before.source.indicator !== source.indicator
  const change = leavesBars && hasChanged ? { source, interval: null } : { source }
  return withCondition(fields, place, change, interval)
}

/** Another kind of source, with the usual inputs where it is another indicator. */
export function sourceOfKind(
  source: SourceFields,
  kind: SourceKind,
  indicator: IndicatorName = source.indicator,
): SourceFields {
  if (indicator === source.indicator) return { ...source, kind }
  return {
    ...source,
    kind,
    indicator,
    inputs: usualInputs(indicator),
    output: indicatorInfo(indicator).outputs[0],
  }
}

export function withOperand(
  fields: EditorFields,
  place: number,
  index: number,
  change: Partial<OperandFields>,
  interval: Interval,
): EditorFields {
  const condition = fields.conditions[place]
  if (condition === undefined) return fields
  const [first, second] = condition.operands
  const operands =
    index === 0 ? ([{ ...first, ...change }, second] as const) : ([first, { ...second, ...change }] as const)
  return withCondition(fields, place, { operands }, interval)
}

/** A level that was moved on the chart. */
export function withLevel(
  fields: EditorFields,
  place: number,
  index: number,
  value: number,
  tickSize: number | null,
): EditorFields {
  const condition = fields.conditions[place]
  if (condition === undefined) return fields
  const text = levelText(value, tickSize)
  return withOperand(fields, place, index, { text, compare: 'number' }, condition.interval ?? '1m')
}

export function withNewCondition(fields: EditorFields): EditorFields {
  if (fields.conditions.length >= mostConditions) return fields
  const key = Math.max(-1, ...fields.conditions.map((condition) => condition.key)) + 1
  const last = fields.conditions.at(-1)
  return {
    ...fields,
    conditions: [
      ...fields.conditions,
      newCondition(key, last === undefined ? {} : { interval: last.interval, instrument: last.instrument }),
    ],
  }
}

/** The last one stays: a rule without a condition is none. */
export function withoutCondition(fields: EditorFields, place: number): EditorFields {
  if (fields.conditions.length <= 1) return fields
  return { ...fields, conditions: fields.conditions.filter((_, index) => index !== place) }
}

/** The usual cool-down of the new kind, unless one was chosen. */
export function withFrequency(fields: EditorFields, kind: Frequency['kind']): EditorFields {
  const { frequency } = fields
  const isUsual = durationMs(frequency.coolDown) === usualCoolDownMs(frequency.kind)
  const coolDown = isUsual ? durationFields(usualCoolDownMs(kind)) : frequency.coolDown
  return { ...fields, frequency: { ...frequency, kind, coolDown } }
}

export function withScopeKind(fields: EditorFields, kind: ScopeFields['kind']): EditorFields {
  return { ...fields, scope: { ...fields.scope, kind } }
}

/** The one instrument that it is about. */
export function withInstrument(fields: EditorFields, instrument: InstrumentId): EditorFields {
  return { ...fields, scope: { ...fields.scope, kind: 'one', instruments: [instrument] } }
}

export function withAnotherInstrument(fields: EditorFields, instrument: InstrumentId): EditorFields {
  const { scope } = fields
  if (scope.instruments.includes(instrument)) return fields
  return { ...fields, scope: { ...scope, instruments: [...scope.instruments, instrument] } }
}

export function withoutInstrument(fields: EditorFields, instrument: InstrumentId): EditorFields {
  const { scope } = fields
  const instruments = scope.instruments.filter((each) => each !== instrument)
  return { ...fields, scope: { ...scope, instruments } }
}

/** In its place, or at the end; out where it was in. */
export function toggled<T>(items: readonly T[], item: T): readonly T[] {
  return items.includes(item) ? items.filter((each) => each !== item) : [...items, item]
}

/** `item` one place nearer to the start. */
export function earlier<T>(items: readonly T[], item: T): readonly T[] {
  const at = items.indexOf(item)
  if (at <= 0) return items
  return [...items.slice(0, at - 1), item, ...items.slice(at - 1, at), ...items.slice(at + 1)]
}
