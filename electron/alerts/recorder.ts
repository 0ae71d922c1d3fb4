/** Writes what rules did: firing, memory and outbox rows in one transaction, and the events after it. */
import type { Firing, Rule } from '../../shared/model/alert.ts'
import type { Delivery } from '../../shared/model/delivery.ts'
import { symbolOf, type InstrumentId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Cancel, Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Store } from '../store/store.ts'
import { operatorTable } from './operators.ts'
import type { Page, RuleBook } from './rule-book.ts'
import type { RuleOutcome } from './rule-index.ts'
import { sentence } from './sentence.ts'

export type RecorderDeps = {
  readonly clock: Clock
  readonly log: Log
  readonly store: {
    transaction<T>(work: () => T): T
    readonly rules: Pick<Store['rules'], 'save' | 'saveMemory'>
    readonly firings: Pick<Store['firings'], 'insert'>
    readonly deliveries: Pick<Store['deliveries'], 'insert'>
  }
  readonly book: Pick<RuleBook, 'get'>
  instrument(id: InstrumentId): Instrument | undefined
  targets(): readonly string[]
  fired(firing: Firing, deliveries: Delivery[]): void
  changed(): void
  newId(): string
}

export type Recorder = {
  /** Rules that fired or expired; the book knows already. Never throws: what can't be written is tried again. */
  record(outcomes: readonly RuleOutcome[]): void
  /** This is what the rule's row says now. */
  noteStored(page: Page): void
  /** Writes memories that matter after a restart and differ from their rows. */
  flush(): void
  /** A last try at everything. */
  stop(): void
}

type Waiting = {
  readonly rule: Rule
  readonly firing: Firing | null
  readonly deliveries: readonly Delivery[]
}

const retryAfterMs = 1000

export function createRecorder(deps: RecorderDeps): Recorder {
  const { clock, log, store, book } = deps
  let waiting: Waiting[] = []
  let cancelRetry: Cancel | null = null
  /** For greater-than and less-than rules: what their row says of `met`. */
  const storedMet = new Map<string, boolean | undefined>()

  const prepare = ({ rule, firing: evidence }: RuleOutcome): Waiting => {
    if (evidence === null) return { rule, firing: null, deliveries: [] }
    const instrument = deps.instrument(rule.instrument)
    const firedAt = evidence.at.receivedAt
    const firing: Firing = {
      id: deps.newId(),
      rule: rule.id,
      ruleVersion: rule.version,
      instrument: rule.instrument,
      sentence: sentence(rule, instrument ?? { symbol: symbolOf(rule.instrument), tickSize: 1e-8 }),
      note: rule.note,
      level: rule.level,
      firedAt,
      evidence,
      late: false,
      simulated: instrument?.simulated ?? false,
      acknowledgedAt: null,
    }
    const deliveries = deps.targets().map((target) => ({
      id: deps.newId(),
      firing: firing.id,
      target,
      state: 'pending' as const,
      attempts: 0,
      createdAt: firedAt,
      sentAt: null,
      lastError: null,
    }))
    return { rule, firing, deliveries }
  }

  const noteStored = ({ rule, memory }: Page) => {
    if (operatorTable[rule.operator].kind === 'level') storedMet.set(rule.id, memory.met)
  }

  /** The row of a rule that was deleted or edited in the meantime says something newer and is left alone. */
  const writable = (rule: Rule): Page | undefined => {
    const page = book.get(rule.id)
    return page?.rule.version === rule.version ? page : undefined
  }

  /**
   * Where the disk refuses, everything stays in memory, where it does not fire again, and is tried once a second: a
   * firing is shown only when it is on record.
   */
  const write = () => {
    cancelRetry?.()
    cancelRetry = null
    const batch = waiting
    const pages = batch.map(({ rule }) => writable(rule)).filter((page) => page !== undefined)
    try {
      store.transaction(() => {
        for (const { firing, deliveries } of batch) {
          if (firing !== null) store.firings.insert(firing)
          for (const delivery of deliveries) store.deliveries.insert(delivery)
        }
        for (const { rule, memory } of pages) store.rules.save(rule, memory)
      })
    } catch (error) {
      log.error(
        { error: String(error), waiting: batch.length },
        'firings could not be recorded; trying again',
      )
      cancelRetry = clock.after(retryAfterMs, write)
      return
    }
    waiting = []
    for (const page of pages) noteStored(page)
    for (const { firing, deliveries } of batch) if (firing !== null) deps.fired(firing, [...deliveries])
    deps.changed()
  }

  /**
   * A tick that fires nothing is not written. After a restart crossings start from nothing anyway, because what happened
   * while the app was closed is unknown. What must outlive a restart is whether a greater or less condition was judged
   * already, or it would fire again for it: that is on disk with every firing, and a change without one (the price came
   * back) follows here. Dying in between costs at worst a firing for a price that left and came back in those seconds,
   * never a second one for the same event.
   */
  const flush = () => {
    const due: Page[] = []
    for (const [id, met] of storedMet) {
      const page = book.get(id)
      if (page === undefined) storedMet.delete(id)
      else if (page.memory.met !== met && !waiting.some(({ rule }) => rule.id === id)) due.push(page)
    }
    if (due.length === 0) return
    try {
      store.transaction(() => {
        for (const { rule, memory } of due) store.rules.saveMemory(rule.id, memory)
      })
      for (const page of due) noteStored(page)
    } catch (error) {
      log.warn({ error: String(error) }, 'memories of rules could not be written')
    }
  }

  return {
    record(outcomes) {
      waiting.push(...outcomes.map(prepare))
      write()
    },
    noteStored,
    flush,
    stop() {
      if (waiting.length > 0) write()
      cancelRetry?.()
      cancelRetry = null
      flush()
    },
  }
}
