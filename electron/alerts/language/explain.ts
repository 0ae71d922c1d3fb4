/** Why a rule has not fired, from what it remembers. */
import type { AlertMemory, HeldBackReason } from '../../../shared/alerts/memory.ts'
import type { ConditionOperator, Position } from '../../../shared/alerts/operators.ts'
import { conditionText, type Names } from '../../../shared/alerts/sentence.ts'
import { capitalized, momentsAround, valueText } from '../explaining/words.ts'
import { isTrue } from './confirm.ts'
import { offDuty } from './duty.ts'
import { coolingUntil } from './fire.ts'
import type { MarketState } from './input.ts'
import type { Watch } from './watch.ts'

export type Explanation = { readonly sentence: string; readonly fired: boolean }

export type ExplainFacts = {
  readonly names: Names
  readonly market: Pick<MarketState, 'stale'>
  readonly now: number
  /** Why the instrument can't be watched now; null when it can. */
  readonly unwatched: string | null
  /** Everything is paused. */
  readonly isPaused: boolean
  /** Quiet hours: what fires is told later. */
  readonly isQuiet: boolean
  /** How near the price came since it was armed, as a sentence; null where it is not that simple. */
  readonly neverReached: string | null
}

export const heldBackWords: Readonly<Record<HeldBackReason, string>> = {
  'cool-down': 'it was cooling down',
  'same-bar': 'it had fired in that bar already',
  'off-hours': 'it was outside its active hours',
  snoozed: 'it was snoozed',
  're-arm-band': 'the value had not left by the re-arm band since the last firing',
  'not-confirmed': 'it was not confirmed',
}

/** What an edge still needs, by where the value lies now. */
const missing: Partial<Record<ConditionOperator, (position: Position | null) => string>> = {
  'crossing-up': (position) => (position === -1 ? 'it must rise to that' : 'it must first fall below that'),
  'crossing-down': (position) => (position === 1 ? 'it must fall to that' : 'it must first rise above that'),
  crossing: (position) => (position === 0 ? 'it must first leave that' : 'it must come to that'),
  'entering-channel': (position) =>
    position === 0 ? 'it must first leave the channel' : 'it must come into the channel',
  'exiting-channel': (position) =>
    position === 0 ? 'it must leave the channel' : 'it must first come into the channel',
}

/** `condition 2 of 3 (BTCUSDT last is greater than 64,200) is false: the last value is 63,998.20`. */
function falseText(watched: Watch, memory: AlertMemory, place: number, names: Names): string {
  const each = watched.conditions[place]
  const remembered = memory.conditions[place]
  if (each === undefined || remembered === undefined) return ''
  const { subject, rule } = watched
  const text = conditionText(
    each.condition,
    subject === null ? '' : names.symbol(subject),
    subject === null ? 1e-8 : names.tickSize(subject),
    names,
  )
  const which = rule.conditions.length === 1 ? '' : `condition ${place + 1} of ${rule.conditions.length} `
  const { last } = remembered
  if (each.spec.shape === 'moment') return `${which}(${text}) has not happened`
  if (last === null) return `${which}(${text}) has no value since it was armed or since the last gap`
  const value = `the last value is ${valueText(each, last.value)}`
  if (remembered.disarmed) return `${which}(${text}) is inside its re-arm band: ${value}`
  if (each.spec.kind === 'edge')
    return `${which}(${text}) has not happened: ${value}, ${missing[each.condition.operator]?.(remembered.position) ?? 'it must happen'}`
  return remembered.met === true
    ? `${which}(${text}) is true and has been reported: ${value}, it must become false first`
    : `${which}(${text}) is false: ${value}`
}

/** What each condition waits for; with ALL only those that are not true. */
export function standText(
  watched: Watch,
  memory: AlertMemory,
  at: number,
  { names, market }: Pick<ExplainFacts, 'names' | 'market'>,
): string {
  const { combine, conditions } = watched.rule
  const around: MarketState = { stale: market.stale, derived: () => null }
  const texts = watched.conditions.flatMap((each, place) =>
    combine === 'all' && conditions.length > 1 && isTrue(each, memory.conditions[place], at, around)
      ? []
      : [falseText(watched, memory, place, names)],
  )
  return texts.length === 0
    ? 'All conditions are true and have been reported.'
    : `${texts.map(capitalized).join('. ')}.`
}

/** The rule as it stands at this moment. */
export function explainNow(watched: Watch, memory: AlertMemory, facts: ExplainFacts): Explanation {
  const { rule } = watched
  const { now, neverReached } = facts
  const { second } = momentsAround(now, facts.names.timeZone)
  const { lastFiredAt, pending, heldBack } = memory
  const fired = lastFiredAt !== null && lastFiredAt >= rule.armedAt
  const firedText = fired ? `It last fired at ${second(lastFiredAt)}.` : null
  const say = (...parts: (string | null)[]): Explanation => ({
    sentence: parts.filter((part) => part !== null).join(' '),
    fired,
  })
  if (rule.state === 'paused') return say('It is paused.', firedText)
  if (memory.state === 'expired')
    return say(`It expired at ${second(rule.schedule.expiresAt ?? now)}.`, firedText)
  if (memory.state === 'fired') return say(firedText, 'It was to fire once and is done.')
  if (facts.isPaused) return say('All alerts are paused: nothing fires until they are resumed.', firedText)
  if (facts.unwatched !== null) return say(`It is not being watched now: ${facts.unwatched}.`, firedText)
  const { startsAt, snoozeUntil } = rule.schedule
  if (startsAt !== null && now < startsAt)
    return say(`It is not armed yet: it starts at ${second(startsAt)}.`)
  const off = offDuty(rule.schedule, now)
  if (off === 'snoozed') return say(`It is snoozed until ${second(snoozeUntil ?? now)}.`, firedText)
  if (off === 'off-hours') return say('It is outside its active hours now.', firedText)
  const until = coolingUntil(watched, memory, now)
  if (until !== null) return say(firedText, `It is cooling down until ${second(until)}.`)
  if (pending !== null)
    return say(`It became true at ${second(pending.at)} and waits for its confirmation.`, firedText)
  const held =
    heldBack === null || heldBack.at < rule.armedAt
      ? null
      : `At ${second(heldBack.at)} it did not fire because ${heldBackWords[heldBack.reason]}.`
  const quiet =
    facts.isQuiet && !rule.actions.urgent
      ? 'These are quiet hours: what fires now waits for the digest.'
      : null
  return say(firedText, fired ? null : neverReached, standText(watched, memory, now, facts), held, quiet)
}
