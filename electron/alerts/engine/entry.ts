/** A rule on one of its subjects, as the engine keeps it. */
import type { AlertMemory } from '../../../shared/alerts/memory.ts'
import type { AlertRule } from '../../../shared/alerts/rule.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { judgedOnLastOf } from '../language/quiet.ts'
import { watch, type Watch } from '../language/watch.ts'

export type Subject = InstrumentId | null

/** A rule with its subjects. */
export type Page = {
  rule: AlertRule
  /** Pages come in the order in which they were made. */
  readonly order: number
  readonly entries: Map<Subject, Entry>
}

export type Entry = {
  readonly page: Page
  readonly subject: Subject
  /** Within the engine: later ones have higher numbers. */
  readonly order: number
  watch: Watch
  /** As last judged; a settled one has seen the index's last price besides. */
  memory: AlertMemory
  /** The instrument whose last price is all that it is judged on, where there is one. */
  readonly judgedOn: InstrumentId | null
  /** Where it lies in the queues, by `slots`. */
  readonly places: number[]
  /** Where it is heard of what concerns it; `judgedOn`'s prices aside, which have their index. */
  readonly listens: Set<Entry>[]
  isListening: boolean
  /** Its next price can be judged from its quiet range alone. */
  isSettled: boolean
  /** The number of the input that it was last taken up for. */
  takenFor: number
}

export const slots = { top: 0, bottom: 1, until: 2, since: 3, close: 4, clock: 5 } as const

export function makeEntry(page: Page, subject: Subject, order: number, memory: AlertMemory): Entry {
  // The steps are not known before the instruments are; nothing else of it depends on them.
  const watched = watch(page.rule, subject, () => 1)
  return {
    page,
    subject,
    order,
    watch: watched,
    memory,
    judgedOn: judgedOnLastOf(watched),
    places: Object.values(slots).map(() => -1),
    listens: [],
    isListening: false,
    isSettled: false,
    takenFor: 0,
  }
}

/** Instruments in whose price steps the rule counts. */
export function steppedBy({ conditions }: Watch): InstrumentId[] {
  const expressions = conditions.flatMap(({ left, operands }) => [
    left,
    ...operands.filter((operand) => typeof operand !== 'number'),
  ])
  const ids = expressions
    .filter(({ form }) => form !== 'ratio')
    .flatMap(({ parts }) => parts)
    .filter(({ kind }) => kind === 'last' || kind === 'bid' || kind === 'ask')
    .map(({ instrument }) => instrument)
  return [...new Set(ids)].filter((id) => id !== null)
}

/** Instruments whose inputs concern the rule, and in whose gaps it loses what it knows. */
export function heardBy({ rule, conditions }: Watch): InstrumentId[] {
  const ids = new Set(conditions.flatMap(({ parts }) => parts.map(({ instrument }) => instrument)))
  if (rule.confirm.kind === 'second-venue') ids.add(rule.confirm.instrument)
  return [...ids].filter((id) => id !== null)
}
