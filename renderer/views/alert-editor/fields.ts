/** Everything that the alert editor's fields hold, as text where text is typed; what is switched off keeps its fields. */
import type { Actions, Sound } from '../../../shared/alerts/actions.ts'
import { indicatorInfo, type IndicatorName } from '../../../shared/alerts/indicator-names.ts'
import type { ConditionOperator } from '../../../shared/alerts/operators.ts'
import type { Confirm, Frequency, Rearm } from '../../../shared/alerts/rule.ts'
import type { Source, SystemEvent } from '../../../shared/alerts/sources.ts'
import type { DayWindow } from '../../../shared/model/hours.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Interval } from '../../../shared/model/interval.ts'
import type { ChangeBasis } from '../../../shared/model/quote.ts'
import type { DurationFields, MomentFields } from './field-text.ts'

export type SourceKind = Source['kind']

export type SourceFields = {
  readonly kind: SourceKind
  readonly basis: ChangeBasis
  readonly to: InstrumentId | null
  readonly indicator: IndicatorName
  readonly inputs: Readonly<Record<string, string>>
  readonly output: string
  readonly event: SystemEvent
  readonly hook: string
  /** Of a webhook: that a request arrives, or a number in it. */
  readonly reads: 'arrival' | 'number'
  readonly path: string
}

export type OperandFields = {
  readonly compare: 'number' | 'source'
  readonly text: string
  readonly source: SourceFields
}

export type ConditionFields = {
  /** Stays with the condition while others come and go. */
  readonly key: number
  readonly source: SourceFields
  readonly operator: ConditionOperator
  readonly operands: readonly [OperandFields, OperandFields]
  readonly within: { readonly count: string; readonly unit: 'bars' | 'minutes' }
  readonly interval: Interval | null
  /** Null: the instrument that the rule is armed on. */
  readonly instrument: InstrumentId | null
}

export type ScopeFields = {
  /** `one` and `several` are both named instruments: they differ in how they are chosen. */
  readonly kind: 'one' | 'several' | 'watchlist' | 'app'
  readonly instruments: readonly InstrumentId[]
  readonly watchlist: string
}

export type ActiveFields = {
  readonly on: boolean
  readonly timeZone: string
  readonly windows: readonly DayWindow[]
}

export type EditorFields = {
  /** Of the rule that is changed; null for a new one. */
  readonly id: string | null
  readonly name: string
  readonly note: string
  readonly message: { readonly on: boolean; readonly text: string }
  readonly scope: ScopeFields
  readonly combine: 'all' | 'any'
  readonly conditions: readonly ConditionFields[]
  readonly frequency: {
    readonly kind: Frequency['kind']
    readonly interval: Interval
    readonly coolDown: DurationFields
  }
  readonly rearm: { readonly on: boolean; readonly amount: string; readonly unit: Rearm['unit'] }
  readonly confirm: {
    readonly kind: Confirm['kind']
    readonly count: string
    readonly interval: Interval
    readonly instrument: InstrumentId | null
    readonly within: DurationFields
    readonly tolerance: string
  }
  readonly schedule: {
    readonly startsAt: MomentFields
    readonly expiresAt: MomentFields
    readonly snoozeUntil: MomentFields
    readonly active: ActiveFields
  }
  readonly actions: Pick<Actions, 'toast' | 'notification' | 'badge' | 'targets' | 'urgent'> & {
    readonly sound: Sound & { readonly on: boolean }
    readonly escalation: {
      readonly on: boolean
      readonly afterMinutes: string
      readonly targets: readonly string[]
    }
  }
}

export const mostConditions = 8

/** Usual value of each input of an indicator, as text. */
export function usualInputs(name: IndicatorName): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(indicatorInfo(name).inputs).map(([input, value]) => [input, String(value)]),
  )
}

export const lastSource: SourceFields = {
  kind: 'last',
  basis: '24h',
  to: null,
  indicator: 'sma',
  inputs: usualInputs('sma'),
  output: 'value',
  event: 'feed-down',
  hook: '',
  reads: 'arrival',
  path: '',
}

export const emptyOperand: OperandFields = { compare: 'number', text: '', source: lastSource }

export function indicatorSource(
  indicator: IndicatorName,
  inputs: Readonly<Record<string, string>> = {},
): SourceFields {
  return {
    ...lastSource,
    kind: 'indicator',
    indicator,
    inputs: { ...usualInputs(indicator), ...inputs },
    output: indicatorInfo(indicator).outputs[0],
  }
}

export function newCondition(key: number, changes: Partial<ConditionFields> = {}): ConditionFields {
  return {
    key,
    source: lastSource,
    operator: 'crossing',
    operands: [emptyOperand, emptyOperand],
    within: { count: '60', unit: 'minutes' },
    interval: null,
    instrument: null,
    ...changes,
  }
}
