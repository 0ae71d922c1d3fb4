/** What a rule is doing, in one word, and what it is about: for lists, filters and counts. */
import { operatorSpec } from '../../../shared/alerts/operators.ts'
import type { AlertView, Standing } from '../../../shared/alerts/view.ts'
import type { RuleFilter } from '../../state/app-state.ts'

export type RuleState = Exclude<RuleFilter['state'], 'any'>
type RuleKind = Exclude<RuleFilter['kind'], 'any'>

export function isSnoozed({ state, schedule }: AlertView, now: number): boolean {
  return state === 'armed' && schedule.snoozeUntil !== null && schedule.snoozeUntil > now
}

/** The one that matters most to whoever looks. */
export function stateOf(rule: AlertView, now: number): RuleState {
  if (rule.state !== 'armed') return rule.state
  if (isSnoozed(rule, now)) return 'snoozed'
  return rule.unwatched === null ? 'armed' : 'unwatched'
}

/** An unwatched or snoozed rule is armed all the same. */
export function isIn(rule: AlertView, state: RuleState, now: number): boolean {
  switch (state) {
    case 'unwatched':
      return rule.state === 'armed' && rule.unwatched !== null
    case 'snoozed':
      return isSnoozed(rule, now)
    case 'armed':
    case 'paused':
    case 'fired':
    case 'expired':
      return rule.state === state
  }
}

/** A rule of several conditions may be of several kinds. */
export function kindsOf({ conditions }: Pick<AlertView, 'conditions'>): ReadonlySet<RuleKind> {
  return new Set(
    conditions.map(({ source, operator, operands }): RuleKind => {
      if (source.kind === 'webhook' || source.kind === 'event') return source.kind
      const compared = operands.some((operand) => typeof operand !== 'number' && operand.kind === 'indicator')
      if (source.kind === 'indicator' || compared) return 'indicator'
      const { shape } = operatorSpec(operator)
      return shape === 'level' || shape === 'channel' || shape === 'move' ? shape : 'other'
    }),
  )
}

/** Null for a rule on one instrument, or on none. */
export function watchedText(rule: Pick<AlertView, 'standings'>): string | null {
  const { standings } = rule
  if (standings.length < 2) return null
  const watched = standings.filter(({ state, unwatched }) => state === 'armed' && unwatched === null)
  return `${watched.length} of ${standings.length} watched`
}

const heldBackWords: Record<NonNullable<Standing['heldBack']>['reason'], string> = {
  'cool-down': 'held back by the cool-down',
  'same-bar': 'held back: it had fired in that bar',
  'off-hours': 'held back: outside its hours',
  snoozed: 'held back: snoozed',
  're-arm-band': 'held back: not gone back far enough',
  'not-confirmed': 'not confirmed',
}

/** What is to be said of one instrument of a rule, besides when it fired. */
export function standingText(standing: Standing): string {
  if (standing.state !== 'armed') return standing.state
  if (standing.unwatched !== null) return `not watched: ${standing.unwatched}`
  if (standing.pendingSince !== null) return 'true, waits for its confirmation'
  if (standing.disarmed) return 'waits for the value to go back'
  return standing.heldBack === null ? 'watched' : heldBackWords[standing.heldBack.reason]
}
