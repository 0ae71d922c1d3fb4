/** Which rules the manager shows, in which order: pure, so that a thousand of them cost nothing to reason about. */
import type { AlertView } from '../../../shared/alerts/view.ts'
import { symbolOf, type InstrumentId } from '../../../shared/model/ids.ts'
import type { RuleFilter } from '../../state/app-state.ts'
import { isIn, kindsOf, stateOf, type RuleState } from './rule-state.ts'
import { namedInstruments, ruleTitle } from './rule-text.ts'

export type RuleSort = {
  readonly by: 'distance' | 'lastFired' | 'created' | 'name' | 'state'
  readonly descending: boolean
}

function wordsOf(rule: AlertView): string {
  return `${rule.name} ${rule.sentence} ${rule.note} ${namedInstruments(rule).join(' ')}`.toLowerCase()
}

/** Every word of the text is somewhere in name, sentence, note or symbols. */
export function filterRules(
  rules: readonly AlertView[],
  filter: RuleFilter,
  now: number,
): readonly AlertView[] {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '')
  return rules.filter((rule) => {
    if (filter.state !== 'any' && !isIn(rule, filter.state, now)) return false
    if (filter.kind !== 'any' && !kindsOf(rule).has(filter.kind)) return false
    if (filter.instrument !== null && !namedInstruments(rule).includes(filter.instrument)) return false
    if (words.length === 0) return true
    const own = wordsOf(rule)
    return words.every((word) => own.includes(word))
  })
}

const stateOrder: readonly RuleState[] = ['unwatched', 'armed', 'snoozed', 'paused', 'fired', 'expired']

/** What is not known comes last whichever way the rest is sorted; what is equal, newest first. */
export function sortRules(
  rules: readonly AlertView[],
  { by, descending }: RuleSort,
  distance: (rule: AlertView) => number | null,
  now: number,
): readonly AlertView[] {
  const keyOf = (rule: AlertView): number | string | null => {
    switch (by) {
      case 'distance':
        return rule.state === 'armed' ? distance(rule) : null
      case 'lastFired':
        return rule.lastFiredAt
      case 'created':
        return rule.createdAt
      case 'name':
        return ruleTitle(rule).toLowerCase()
      case 'state':
        return stateOrder.indexOf(stateOf(rule, now))
    }
  }
  const keyed = rules.map((rule) => ({ rule, key: keyOf(rule) }))
  const sign = descending ? -1 : 1
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) {
      if (a.key !== b.key) return a.key === null ? 1 : -1
    } else if (a.key !== b.key) return sign * (a.key < b.key ? -1 : 1)
    return b.rule.createdAt - a.rule.createdAt || (a.rule.id < b.rule.id ? -1 : 1)
  })
  return keyed.map(({ rule }) => rule)
}

export type Counts = Readonly<Record<RuleState, number>>

/** How many rules are in each state; unwatched and snoozed ones count as armed besides. */
export function countStates(rules: readonly AlertView[], now: number): Counts {
  const counts = { armed: 0, unwatched: 0, snoozed: 0, paused: 0, fired: 0, expired: 0 }
  for (const rule of rules) for (const state of stateOrder) if (isIn(rule, state, now)) counts[state] += 1
  return counts
}

/** Instruments of all rules, by symbol: what a filter offers. */
export function instrumentChoices(rules: readonly AlertView[]): readonly InstrumentId[] {
  const all = new Set(rules.flatMap(namedInstruments))
  return [...all].sort((a, b) => symbolOf(a).localeCompare(symbolOf(b)) || (a < b ? -1 : 1))
}

export type Line =
  | { readonly kind: 'rule'; readonly rule: AlertView }
  /** `place` among the rule's standings. */
  | { readonly kind: 'standing'; readonly rule: AlertView; readonly place: number }

/** Rules as lines of equal height, with the instruments of those that are open. */
export function linesOf(rules: readonly AlertView[], open: ReadonlySet<string>): readonly Line[] {
  return rules.flatMap((rule): Line[] => [
    { kind: 'rule', rule },
    ...(open.has(rule.id) ? rule.standings.map((_, place): Line => ({ kind: 'standing', rule, place })) : []),
  ])
}

/** Lines are rendered so many at a time: a small scroll renders nothing new. */
const step = 8

/** The lines to render: those that are seen, and some on either side. */
export function visibleRange(
  scrollTop: number,
  height: number,
  lineHeight: number,
  count: number,
): { readonly from: number; readonly to: number } {
  // A list that has just become shorter is still scrolled to where it was.
  const top = Math.max(0, Math.min(scrollTop, count * lineHeight - height))
  const from = Math.floor(top / lineHeight / step) * step - step
  const to = Math.ceil((top + height) / lineHeight / step) * step + step
  return { from: Math.max(0, from), to: Math.min(count, to) }
}
