/** A rule as it is shown: its sentence, how it stands on each instrument, and why it can't be watched where it can't. */
import type { AlertMemory } from '../../shared/alerts/memory.ts'
import type { AlertRule } from '../../shared/alerts/rule.ts'
import { ruleSentence, type Names } from '../../shared/alerts/sentence.ts'
import { simplePartsOf } from '../../shared/alerts/simple.ts'
import type { AlertView, Standing } from '../../shared/alerts/view.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import { heardBy, type Subject } from './engine/entry.ts'
import type { BookedRule } from './engine/rule-book.ts'
import type { Series } from './language/input.ts'
import { watch } from './language/watch.ts'

export type ViewFacts = {
  readonly names: Names
  /** Why an instrument can't be watched now; null when it can. */
  unwatched(instrument: InstrumentId): string | null
  /** Why an indicator has no value now; null when it has. */
  problem(series: Series): string | null
}

/** What the rule needs on one of its subjects, in words where it lacks any of it. */
export function whyUnwatched(rule: AlertRule, subject: Subject, facts: ViewFacts): string | null {
  const watched = watch(rule, subject, () => 1)
  for (const instrument of heardBy(watched)) {
    const why = facts.unwatched(instrument)
    if (why !== null) return instrument === subject ? why : `${facts.names.symbol(instrument)}: ${why}`
  }
  for (const part of watched.conditions.flatMap(({ parts }) => parts)) {
    if (part.kind !== 'derived' || part.instrument === null || part.interval === null) continue
    const why = facts.problem({ instrument: part.instrument, interval: part.interval, source: part.source })
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
