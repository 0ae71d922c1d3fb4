/** Which levels of which rules stand on a chart, what is written beside them, and the rule that a moved level makes. */
import type { Condition } from '../../../shared/alerts/condition.ts'
import { operatorSpec } from '../../../shared/alerts/operators.ts'
import type { AlertDraft, Rearm } from '../../../shared/alerts/rule.ts'
import type { AlertView } from '../../../shared/alerts/view.ts'
import { levelText, numberText } from '../../../shared/alerts/words.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { roundToTick } from '../../../shared/model/numbers.ts'
import type { AlertPreview } from '../../state/alert-preview.ts'

/** Where the value must go before the rule may fire again, on either side. */
export type RearmLines = { readonly below: number | null; readonly above: number | null }

export type AlertLine = {
  readonly id: string
  /** Null for the rule that is being written. */
  readonly rule: string | null
  readonly condition: number
  readonly operand: number
  readonly level: number
  /** What stands before the price: `crosses up`, or the rule's name. */
  readonly words: string
  readonly tone: 'armed' | 'paused' | 'unwatched' | 'draft'
  readonly rearm: RearmLines | null
  /** `rings again only after leaving by 0.4 %`; empty without a band. */
  readonly rearmText: string
  /** The line of a channel's other bound; the lower one fills what lies between. */
  readonly pair: string | null
  /** What a pointer that rests on it is told. */
  readonly said: readonly string[]
}

export type LinesContext = {
  readonly instrument: InstrumentId
  readonly tickSize: number
  /** Everything is paused. */
  readonly allPaused: boolean
  /** The rule that is open in the editor: its preview stands in for it. */
  readonly hidden: string | null
}

const onPriceAxis = ['last', 'bid', 'ask', 'mid']
const longestName = 28

/** Middles lie on half steps. */
const gridOf = ({ source }: Pick<Condition, 'source'>, tickSize: number): number =>
  source.kind === 'mid' ? tickSize / 2 : tickSize

/** As the evaluator counts it: in whole steps, at least one; a band wider than half a channel ends in its middle. */
export function rearmOf(
  { operator, operands, source }: Condition,
  operand: number,
  rearm: Rearm,
  tickSize: number,
): RearmLines | null {
  const step = gridOf({ source }, tickSize)
  const [lower, upper] = operands.map((bound) =>
    typeof bound === 'number' ? Math.round(bound / step) : null,
  )
  const at = operand === 0 ? lower : upper
  if (at === null || at === undefined) return null
  const by =
    rearm.unit === 'value'
      ? Math.max(1, Math.round(rearm.amount / step))
      : Math.max(1, Math.ceil((Math.abs(at) * rearm.amount) / 100 - 1e-9))
  const price = (ticks: number): number => roundToTick(ticks * step, step)
  const below = price(at - by)
  const above = price(at + by)
  switch (operatorSpec(operator).rearms) {
    case 'below':
      return { below, above: null }
    case 'above':
      return { below: null, above }
    case 'either-side':
      return { below, above }
    case 'outside':
      return operand === 0 ? { below, above: null } : { below: null, above }
    case 'inside': {
      const half =
        typeof lower === 'number' && typeof upper === 'number' ? Math.floor((upper - lower) / 2) : by
      const into = Math.min(by, half)
      return operand === 0
        ? { below: null, above: price(at + into) }
        : { below: price(at - into), above: null }
    }
    case 'less-move':
    case 'at-once':
      return null
  }
}

function short(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName - 1).trimEnd()}\u2026` : name
}

function wordsOf(rule: AlertView, condition: Condition, place: number, operand: number): string {
  const spec = operatorSpec(condition.operator)
  const of = condition.source.kind === 'last' ? '' : `${condition.source.kind} `
  const bound = spec.shape === 'channel' ? (operand === 0 ? ` from` : ` to`) : ''
  const which = rule.conditions.length > 1 ? `${place + 1} of ${rule.conditions.length}` : ''
  if (rule.name !== '') return `${short(rule.name)}${which === '' ? '' : ` (${which})`}${bound}`
  return `${which === '' ? '' : `${which}: `}${of}${spec.words}${bound}`
}

/** How the rule stands where the condition is about the chart's instrument; null where it draws nothing. */
function standingOf(
  rule: AlertView,
  condition: Condition,
  { instrument, allPaused }: LinesContext,
): { tone: AlertLine['tone']; unwatched: string | null } | null {
  if (rule.state === 'fired' || rule.state === 'expired') return null
  const standings = rule.standings.filter((standing) =>
    condition.instrument === null ? standing.instrument === instrument : condition.instrument === instrument,
  )
  const waiting = standings.filter(({ state }) => state === 'armed')
  if (waiting.length === 0) return null
  const unwatched = waiting.find((standing) => standing.unwatched !== null)?.unwatched ?? null
  if (rule.state === 'paused' || allPaused) return { tone: 'paused', unwatched: null }
  return { tone: unwatched === null ? 'armed' : 'unwatched', unwatched }
}

function linesOf(rule: AlertView, condition: Condition, place: number, context: LinesContext): AlertLine[] {
  const { shape } = operatorSpec(condition.operator)
  const standing = standingOf(rule, condition, context)
  if (standing === null || !onPriceAxis.includes(condition.source.kind)) return []
  if (shape !== 'level' && shape !== 'channel') return []
  const { rearm } = rule
  const isWhole = condition.operands.every((operand) => typeof operand === 'number')
  return condition.operands.flatMap((level, operand) => {
    if (typeof level !== 'number') return []
    const line: AlertLine = {
      id: `${rule.id}:${place}:${operand}`,
      rule: rule.id,
      condition: place,
      operand,
      level,
      words: wordsOf(rule, condition, place, operand),
      tone: standing.tone,
      rearm: rearm === null ? null : rearmOf(condition, operand, rearm, context.tickSize),
      rearmText:
        rearm === null
          ? ''
          : `rings again only after leaving by ${numberText(rearm.amount)}${rearm.unit === 'percent' ? ' %' : ''}`,
      pair: shape === 'channel' && isWhole ? `${rule.id}:${place}:${1 - operand}` : null,
      said: [
        rule.sentence,
        standing.tone === 'paused' ? 'Paused' : '',
        standing.unwatched === null ? '' : `Not watched: ${standing.unwatched}`,
        rule.name === '' ? '' : rule.name,
      ].filter((text) => text !== ''),
    }
    return [line]
  })
}

/** Lines of all rules that wait on the instrument. What has fired is shown by its marks. */
export function alertLinesOf(rules: readonly AlertView[], context: LinesContext): readonly AlertLine[] {
  return rules.flatMap((rule) =>
    rule.id === context.hidden
      ? []
      : rule.conditions.flatMap((condition, place) => linesOf(rule, condition, place, context)),
  )
}

/** Lines of the rule that is being written. */
export function previewLinesOf(preview: AlertPreview | null, context: LinesContext): readonly AlertLine[] {
  if (preview === null || preview.instrument !== context.instrument) return []
  const idOf = (condition: number, operand: number) => `draft:${condition}:${operand}`
  const ids = new Set(preview.levels.map(({ condition, operand }) => idOf(condition, operand)))
  return preview.levels.map(({ condition, operand, value, label, rearm }) => {
    const other = idOf(condition, 1 - operand)
    const price = levelText(value, context.tickSize)
    const far = [rearm?.below, rearm?.above].find((each) => typeof each === 'number')
    return {
      id: idOf(condition, operand),
      rule: null,
      condition,
      operand,
      level: value,
      words: label.endsWith(price) ? label.slice(0, -price.length).trim() : label,
      tone: 'draft',
      rearm,
      rearmText:
        far === undefined
          ? ''
          : `rings again only ${far < value ? 'below' : 'above'} ${levelText(roundToTick(far, context.tickSize), context.tickSize)}`,
      pair: ids.has(other) ? other : null,
      said: [],
    }
  })
}

/** `crosses up 64,200`, at whichever price the line is. */
export function labelOf(line: AlertLine, level: number, tickSize: number): string {
  const state = line.tone === 'paused' ? 'paused: ' : line.tone === 'unwatched' ? 'not watched: ' : ''
  return `${state}${line.words} ${levelText(level, tickSize)}`
}

/** The nearest level that a bound may be dragged to: a channel keeps its lower bound below its upper one. */
export function allowedLevel(
  line: AlertLine,
  wanted: number,
  pair: AlertLine | undefined,
  tickSize: number,
): number {
  const level = roundToTick(wanted, tickSize)
  if (pair === undefined) return level
  const edge = roundToTick(pair.level + (line.operand === 0 ? -tickSize : tickSize), tickSize)
  return line.operand === 0 ? Math.min(level, edge) : Math.max(level, edge)
}

/** What a user would give to make the rule again. */
export function draftOf(rule: AlertView): AlertDraft {
  const { id, name, note, message, scope, combine, conditions, frequency, rearm } = rule
  const { confirm, schedule, actions } = rule
  return { id, name, note, message, scope, combine, conditions, frequency, rearm, confirm, schedule, actions }
}

/** The rule with one of its levels elsewhere; all else is kept. */
export function withLevel(draft: AlertDraft, condition: number, operand: number, level: number): AlertDraft {
  const changed = draft.conditions[condition]
  if (changed === undefined || typeof changed.operands[operand] !== 'number') return draft
  const operands = changed.operands.with(operand, level)
  return { ...draft, conditions: draft.conditions.with(condition, { ...changed, operands }) }
}

/** The rule as a dry run for one chart needs it: on that instrument alone, and under no rule's id. */
export function rehearsedOn(draft: AlertDraft, instrument: InstrumentId): AlertDraft {
  const { id: _id, scope, ...rest } = draft
  const isHere =
    scope.kind === 'watchlist' || (scope.kind === 'instruments' && scope.instruments.includes(instrument))
  return { ...rest, scope: isHere ? { kind: 'instruments', instruments: [instrument] } : scope }
}
