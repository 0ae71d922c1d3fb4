/** What a user can do to rules: made, changed, deleted, brought back, paused, armed, snoozed; the disk first, then the book. */
import { codedError } from '../../shared/errors.ts'
import { armedMemory, type AlertMemory } from '../../shared/alerts/memory.ts'
import type { AlertDraft, AlertRule } from '../../shared/alerts/rule.ts'
import type { AlertView } from '../../shared/alerts/view.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import { heardBy, type Subject } from './engine/entry.ts'
import type { BookedRule, RuleBook } from './engine/rule-book.ts'
import type { Series } from './language/input.ts'
import { memoryAfterGap } from './language/gap.ts'
import { watch } from './language/watch.ts'
import { armedRule } from './rule-checks.ts'
import type { AlertService, AlertServiceDeps } from './service-deps.ts'
import { viewOf, type ViewFacts } from './views.ts'

export type RuleCallsDeps = AlertServiceDeps & {
  readonly newId: () => string
  readonly book: RuleBook
  seriesProblem(series: Series): string | null
  /** The armed rules are not those that they were. */
  settled(): void
}

type Calls = Pick<
  AlertService,
  'list' | 'get' | 'save' | 'saveAll' | 'delete' | 'restore' | 'pause' | 'resume' | 'snooze'
> & {
  /** A rule went on in a time that became known later; its rows are written elsewhere. */
  remember(rule: AlertRule, subject: Subject, memory: AlertMemory): void
  /** When the first of the rules that need the instrument was armed; now, where there is none. */
  armedSince(instrument: InstrumentId): number
}

const mostDeleted = 10_000

export function createRuleCalls(deps: RuleCallsDeps): Calls {
  const { book, clock, store } = deps
  /** What was deleted since the start, newest last. */
  const deleted = new Map<string, BookedRule>()
  const facts: ViewFacts = {
    names: deps.names,
    unwatched: (instrument) => deps.unwatched(instrument),
    quote: (instrument) => deps.quote(instrument),
    problem: (series) => deps.seriesProblem(series),
  }
  const view = (booked: BookedRule): AlertView => viewOf(booked, facts)
  const pageOf = (id: string): BookedRule => {
    const page = book.get(id)
    if (page === undefined) throw codedError('not-found', `no rule ${id}`)
    return page
  }
  const views = (ids: readonly string[]) => ids.map((id) => view(pageOf(id)))

  /** Writes the rows first: what can't be kept is not taken over. */
  const keep = (pages: readonly BookedRule[]): void => {
    store.transaction(() => {
      for (const { rule, armed } of pages) store.rules.save(rule, armed)
    })
    for (const { rule, armed } of pages) book.put(rule, armed)
    if (pages.length > 0) deps.settled()
  }

  /** As right after arming, with count and last time of before. */
  const armedAnew = (rule: AlertRule, before: ReadonlyMap<Subject, AlertMemory> | undefined) =>
    new Map(
      [...(before ?? [])].map(([subject, memory]) => [subject, armedMemory(rule.conditions.length, memory)]),
    )

  const pageFor = (draft: AlertDraft): BookedRule => {
    const before = draft.id === undefined ? undefined : book.get(draft.id)
    const rule = armedRule(draft, before?.rule ?? null, draft.id ?? deps.newId(), clock.now(), deps.known)
    return { rule, armed: armedAnew(rule, before?.armed) }
  }

  return {
    list: () => book.list().map(view),
    get: (id) => book.get(id),
    save(draft) {
      const page = pageFor(draft)
      keep([page])
      return view(pageOf(page.rule.id))
    },
    saveAll(drafts) {
      const pages = drafts.map(({ draft, paused }): BookedRule => {
        const page = pageFor(draft)
        return paused ? { ...page, rule: { ...page.rule, state: 'paused' } } : page
      })
      keep(pages)
      return views(pages.map(({ rule }) => rule.id))
    },
    delete(ids) {
      const pages = [...new Set(ids)].map((id) => book.get(id)).filter((page) => page !== undefined)
      const gone = pages.map(view)
      store.transaction(() => store.rules.delete(pages.map(({ rule }) => rule.id)))
      for (const page of pages) {
        book.delete(page.rule.id)
        deleted.set(page.rule.id, page)
      }
      for (const id of deleted.keys()) {
        if (deleted.size <= mostDeleted) break
        deleted.delete(id)
      }
      if (pages.length > 0) deps.settled()
      return gone
    },
    restore(ids) {
      const pages = ids.map((id) => {
        const page = deleted.get(id)
        if (page === undefined) throw codedError('not-found', `no rule ${id} was deleted since the start`)
        if (book.get(id) !== undefined) throw codedError('conflict', `there is a rule ${id} again`)
        return page
      })
      keep(
        pages.map(({ rule, armed }) => ({
          rule,
          // What happened while it was away is not asked for: the user had taken it away.
          armed: new Map(
            [...armed].map(([subject, memory]) => [
              subject,
              memoryAfterGap(
                watch(rule, subject, () => 1),
                memory,
                {
                  kind: 'gap',
                  instruments: 'all',
                  cause: 'restart',
                },
              ),
            ]),
          ),
        })),
      )
      for (const id of ids) deleted.delete(id)
      return views(ids)
    },
    pause(ids) {
      const pages = ids.map(pageOf).filter(({ rule }) => rule.state === 'armed')
      keep(pages.map(({ rule, armed }) => ({ rule: { ...rule, state: 'paused' }, armed })))
      return views(ids)
    },
    resume(ids) {
      const now = clock.now()
      const pages = ids.map(pageOf)
      const isDone = ({ rule, armed }: BookedRule) =>
        rule.state !== 'armed' || [...armed.values()].some(({ state }) => state !== 'armed')
      const due = pages.filter(isDone)
      for (const { rule } of due) {
        const { expiresAt } = rule.schedule
        if (expiresAt !== null && expiresAt <= now)
          throw codedError(
            'bad-request',
            `rule ${rule.id} has expired; give it a later expiry to arm it again`,
          )
      }
      keep(
        due.map(({ rule, armed }) => {
          const next = { ...rule, state: 'armed' as const, armedAt: now }
          return { rule: next, armed: armedAnew(next, armed) }
        }),
      )
      return views(ids)
    },
    snooze(ids, until) {
      keep(
        ids.map(pageOf).map(({ rule, armed }) => ({
          rule: { ...rule, schedule: { ...rule.schedule, snoozeUntil: until } },
          armed,
        })),
      )
      return views(ids)
    },
    remember(rule, subject, memory) {
      const page = book.get(rule.id)
      if (page === undefined) return
      const armed = new Map(page.armed).set(subject, memory)
      const isDone = [...armed.values()].every(({ state }) => state !== 'armed')
      book.put(isDone && rule.state === 'armed' ? { ...page.rule, state: 'fired' } : page.rule, armed)
    },
    armedSince(instrument) {
      let at = clock.now()
      for (const { rule, armed } of book.list()) {
        if (rule.state !== 'armed' || rule.armedAt >= at) continue
        const needs = [...armed.keys()].some((subject) =>
          heardBy(watch(rule, subject, () => 1)).includes(instrument),
        )
        if (needs) at = rule.armedAt
      }
      return at
    },
  }
}
