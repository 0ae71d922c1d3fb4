/** All rules of the alert language in memory, each on each of its subjects: what an input means for any of them. */
import { armedMemory, type AlertMemory } from '../../../shared/alerts/memory.ts'
import type { AlertRule } from '../../../shared/alerts/rule.ts'
import { isInBars } from '../../../shared/alerts/sources.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { AlertEvent } from '../language/fire.ts'
import type { ClockInput, GapInput, Series, Step, TickInput } from '../language/input.ts'
import { createBoard, type BoardDeps, type Judgement } from './board.ts'
import { heardBy, makeEntry, type Page, type Subject } from './entry.ts'

export type RuleBookDeps = BoardDeps & {
  /** The instruments that the rule is armed on now; null alone for a rule of the whole app. */
  subjectsOf(rule: AlertRule): readonly Subject[]
}

export type BookedRule = {
  readonly rule: AlertRule
  /** What it remembers now for each of its subjects, whatever its state. */
  readonly armed: ReadonlyMap<Subject, AlertMemory>
}

/** What happened to a rule on one subject. */
export type Outcome = {
  /** As it is after the input. */
  readonly rule: AlertRule
  readonly subject: Subject
  readonly memory: AlertMemory
  readonly events: readonly AlertEvent[]
}

export type ChangedMemory = {
  readonly ruleId: string
  readonly subject: Subject
  readonly memory: AlertMemory
}

export type RuleBook = {
  /** In the order in which they were first put. */
  list(): BookedRule[]
  get(id: string): BookedRule | undefined
  /** Adds or replaces; subjects without a memory start fresh. An armed rule is watched from the next input on. */
  put(rule: AlertRule, memories: ReadonlyMap<Subject, AlertMemory>): void
  delete(id: string): void
  /** The subjects of the rule have changed: new ones start fresh, the others go on. Answers those that are gone. */
  resubject(id: string): Subject[]
  /** Only where something happened; the book has taken it over already. A tick must not be changed after it was given. */
  input(input: Step): readonly Outcome[]
  /** Once a second: ends bars, what has expired, and what waited for its time. */
  clock(at: number): readonly Outcome[]
  /** Judges an input of the past: only rules that hear of nothing outside of `batch`, which is made up for together. */
  backfill(
    input: TickInput | ClockInput,
    instrument: InstrumentId,
    batch: ReadonlySet<InstrumentId>,
  ): readonly Outcome[]
  onGap(instruments: GapInput['instruments'], cause: GapInput['cause']): void
  /** The feed broke: what bars can't tell later begins anew; the rest waits for its bars. */
  onUntold(instruments: Iterable<InstrumentId>): void
  /** `batch` was made up for: rules that hear of others besides can't be, and begin anew. */
  onSplit(batch: ReadonlySet<InstrumentId>): void
  /** Other instruments that armed rules compare it with. */
  companions(id: InstrumentId): InstrumentId[]
  /** The instrument has become known, or its tick size has changed. */
  refresh(id: InstrumentId): void
  /** Every instrument that an armed rule needs. */
  instruments(): InstrumentId[]
  /** Every series that an armed rule asks the market for, each once. */
  series(): Series[]
  /** Whether an armed rule needs more of the instrument than its trades: bid, ask or change. */
  needsBook(id: InstrumentId): boolean
  /**
   * What must be kept of what changed since it was last asked. Of a rule that is judged on one instrument's last price alone
   * the price itself is no change: `memoryAfterQuiet` with `lastTick` tells it.
   */
  dirty(): ChangedMemory[]
  /** The price that such rules saw last, on this side of the last gap. */
  lastTick(id: InstrumentId): TickInput | null
}

const nothing: readonly Outcome[] = Object.freeze([])

export function createRuleBook({ subjectsOf, ...deps }: RuleBookDeps): RuleBook {
  const board = createBoard(deps)
  const pages = new Map<string, Page>()
  let pagesMade = 0
  let entriesMade = 0

  const enter = (page: Page, subject: Subject, memory: AlertMemory | undefined) => {
    if (page.entries.has(subject)) return undefined
    const { length } = page.rule.conditions
    const kept = memory?.conditions.length === length ? memory : armedMemory(length, memory)
    entriesMade += 1
    const entry = makeEntry(page, subject, entriesMade, kept)
    page.entries.set(subject, entry)
    board.add(entry)
    return entry
  }

  const booked = ({ rule, entries }: Page): BookedRule => ({
    rule,
    armed: new Map([...entries].map(([subject, entry]) => [subject, board.memoryOf(entry)])),
  })

  /** A rule that is over on all of its subjects is over: expired, unless it fired on each. */
  const finish = (page: Page) => {
    let state: AlertRule['state'] = 'fired'
    for (const { memory } of page.entries.values()) {
      if (memory.state === 'armed') return
      if (memory.state === 'expired') state = 'expired'
    }
    page.rule = { ...page.rule, state }
  }

  const outcomesOf = (judgements: readonly Judgement[]): readonly Outcome[] => {
    if (judgements.length === 0) return nothing
    for (const { entry } of judgements) if (entry.memory.state !== 'armed') finish(entry.page)
    return judgements.map(({ entry, events }) => ({
      rule: entry.page.rule,
      subject: entry.subject,
      memory: board.memoryOf(entry),
      events,
    }))
  }

  const input = (step: Step) => outcomesOf(board.input(step))

  return {
    list: () => [...pages.values()].map(booked),
    get: (id) => {
      const page = pages.get(id)
      return page === undefined ? undefined : booked(page)
    },
    put(rule, memories) {
      const before = pages.get(rule.id)
      before?.entries.forEach(board.remove)
      if (before === undefined) pagesMade += 1
      const page: Page = { rule, order: before?.order ?? pagesMade, entries: new Map() }
      pages.set(rule.id, page)
      for (const subject of subjectsOf(rule)) enter(page, subject, memories.get(subject))
    },
    delete(id) {
      pages.get(id)?.entries.forEach(board.remove)
      pages.delete(id)
    },
    resubject(id) {
      const page = pages.get(id)
      if (page === undefined) return []
      const wanted = new Set(subjectsOf(page.rule))
      const gone = [...page.entries.values()].filter(({ subject }) => !wanted.has(subject))
      for (const entry of gone) {
        board.remove(entry)
        page.entries.delete(entry.subject)
      }
      for (const subject of wanted) {
        const entry = enter(page, subject, undefined)
        // What may still be kept of an earlier time on the list must not come back.
        if (entry !== undefined) board.changed.add(entry)
      }
      return gone.map(({ subject }) => subject)
    },
    input,
    clock: (at) => input({ kind: 'clock', at }),
    backfill: (step, instrument, batch) => outcomesOf(board.backfill(step, instrument, batch)),
    onUntold: (instruments) =>
      board.gapFor(instruments, ({ watch }) =>
        watch.conditions.some(({ parts }) => parts.some(({ source }) => !isInBars(source))),
      ),
    onSplit: (batch) => board.gapFor(batch, ({ watch }) => !heardBy(watch).every((id) => batch.has(id))),
    companions: board.companions,
    onGap: (instruments, cause) => board.gap({ kind: 'gap', instruments, cause }),
    refresh: board.refresh,
    instruments: board.needs.instruments,
    series: board.needs.series,
    needsBook: board.needs.needsBook,
    dirty() {
      const changed = [...board.changed].map((entry) => ({
        ruleId: entry.page.rule.id,
        subject: entry.subject,
        memory: board.memoryOf(entry),
      }))
      board.changed.clear()
      return changed
    },
    lastTick: board.lastTick,
  }
}
