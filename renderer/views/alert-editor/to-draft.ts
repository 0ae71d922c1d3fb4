/** The fields as a rule, or what is wrong with each of them. */
import { operandCount, operatorSpec } from '../../../shared/alerts/operators.ts'
import { alertDraftSchema, type AlertDraft } from '../../../shared/alerts/rule.ts'
import type { Sayable } from '../../../shared/alerts/sentence.ts'
import { formatPrice } from '../../../shared/format/price.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { durationMs, momentOf, nearestOnGrid, parseNumber, type MomentFields } from './field-text.ts'
import type { ConditionFields, EditorFields, OperandFields, SourceFields } from './fields.ts'
import { problemsOf, type Problem } from './problems.ts'
import type { FieldContext } from './to-fields.ts'

export type DraftResult = {
  /** Null while there are problems. */
  readonly draft: AlertDraft | null
  /** The rule as far as it goes: what is not written yet is NaN or ''. For its sentence. */
  readonly sayable: Sayable
  readonly problems: readonly Problem[]
}

type Context = Pick<FieldContext, 'tickSizeOf' | 'timeZone' | 'nowAt'>

/** The one instrument that a condition is about; null where there are several, or none. */
export function subjectOf({ scope }: EditorFields, { instrument }: ConditionFields): InstrumentId | null {
  if (instrument !== null) return instrument
  const [only, ...others] = scope.instruments
  const isNamed = scope.kind === 'one' || scope.kind === 'several'
  return isNamed && others.length === 0 ? (only ?? null) : null
}

function sourceOf(fields: SourceFields): unknown {
  const { kind } = fields
  switch (kind) {
    case 'change-percent':
      return { kind, basis: fields.basis }
    case 'ratio':
    case 'difference':
      return { kind, to: fields.to ?? '' }
    case 'indicator': {
      const inputs = Object.entries(fields.inputs).map(([name, text]) => [name, parseNumber(text)])
      return {
        kind,
        name: fields.indicator,
        inputs: Object.fromEntries(inputs) as unknown,
        output: fields.output,
      }
    }
    case 'event':
      return { kind, event: fields.event }
    case 'webhook':
      return { kind, hook: fields.hook, path: fields.reads === 'arrival' ? null : fields.path }
    case 'last':
    case 'bid':
    case 'ask':
    case 'mid':
    case 'spread':
    case 'volume':
    case 'age':
      return { kind }
  }
}

const operandOf = ({ compare, text, source }: OperandFields): unknown =>
  compare === 'number' ? parseNumber(text) : sourceOf(source)

function conditionOf(fields: ConditionFields): unknown {
  const { source, operator, operands, within, interval, instrument } = fields
  return {
    source: sourceOf(source),
    operator,
    operands: operands.slice(0, operandCount(operator)).map(operandOf),
    within:
      operatorSpec(operator).shape === 'move'
        ? { count: parseNumber(within.count), unit: within.unit }
        : null,
    interval,
    instrument,
  }
}

function scopeOf({ kind, instruments, watchlist }: EditorFields['scope']): unknown {
  if (kind === 'app') return { kind }
  if (kind === 'watchlist') return { kind, watchlist }
  return { kind: 'instruments', instruments: kind === 'one' ? instruments.slice(0, 1) : instruments }
}

function confirmOf(fields: EditorFields['confirm']): unknown {
  const { kind } = fields
  if (kind === 'last-tick') return { kind }
  if (kind === 'ticks') return { kind, count: parseNumber(fields.count) }
  if (kind === 'bar-close') return { kind, interval: fields.interval }
  return {
    kind,
    instrument: fields.instrument ?? '',
    withinMs: durationMs(fields.within),
    tolerancePercent: parseNumber(fields.tolerance),
  }
}

function candidateOf(fields: EditorFields, timeZone: string | undefined): Record<string, unknown> {
  const { frequency, rearm, schedule, actions } = fields
  const { sound, escalation, ...shown } = actions
  const moment = (field: MomentFields) => (field.on ? momentOf(field, timeZone) : null)
  const { on: _active, ...active } = schedule.active
  const { on: _sound, ...played } = sound
  return {
    ...(fields.id === null ? {} : { id: fields.id }),
    name: fields.name,
    note: fields.note,
    message: fields.message.on ? fields.message.text : null,
    scope: scopeOf(fields.scope),
    combine: fields.combine,
    conditions: fields.conditions.map(conditionOf),
    frequency: {
      kind: frequency.kind,
      ...(frequency.kind === 'once' ? {} : { coolDownMs: durationMs(frequency.coolDown) }),
      ...(frequency.kind.startsWith('once-per-bar') ? { interval: frequency.interval } : {}),
    },
    rearm: rearm.on ? { unit: rearm.unit, amount: parseNumber(rearm.amount) } : null,
    confirm: confirmOf(fields.confirm),
    schedule: {
      startsAt: moment(schedule.startsAt),
      expiresAt: moment(schedule.expiresAt),
      snoozeUntil: moment(schedule.snoozeUntil),
      active: schedule.active.on ? active : null,
    },
    actions: {
      ...shown,
      sound: sound.on ? played : null,
      escalation: escalation.on
        ? { afterMinutes: parseNumber(escalation.afterMinutes), targets: escalation.targets }
        : null,
    },
  }
}

const onGrid = ['last', 'bid', 'ask', 'spread']

/** What is wrong with a number to compare with, before the schema looks at it. */
function levelProblems(fields: EditorFields, context: Context): Problem[] {
  return fields.conditions.flatMap((condition, place) => {
    const { operator, operands, source } = condition
    const { shape } = operatorSpec(operator)
    const subject = subjectOf(fields, condition)
    const isLevel = shape === 'level' || shape === 'channel'
    const tickSize =
      isLevel && onGrid.includes(source.kind) && subject !== null ? context.tickSizeOf(subject) : null
    return operands
      .slice(0, operandCount(operator))
      .flatMap(({ compare, text: written }, index): Problem[] => {
        if (compare === 'source') return []
        const at = `conditions.${place}.operands.${index}`
        if (written.trim() === '')
          return [
            {
              at,
              text: isLevel && onGrid.includes(source.kind) ? 'Enter a price.' : 'Enter a number.',
              missing: true,
            },
          ]
        const value = parseNumber(written)
        if (Number.isNaN(value)) return [{ at, text: `“${written.trim()}” is not a number.`, missing: false }]
        const nearest = tickSize === null ? null : nearestOnGrid(value, tickSize)
        if (tickSize === null || nearest === null) return []
        const text = `Prices here move in steps of ${formatPrice(tickSize, tickSize)}.`
        return [{ at, text, missing: false, nearest }]
      })
  })
}

function timeProblems({ schedule }: EditorFields, { timeZone, nowAt }: Context): Problem[] {
  const { startsAt, expiresAt } = schedule
  const problem = (at: string, text: string): Problem => ({ at: `schedule.${at}`, text, missing: false })
  if (!expiresAt.on) return []
  const endsAt = momentOf(expiresAt, timeZone)
  if (endsAt <= nowAt) return [problem('expiresAt', 'This moment has passed.')]
  return startsAt.on && endsAt <= momentOf(startsAt, timeZone)
    ? [problem('expiresAt', 'It would end before it starts: choose a later moment.')]
    : []
}

/** Moments that can't be read are left out: a sentence has no blank for them. */
function sayableOf(candidate: Record<string, unknown>): Sayable {
  // Every field is there and of its kind, though perhaps not within its bounds.
  const rule = candidate as Sayable
  const said = (at: number | null) => (at === null || Number.isNaN(at) ? null : at)
  const { startsAt, expiresAt, snoozeUntil, active } = rule.schedule
  return {
    ...rule,
    schedule: {
      active,
      startsAt: said(startsAt),
      expiresAt: said(expiresAt),
      snoozeUntil: said(snoozeUntil),
    },
  }
}

export function toDraft(fields: EditorFields, context: Context): DraftResult {
  const candidate = candidateOf(fields, context.timeZone)
  const result = alertDraftSchema.safeParse(candidate)
  const first = [...levelProblems(fields, context), ...timeProblems(fields, context)]
  const told = new Set(first.map(({ at }) => at))
  // A number that is none was told above; a channel of such numbers need not be told to be in order.
  const isTold = (at: string) =>
    told.has(at) ||
    [...told].some((known) => known.startsWith(`${at}.`) && !Number.isNaN(Number(known.at(-1))))
  const others = result.success ? [] : problemsOf(result.error.issues, candidate)
  const problems = [...first, ...others.filter(({ at }) => !isTold(at))]
  return {
    draft: result.success && problems.length === 0 ? result.data : null,
    sayable: sayableOf(candidate),
    problems,
  }
}
