/** The permanent record of what the evaluator found: evidence, words and numbers in one value. */
import { createHash } from 'node:crypto'
import type { Firing } from '../../shared/alerts/firing.ts'
import { operatorSpec } from '../../shared/alerts/operators.ts'
import type { AlertRule } from '../../shared/alerts/rule.ts'
import { conditionText, ruleSentence, type Names } from '../../shared/alerts/sentence.ts'
import type { Sample } from '../../shared/alerts/memory.ts'
import { templateProblems } from '../../shared/alerts/template.ts'
import type { Candle } from '../../shared/model/candle.ts'
import type { FeedState } from '../../shared/model/feed-status.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { QuoteState, Tick } from '../../shared/model/quote.ts'
import { messageOf, messageValues, type Fired } from './language/message.ts'

/** What is known besides the firing itself. */
export type RecordFacts = {
  readonly names: Names
  /** Our clock at the decision, UTC epoch ms. */
  readonly decidedAt: number
  /** It was found afterwards, whatever of it was seen live. */
  readonly late: boolean
  /** Null for a rule that is armed on no instrument. */
  readonly instrument: Instrument | null
  readonly bar: Candle | null
  readonly changePercent: number | null
  readonly feed: { readonly quote: QuoteState | null; readonly stream: FeedState | null }
}

/** The same firing never has two ids, and no two firings have the same, whatever was deleted and made anew with the same name. */
export function firingIdOf(rule: AlertRule, subject: InstrumentId | null, number: number): string {
  const { id, version, createdAt, armedAt } = rule
  const parts = [id, version, createdAt, armedAt, subject ?? '', number]
  return createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 22)
}

function tickOf(sample: Sample | null | undefined): Tick | null {
  return sample === null || sample === undefined
    ? null
    : { price: sample.value, exchangeAt: sample.exchangeAt, receivedAt: sample.receivedAt }
}

export function recordOf(rule: AlertRule, fired: Fired, facts: RecordFacts): Firing {
  const { names, instrument } = facts
  const { subject, inferred } = fired
  const sentence = ruleSentence(rule, names, subject === null ? {} : { subject })
  const { interval } = { interval: rule.conditions[0]?.interval ?? '1m' }
  const messageFacts = {
    sentence,
    instrument,
    bar: facts.bar,
    interval,
    changePercent: facts.changePercent,
  }
  const place = Math.max(
    0,
    fired.conditions.findIndex(({ hit }) => hit),
  )
  const evidence = fired.conditions[place]
  const condition = rule.conditions[place]
  const isMoment = condition === undefined || operatorSpec(condition.operator).shape === 'moment'
  const values = messageValues(rule, fired, messageFacts)
  const number = (value: string | number | null) => (typeof value === 'number' ? value : null)
  return {
    id: firingIdOf(rule, subject, fired.number),
    rule: rule.id,
    ruleVersion: rule.version,
    ruleName: rule.name,
    instrument: subject ?? condition?.instrument ?? null,
    sentence,
    note: rule.note,
    message: messageOf(rule, fired, messageFacts, isJsonTemplate(rule.message) ? 'json' : 'text'),
    price: number(values.named.price),
    level: number(values.named.level),
    firedAt: fired.firedAt,
    decidedAt: facts.decidedAt,
    happenedAt: fired.at,
    evidence: isMoment
      ? { before: null, at: null }
      : { before: tickOf(evidence?.before), at: tickOf(evidence?.at) },
    conditions: rule.conditions.map((each, index) => ({
      ...(fired.conditions[index] ?? { hit: false, before: null, at: null, bounds: [] }),
      text: conditionText(
        each,
        subject === null ? '' : names.symbol(subject),
        subject === null ? 1e-8 : names.tickSize(subject),
        names,
      ),
    })),
    inferred,
    late: facts.late,
    folded: fired.folded,
    number: fired.number,
    feed: facts.feed,
    show: { toast: rule.actions.toast, badge: rule.actions.badge, sound: rule.actions.sound },
    quietUntil: null,
    simulated: instrument?.simulated ?? false,
    acknowledgedAt: null,
  }
}

/** A template that is JSON around its placeholders: what is filled in is then escaped. `[BTC] {{price}}` is words. */
function isJsonTemplate(message: string | null): boolean {
  return message !== null && /^\s*[[{](?!\{)/.test(message) && templateProblems(message, 'json').length === 0
}
