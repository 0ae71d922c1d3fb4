/** Why a rule has not fired: from what it remembers, and from bars played through the evaluator once more. */
import type { AlertMemory, HeldBackReason } from '../../../shared/alerts/memory.ts'
import type { ConditionOperator, Position } from '../../../shared/alerts/operators.ts'
import { conditionText, type Names } from '../../../shared/alerts/sentence.ts'
import { isInBars, isPrice } from '../../../shared/alerts/sources.ts'
import { levelText, numberText } from '../../../shared/alerts/words.ts'
import { formatDateTime } from '../../../shared/format/time.ts'
import type { Candle } from '../../../shared/model/candle.ts'
import { nextOpenAt } from '../../../shared/model/interval.ts'
import { isTrue } from './confirm.ts'
import { offDuty } from './duty.ts'
import { coolingUntil } from './fire.ts'
import type { BarInput, MarketState } from './input.ts'
import { evaluateBar } from './walk-bar.ts'
import { memoryFor, type ConditionWatch, type Watch } from './watch.ts'

export type Explanation = { readonly sentence: string; readonly fired: boolean }

export type ExplainFacts = {
  readonly names: Names
  readonly market: MarketState
  readonly now: number
  /** Why the instrument can't be watched now; null when it can. */
  readonly unwatched: string | null
}

const heldBackWords: Readonly<Record<HeldBackReason, string>> = {
  'cool-down': 'it was cooling down',
  'same-bar': 'it had fired in that bar already',
  'off-hours': 'it was outside its active hours',
  snoozed: 'it was snoozed',
  're-arm-band': 'the value had not left by the re-arm band since the last firing',
  'not-confirmed': 'it was not confirmed',
}

function valueText({ condition, grid }: ConditionWatch, value: number): string {
  return isPrice(condition.source) ? levelText(value, grid) : numberText(value)
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
  const last = remembered.last
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

/** The rule as it stands at this moment. */
export function explainNow(watched: Watch, memory: AlertMemory, facts: ExplainFacts): Explanation {
  const { rule } = watched
  const { names, market, now } = facts
  const time = (at: number) => formatDateTime(at, names.timeZone)
  const { lastFiredAt, pending, heldBack } = memory
  const fired = lastFiredAt !== null && lastFiredAt >= rule.armedAt
  const firedText = fired ? `It last fired at ${time(lastFiredAt)}.` : null
  const say = (...parts: (string | null)[]): Explanation => ({
    sentence: parts.filter((part) => part !== null).join(' '),
    fired,
  })
  if (rule.state === 'paused') return say('It is paused.', firedText)
  if (memory.state === 'expired')
    return say(`It expired at ${time(rule.schedule.expiresAt ?? now)}.`, firedText)
  if (memory.state === 'fired') return say(firedText, 'It was to fire once and is done.')
  if (facts.unwatched !== null) return say(`It is not being watched now: ${facts.unwatched}.`, firedText)
  const { startsAt, snoozeUntil } = rule.schedule
  if (startsAt !== null && now < startsAt) return say(`It starts at ${time(startsAt)}.`)
  const off = offDuty(rule.schedule, now)
  if (off === 'snoozed') return say(`It is snoozed until ${time(snoozeUntil ?? now)}.`, firedText)
  if (off === 'off-hours') return say('It is outside its active hours now.', firedText)
  const until = coolingUntil(watched, memory, now)
  if (until !== null) return say(firedText, `It is cooling down until ${time(until)}.`)
  if (pending !== null)
    return say(`It became true at ${time(pending.at)} and waits for its confirmation.`, firedText)
  const texts = watched.conditions.flatMap((each, place) =>
    rule.combine === 'all' &&
    rule.conditions.length > 1 &&
    isTrue(each, memory.conditions[place], now, market)
      ? []
      : [falseText(watched, memory, place, names)],
  )
  const list = texts.map((text) => text.charAt(0).toUpperCase() + text.slice(1)).join('. ')
  const all = texts.length === 0 ? 'All conditions are true and have been reported' : list
  const held =
    heldBack === null || heldBack.at < rule.armedAt
      ? null
      : `At ${time(heldBack.at)} it did not fire because ${heldBackWords[heldBack.reason]}.`
  return say(firedText, `${all}.`, held)
}

/** How near bars came to what the rule's one price condition waits for; null where it is not that simple. */
function nearest(
  watched: Watch,
  candles: readonly Candle[],
): { price: number; at: number; level: number } | null {
  const [each, other] = watched.conditions
  const level = each?.fixed?.bounds[0]
  if (each === undefined || other !== undefined || level === undefined) return null
  if (each.condition.source.kind !== 'last' || each.spec.shape !== 'level') return null
  let found: { price: number; at: number; level: number } | null = null
  for (const { high, low, openAt } of candles) {
    const price = high < level ? high : Math.max(low, level)
    if (found === null || Math.abs(price - level) < Math.abs(found.price - level))
      found = { price, at: openAt, level }
  }
  return found
}

/**
 * A time in the past, from the rule's bars up to it: they go through the evaluator from nothing, so that what it says is what
 * the rule would have done. `bars` ascend and should begin well before `fromAt`; `to` is not included.
 */
export function explainPast(
  watched: Watch,
  bars: readonly BarInput[],
  fromAt: number,
  toAt: number,
  facts: Omit<ExplainFacts, 'now'>,
): Explanation {
  const { rule } = watched
  const { names } = facts
  const time = (at: number) => formatDateTime(at, names.timeZone)
  const no = (sentence: string): Explanation => ({ sentence, fired: false })
  if (toAt <= rule.createdAt) return no(`It did not exist then: it was made at ${time(rule.createdAt)}.`)
  if (toAt <= rule.armedAt) return no(`It was last armed at ${time(rule.armedAt)}, after that.`)
  const untold = watched.conditions.flatMap(({ parts }) => parts).find(({ source }) => !isInBars(source))
  if (untold !== undefined)
    return no(`Bars do not tell ${untold.source.kind}, so that it can't be said for a past time.`)
  let memory = memoryFor(watched)
  let held: AlertMemory['heldBack'] = null
  for (const bar of bars) {
    if (bar.candle.openAt >= toAt) break
    const earlier = memory
    const result = evaluateBar({ ...watched, rule: { ...rule, state: 'armed' } }, memory, bar, facts.market)
    memory = result.memory
    if (nextOpenAt(bar.interval, bar.candle.openAt) <= fromAt) {
      if (memory.state === 'fired' && earlier.state === 'armed') held = null
      continue
    }
    const found = result.events.find((event) => event.kind === 'fired')
    if (found !== undefined) return { sentence: `By its bars it fired at ${time(found.at)}.`, fired: true }
    if (memory.heldBack !== earlier.heldBack) held = memory.heldBack
  }
  if (memory.state === 'fired')
    return no(`It had fired before, at ${time(memory.lastFiredAt ?? fromAt)}, and was to fire once.`)
  if (memory.state === 'expired') return no(`It had expired at ${time(rule.schedule.expiresAt ?? fromAt)}.`)
  if (held !== null)
    return no(`The conditions were true at ${time(held.at)}, but ${heldBackWords[held.reason]}.`)
  const within = bars.filter(({ candle }) => candle.openAt >= fromAt && candle.openAt < toAt)
  if (within.length === 0) return no('Nothing is known of that time: there are no bars of it.')
  const closest = nearest(
    watched,
    within.map(({ candle }) => candle),
  )
  if (closest !== null && closest.price !== closest.level) {
    const { grid } = watched.conditions[0] ?? { grid: 1e-8 }
    return no(
      `The price never reached ${levelText(closest.level, grid)}: nearest was ${levelText(closest.price, grid)} at ${time(closest.at)}.`,
    )
  }
  const texts = watched.conditions.map((_each, place) => falseText(watched, memory, place, names))
  return no(`${texts.map((text) => text.charAt(0).toUpperCase() + text.slice(1)).join('. ')}.`)
}
