/** A rule as the fields of the editor. */
import type { Condition, Operand } from '../../../shared/alerts/condition.ts'
import { defaultActions } from '../../../shared/alerts/actions.ts'
import { operatorSpec } from '../../../shared/alerts/operators.ts'
import type { AlertDraft, Frequency } from '../../../shared/alerts/rule.ts'
import { isPrice, type Source } from '../../../shared/alerts/sources.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Interval } from '../../../shared/model/interval.ts'
import { durationFields, exactText, levelText, momentFields } from './field-text.ts'
import {
  emptyOperand,
  lastSource,
  newCondition,
  type ConditionFields,
  type EditorFields,
  type OperandFields,
  type SourceFields,
} from './fields.ts'

/** What fields are filled from besides the rule. */
export type FieldContext = {
  /** Null while the instrument is not known. */
  readonly tickSizeOf: (id: InstrumentId) => number | null
  /** IANA name for moments; undefined is the machine's own. */
  readonly timeZone: string | undefined
  /** UTC epoch ms. */
  readonly nowAt: number
  /** What is offered where an interval is needed: that of the chart. */
  readonly interval: Interval
}

const dayMs = 86_400_000
const usualSound = { name: 'bell', volume: 0.7, untilAcknowledged: false } as const

/** A usual wait that stops a nervous price from telling the same again and again. */
export function usualCoolDownMs(kind: Frequency['kind']): number {
  return kind === 'every-time' ? 300_000 : 0
}

function sourceFields(source: Source): SourceFields {
  const fields = { ...lastSource, kind: source.kind }
  switch (source.kind) {
    case 'change-percent':
      return { ...fields, basis: source.basis }
    case 'ratio':
    case 'difference':
      return { ...fields, to: source.to }
    case 'indicator': {
      const inputs = Object.entries(source.inputs).map(([name, value]) => [name, exactText(value)])
      return {
        ...fields,
        indicator: source.name,
        inputs: Object.fromEntries(inputs) as Record<string, string>,
        output: source.output,
      }
    }
    case 'event':
      return { ...fields, event: source.event }
    case 'webhook':
      return {
        ...fields,
        hook: source.hook,
        reads: source.path === null ? 'arrival' : 'number',
        path: source.path ?? '',
      }
    case 'last':
    case 'bid':
    case 'ask':
    case 'mid':
    case 'spread':
    case 'volume':
    case 'age':
      return fields
  }
}

function operandFields(operand: Operand | undefined, tickSize: number | null): OperandFields {
  if (operand === undefined) return emptyOperand
  if (typeof operand === 'number') return { ...emptyOperand, text: levelText(operand, tickSize) }
  return { ...emptyOperand, compare: 'source', source: sourceFields(operand) }
}

function conditionFields(
  condition: Condition,
  key: number,
  subject: InstrumentId | null,
  context: FieldContext,
): ConditionFields {
  const { source, operator, operands, within, interval, instrument } = condition
  const of = instrument ?? subject
  const isPercent = operatorSpec(operator).percent === true
  const tickSize = isPrice(source) && !isPercent && of !== null ? context.tickSizeOf(of) : null
  const base = newCondition(key)
  return {
    ...base,
    source: sourceFields(source),
    operator,
    operands: [operandFields(operands[0], tickSize), operandFields(operands[1], tickSize)],
    within: within === null ? base.within : { count: String(within.count), unit: within.unit },
    interval,
    instrument,
  }
}

function confirmFields(confirm: AlertDraft['confirm'], interval: Interval): EditorFields['confirm'] {
  const usual = {
    kind: confirm.kind,
    count: '3',
    interval,
    instrument: null,
    within: durationFields(10_000),
    tolerance: '0.1',
  }
  switch (confirm.kind) {
    case 'last-tick':
      return usual
    case 'ticks':
      return { ...usual, count: String(confirm.count) }
    case 'bar-close':
      return { ...usual, interval: confirm.interval }
    case 'second-venue':
      return {
        ...usual,
        instrument: confirm.instrument,
        within: durationFields(confirm.withinMs),
        tolerance: exactText(confirm.tolerancePercent),
      }
  }
}

export function toFields(rule: AlertDraft, context: FieldContext): EditorFields {
  const { scope, frequency, schedule, actions, rearm } = rule
  const { timeZone, nowAt } = context
  const instruments = scope.kind === 'instruments' ? scope.instruments : []
  const [only] = instruments
  const subject = instruments.length === 1 && only !== undefined ? only : null
  const moment = (at: number | null, usualMs: number) =>
    momentFields(at, timeZone, Math.ceil((nowAt + usualMs) / 60_000) * 60_000)
  return {
    id: rule.id ?? null,
    name: rule.name,
    note: rule.note,
    message: { on: rule.message !== null, text: rule.message ?? '' },
    scope: {
      kind: scope.kind !== 'instruments' ? scope.kind : instruments.length === 1 ? 'one' : 'several',
      instruments,
      watchlist: scope.kind === 'watchlist' ? scope.watchlist : '',
    },
    combine: rule.combine,
    conditions: rule.conditions.map((condition, key) => conditionFields(condition, key, subject, context)),
    frequency: {
      kind: frequency.kind,
      interval: 'interval' in frequency ? frequency.interval : context.interval,
      coolDown: durationFields('coolDownMs' in frequency ? frequency.coolDownMs : 0),
    },
    rearm:
      rearm === null
        ? { on: false, amount: '0.3', unit: 'percent' }
        : { on: true, amount: exactText(rearm.amount), unit: rearm.unit },
    confirm: confirmFields(rule.confirm, context.interval),
    schedule: {
      startsAt: moment(schedule.startsAt, 3_600_000),
      expiresAt: moment(schedule.expiresAt, dayMs),
      snoozeUntil: moment(schedule.snoozeUntil, 3_600_000),
      active:
        schedule.active === null
          ? {
              on: false,
              timeZone: timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
              windows: [{ days: [1, 2, 3, 4, 5], fromMinute: 540, toMinute: 1020 }],
            }
          : { on: true, ...schedule.active },
    },
    actions: {
      toast: actions.toast,
      notification: actions.notification,
      badge: actions.badge,
      targets: actions.targets,
      urgent: actions.urgent,
      sound: { on: actions.sound !== null, ...(actions.sound ?? usualSound) },
      escalation:
        actions.escalation === null
          ? { on: false, afterMinutes: '5', targets: [] }
          : {
              on: true,
              afterMinutes: String(actions.escalation.afterMinutes),
              targets: actions.escalation.targets,
            },
    },
  }
}

/** A new rule: the last price of `instrument`, with its level still to be written where none is given. */
export function newFields(
  start: {
    readonly instrument: InstrumentId | null
    readonly level: number | null
    readonly operator: Condition['operator']
  },
  context: FieldContext,
): EditorFields {
  const { instrument, level, operator } = start
  const condition: Condition = {
    source: { kind: 'last' },
    operator,
    operands: level === null ? [] : [level],
    within: null,
    interval: null,
    instrument: null,
  }
  const fields = toFields(
    {
      name: '',
      note: '',
      message: null,
      scope: { kind: 'instruments', instruments: instrument === null ? [] : [instrument] },
      combine: 'all',
      conditions: [condition],
      frequency: { kind: 'once' },
      rearm: null,
      confirm: { kind: 'last-tick' },
      schedule: { startsAt: null, expiresAt: null, snoozeUntil: null, active: null },
      actions: defaultActions,
    },
    context,
  )
  return { ...fields, scope: { ...fields.scope, kind: 'one' } }
}
