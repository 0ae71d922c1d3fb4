/** A rule made ready to be judged on one instrument: levels in whole ticks, sources taken apart. */
import { armedMemory, type AlertMemory } from '../../../shared/alerts/memory.ts'
import type { Condition } from '../../../shared/alerts/condition.ts'
import { parseJsonPath } from '../../../shared/alerts/json-path.ts'
import { operatorSpec, type OperatorSpec, type Position } from '../../../shared/alerts/operators.ts'
import type { AlertRule } from '../../../shared/alerts/rule.ts'
import { isMoment, isPrice, type Source } from '../../../shared/alerts/sources.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Interval } from '../../../shared/model/interval.ts'
import { toTicks } from '../../../shared/model/numbers.ts'

export type Part = {
  readonly kind: 'last' | 'bid' | 'ask' | 'change' | 'derived' | 'age' | 'webhook' | 'moment'
  readonly source: Source
  readonly instrument: InstrumentId | null
  readonly interval: Interval | null
  readonly path: readonly (string | number)[]
}

/** A number made of one or two parts. */
export type Expression = {
  readonly form: 'one' | 'mid' | 'spread' | 'ratio' | 'difference'
  readonly parts: readonly Part[]
}

export type ConditionWatch = {
  readonly condition: Condition
  readonly spec: OperatorSpec
  readonly left: Expression
  readonly operands: readonly (number | Expression)[]
  /** The parts of the source, then those of the operands. */
  readonly parts: readonly Part[]
  /** One part against fixed numbers: nothing to be kept of the parts. */
  readonly plain: boolean
  /** Size of one step that values are counted in. */
  readonly grid: number
  /** Operands as numbers and in steps, where all are fixed. */
  readonly fixed: { readonly bounds: readonly number[]; readonly ticks: readonly number[] } | null
  /** Judged at the closes of these bars only; null judges every value. */
  readonly closes: Interval | null
  /** Until the end of which bar an edge counts as true; null: at its moment only. */
  readonly latch: Interval | null
  /** Instruments whose staleness forbids judging. */
  readonly instruments: readonly InstrumentId[]
}

export type Watch = {
  readonly rule: AlertRule
  readonly subject: InstrumentId | null
  readonly conditions: readonly ConditionWatch[]
  /** Frequencies other than once and every time: a state that stays true counts anew. */
  readonly repeats: boolean
  /** Whether an input of kind `clock` can matter before the expiry. */
  readonly clocked: boolean
}

// Steps of what has no tick size of its own: fine enough to hold any written level, coarse enough to swallow binary dust.
const fineStep = 1e-8
const steps: Partial<Record<Source['kind'], number>> = { 'change-percent': 1e-4, volume: 1e-6, age: 1e-3 }

function partsOf(source: Source, instrument: InstrumentId | null, interval: Interval | null): Expression {
  const part = (kind: Part['kind'], of = instrument, path: Part['path'] = []): Part => ({
    kind,
    source,
    instrument: of,
    interval,
    path,
  })
  switch (source.kind) {
    case 'last':
    case 'bid':
    case 'ask':
    case 'age':
      return { form: 'one', parts: [part(source.kind)] }
    case 'mid':
    case 'spread':
      return { form: source.kind, parts: [part('ask'), part('bid')] }
    case 'ratio':
    case 'difference':
      return { form: source.kind, parts: [part('last'), part('last', source.to)] }
    case 'change-percent':
      return { form: 'one', parts: [part('change')] }
    case 'volume':
    case 'indicator':
      return { form: 'one', parts: [part('derived')] }
    case 'event':
      return { form: 'one', parts: [part('moment')] }
    case 'webhook': {
      if (isMoment(source)) return { form: 'one', parts: [part('moment', null)] }
      const path = parseJsonPath(source.path ?? '')
      return { form: 'one', parts: [part('webhook', null, 'wrongAt' in path ? [] : path)] }
    }
  }
}

function gridOf(
  source: Source,
  instrument: InstrumentId | null,
  tickSize: (id: InstrumentId) => number,
): number {
  const own = instrument === null ? fineStep : tickSize(instrument)
  if (source.kind === 'mid') return own / 2
  if (source.kind === 'difference') return Math.min(own, tickSize(source.to))
  if (isPrice(source)) return own
  return steps[source.kind] ?? fineStep
}

function watchCondition(
  condition: Condition,
  rule: AlertRule,
  subject: InstrumentId | null,
  tickSize: (id: InstrumentId) => number,
): ConditionWatch {
  const instrument = condition.instrument ?? subject
  const { interval } = condition
  const spec = operatorSpec(condition.operator)
  const left = partsOf(condition.source, instrument, interval)
  const operands = condition.operands.map((operand) =>
    typeof operand === 'number' ? operand : partsOf(operand, instrument, interval),
  )
  const sources = condition.operands.filter((operand) => typeof operand !== 'number')
  const grid = Math.min(
    ...[condition.source, ...sources].map((source) => gridOf(source, instrument, tickSize)),
  )
  const parts = [left, ...operands.filter((operand) => typeof operand !== 'number')].flatMap(
    (each) => each.parts,
  )
  const bounds = condition.operands.filter((operand) => typeof operand === 'number')
  const { frequency } = rule
  const closes = frequency.kind === 'once-per-bar-close' ? (interval ?? frequency.interval) : null
  const watched = parts.filter(({ kind }) => !['age', 'webhook', 'moment'].includes(kind))
  return {
    condition,
    spec,
    left,
    operands,
    parts,
    plain: parts.length === 1 && left.parts[0]?.kind !== 'age',
    grid,
    fixed: sources.length === 0 ? { bounds, ticks: bounds.map((bound) => toTicks(bound, grid)) } : null,
    closes,
    latch: closes ?? interval,
    instruments: [...new Set(watched.map((part) => part.instrument).filter((id) => id !== null))],
  }
}

/**
 * `subject` is the instrument that the rule is armed on (null for a rule that is armed on none). Made once, used for every
 * input; to be made anew, with a gap in between, when the rule or a tick size changes.
 */
export function watch(
  rule: AlertRule,
  subject: InstrumentId | null,
  tickSize: (id: InstrumentId) => number,
): Watch {
  const conditions = rule.conditions.map((condition) => watchCondition(condition, rule, subject, tickSize))
  const { kind } = rule.frequency
  return {
    rule,
    subject,
    conditions,
    repeats: kind !== 'once' && kind !== 'every-time',
    clocked:
      kind === 'once-per-bar-close' ||
      rule.confirm.kind === 'bar-close' ||
      rule.confirm.kind === 'second-venue' ||
      rule.schedule.snoozeUntil !== null ||
      rule.schedule.active !== null ||
      conditions.some(({ parts }) => parts.some((part) => part.kind === 'age')),
  }
}

/** What the rule remembers right after it was armed. */
export function memoryFor(watched: Watch, before?: AlertMemory): AlertMemory {
  return armedMemory(watched.conditions.length, before)
}

/** Where a number of ticks lies against the bounds; not for moves. */
export function positionOf(spec: OperatorSpec, now: number, ticks: readonly number[]): Position {
  const lower = ticks[0] ?? 0
  const upper = spec.shape === 'channel' ? (ticks[1] ?? lower) : lower
  if (now < lower) return -1
  return now > upper ? 1 : 0
}
