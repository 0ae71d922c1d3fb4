/** A rule as it is shown: its sentence, how it stands on each instrument, and why it can't be watched where it can't. */
import type { AlertMemory } from '../../shared/alerts/memory.ts'
import type { AlertRule } from '../../shared/alerts/rule.ts'
import { ruleSentence, type Names } from '../../shared/alerts/sentence.ts'
import { simplePartsOf } from '../../shared/alerts/simple.ts'
import type { AlertView, Standing } from '../../shared/alerts/view.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Quote } from '../../shared/model/quote.ts'
import type { Subject } from './engine/entry.ts'
import type { BookedRule } from './engine/rule-book.ts'
import type { Series } from './language/input.ts'
import { watch, type Part } from './language/watch.ts'

export type ViewFacts = {
  readonly names: Names
  /** Why an instrument can't be watched now; null when it can. */
  unwatched(instrument: InstrumentId): string | null
  /** What is known of its quote; undefined before the first. */
  quote(instrument: InstrumentId): Pick<Quote, 'bid' | 'ask' | 'basis'> | undefined
  /** Why an indicator has no value now; null when it has. */
  problem(series: Series): string | null
}

/** Why a part has no value although its instrument is watched; null where it has, or may have any moment. */
function lacking(part: Part, facts: ViewFacts): string | null {
  const { kind, source, instrument, interval } = part
  if (instrument === null) return null
  const symbol = facts.names.symbol(instrument)
  if (kind === 'derived' && interval !== null) return facts.problem({ instrument, interval, source })
  const quote = facts.quote(instrument)
  if (quote === undefined) return null
  if ((kind === 'bid' || kind === 'ask') && quote[kind] === null)
    return `its venue tells no ${kind} of ${symbol}`
  if (kind === 'change' && source.kind === 'change-percent' && quote.basis !== null)
    return quote.basis === source.basis
      ? null
      : `its venue tells the change of ${symbol} by ${quote.basis}, not by ${source.basis}`
  return null
}

/** What the rule needs on one of its subjects, in words where it lacks any of it. The age of data needs no data. */
function whyUnwatched(rule: AlertRule, subject: Subject, facts: ViewFacts): string | null {
  const { conditions } = watch(rule, subject, () => 1)
  const parts = conditions.flatMap((each) => each.parts)
  const needed = parts
    .filter(({ kind }) => kind !== 'age' && kind !== 'moment' && kind !== 'webhook')
    .map(({ instrument }) => instrument)
  const second = rule.confirm.kind === 'second-venue' ? rule.confirm.instrument : null
  for (const instrument of new Set([...needed, second])) {
    const why = instrument === null ? null : facts.unwatched(instrument)
    if (instrument !== null && why !== null)
      return instrument === subject ? why : `${facts.names.symbol(instrument)}: ${why}`
  }
  for (const part of parts) {
    const why = lacking(part, facts)
    if (why !== null) return why
  }
  return null
}

function standingOf(rule: AlertRule, instrument: Subject, memory: AlertMemory, facts: ViewFacts): Standing {
  const isArmed = rule.state === 'armed' && memory.state === 'armed'
  return {
    instrument,
    state: memory.state,
    unwatched: isArmed ? whyUnwatched(rule, instrument, facts) : null,
    lastFiredAt: memory.lastFiredAt,
    firedCount: memory.firedCount,
    disarmed: memory.conditions.some(({ disarmed }) => disarmed),
    pendingSince: memory.pending?.at ?? null,
    heldBack: memory.heldBack,
  }
}

export function viewOf({ rule, armed }: BookedRule, facts: ViewFacts): AlertView {
  const standings = [...armed].map(([subject, memory]) => standingOf(rule, subject, memory, facts))
  const simple = simplePartsOf(rule)
  const firedAt = standings.map(({ lastFiredAt }) => lastFiredAt).filter((at) => at !== null)
  return {
    ...rule,
    sentence: ruleSentence(rule, facts.names),
    instrument: simple?.instrument ?? null,
    operator: simple?.operator ?? null,
    level: simple?.level ?? null,
    expiresAt: rule.schedule.expiresAt,
    standings,
    lastFiredAt: firedAt.length === 0 ? null : Math.max(...firedAt),
    firedCount: standings.reduce((sum, { firedCount }) => sum + firedCount, 0),
    unwatched:
      standings.find(({ unwatched }) => unwatched !== null)?.unwatched ??
      (rule.state === 'armed' && standings.length === 0 ? 'the watchlist is empty' : null),
  }
}
