/** Firings as the JSON that webhooks carry, in the shape of Standard Webhooks: what happened, when, and its data. */
import type { Firing } from '../../../shared/alerts/firing.ts'
import type { DeliveryReason, Summary } from '../../../shared/model/delivery.ts'
import { symbolOf } from '../../../shared/model/ids.ts'
import { isJsonObject, priceOf, saidBy, shortened } from './desktop.ts'

/** Values can't break it: everything goes through the serializer. */
function event(type: string, at: number, data: object): string {
  return JSON.stringify({ type, timestamp: new Date(at).toISOString(), data })
}

/**
 * A rule's message that is a JSON object is the body, byte for byte as it was written: the rule speaks the receiver's own
 * language then, and whatever else the receiver should know is up to its placeholders. Any other message is in `message`.
 * Times in `data` are UTC epoch milliseconds.
 */
export function alertBody(firing: Firing, reason: DeliveryReason): string {
  if (isJsonObject(firing.message)) return firing.message
  const { instrument } = firing
  return event('alert.fired', firing.firedAt, {
    id: firing.id,
    reason,
    rule: firing.rule,
    ruleVersion: firing.ruleVersion,
    name: firing.ruleName,
    instrument,
    symbol: instrument === null ? null : symbolOf(instrument),
    sentence: firing.sentence,
    message: saidBy(firing),
    note: firing.note,
    price: priceOf(firing),
    level: firing.level,
    firedAt: firing.firedAt,
    happenedAt: firing.happenedAt,
    late: firing.late,
    inferred: firing.inferred,
    folded: firing.folded,
    number: firing.number,
    conditions: firing.conditions.map(({ text, hit }) => ({ text, hit })),
    simulated: firing.simulated,
  })
}

export type RuleCount = { readonly rule: string; readonly name: string; readonly count: number }

// Receivers need take no more than some 20 kB.
const mostListed = 40
const longestListed = 120

/** `message` is for people; all firings are counted, the first of them listed, and `more` says how many are not. */
export function summaryBody(
  { id, reason, title, body, at }: Summary,
  firings: readonly Firing[],
  rules: readonly RuleCount[],
): string {
  return event('alerts.summary', at, {
    id,
    reason,
    title,
    message: body,
    count: firings.length,
    rules: rules
      .slice(0, mostListed)
      .map(({ rule, name, count }) => ({ rule, name: shortened(name, longestListed), count })),
    moreRules: Math.max(0, rules.length - mostListed),
    firings: firings.slice(0, mostListed).map((firing) => ({
      id: firing.id,
      rule: firing.rule,
      instrument: firing.instrument,
      sentence: shortened(firing.sentence, longestListed),
      price: priceOf(firing),
      firedAt: firing.firedAt,
      late: firing.late,
      simulated: firing.simulated,
    })),
    more: Math.max(0, firings.length - mostListed),
  })
}

export function testBody(id: string, message: string, at: number): string {
  return event('alert.test', at, { id, message })
}
