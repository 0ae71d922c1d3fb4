/** The rule book written a second time: every rule on every subject is evaluated on every input. */
import type { Outcome, RuleBook } from '../../../../../electron/alerts/engine/rule-book.ts'
import { evaluate } from '../../../../../electron/alerts/language/evaluate.ts'
import type { GapInput, MarketState, Step } from '../../../../../electron/alerts/language/input.ts'
import { memoryFor, watch, type Watch } from '../../../../../electron/alerts/language/watch.ts'
import type { AlertMemory } from '../../../../../shared/alerts/memory.ts'
import type { AlertRule } from '../../../../../shared/alerts/rule.ts'
import type { InstrumentId } from '../../../../../shared/model/ids.ts'

type Subject = InstrumentId | null
type Watched = { watch: Watch; memory: AlertMemory }
type Page = { rule: AlertRule; subjects: Map<Subject, Watched> }

export type NaiveBook = Pick<RuleBook, 'list' | 'put' | 'delete' | 'input' | 'onGap'> & {
  resubject(id: string): void
}

export function createNaiveBook(
  market: MarketState,
  subjectsOf: (rule: AlertRule) => readonly Subject[],
  tickSize: number,
): NaiveBook {
  const pages = new Map<string, Page>()

  const watchedOn = (rule: AlertRule, subject: Subject, memory?: AlertMemory): Watched => {
    const prepared = watch(rule, subject, () => tickSize)
    return { watch: prepared, memory: memory ?? memoryFor(prepared) }
  }
  const input = (step: Step | GapInput): Outcome[] => {
    const found: { page: Page; subject: Subject; watched: Watched; events: Outcome['events'] }[] = []
    for (const page of pages.values()) {
      for (const [subject, watched] of page.subjects) {
        const { memory, events } = evaluate(watched.watch, watched.memory, step, market)
        watched.memory = memory
        if (events.length > 0) found.push({ page, subject, watched, events })
      }
      const states = [...page.subjects.values()].map(({ memory }) => memory.state)
      // Put with memories of rules that are over, it is over only when it says so.
      const hasEnded = found.some((each) => each.page === page && each.watched.memory.state !== 'armed')
      if (!hasEnded || states.includes('armed')) continue
      page.rule = { ...page.rule, state: states.includes('expired') ? 'expired' : 'fired' }
    }
    return found.map(({ page, subject, watched, events }) => ({
      rule: page.rule,
      subject,
      memory: watched.memory,
      events,
    }))
  }
  return {
    list: () =>
      [...pages.values()].map(({ rule, subjects }) => ({
        rule,
        armed: new Map([...subjects].map(([subject, { memory }]) => [subject, memory])),
      })),
    put(rule, memories) {
      const watched = subjectsOf(rule).map((subject): [Subject, Watched] => [
        subject,
        watchedOn(rule, subject, memories.get(subject)),
      ])
      pages.set(rule.id, { rule, subjects: new Map(watched) })
    },
    delete: (id) => void pages.delete(id),
    resubject(id) {
      const page = pages.get(id)
      if (page === undefined) return
      const wanted = subjectsOf(page.rule)
      for (const subject of page.subjects.keys()) if (!wanted.includes(subject)) page.subjects.delete(subject)
      for (const subject of wanted)
        if (!page.subjects.has(subject)) page.subjects.set(subject, watchedOn(page.rule, subject))
    },
    input,
    onGap: (instruments, cause) => void input({ kind: 'gap', instruments, cause }),
  }
}
