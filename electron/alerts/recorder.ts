/** Writes what rules did: firing, memory and outbox rows in one transaction, and the events after it. */
import type { Firing } from '../../shared/alerts/firing.ts'
import type { AlertMemory } from '../../shared/alerts/memory.ts'
import type { AlertRule } from '../../shared/alerts/rule.ts'
import type { Sight } from '../../shared/alerts/sight.ts'
import type { Delivery, Summary } from '../../shared/model/delivery.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Cancel, Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Store } from '../store/store.ts'
import type { ChangedMemory, RuleBook } from './engine/rule-book.ts'
import type { Subject } from './engine/entry.ts'

export type RecorderStore = {
  transaction<T>(work: () => T): T
  readonly rules: Pick<Store['rules'], 'saveRule' | 'saveMemory'>
  readonly firings: Pick<Store['firings'], 'insert'>
  readonly deliveries: Pick<Store['deliveries'], 'insert'>
  readonly sights: Pick<Store['sights'], 'save'>
}

/** Firings that belong together, with all that is sent for them. */
export type Batch = {
  readonly firings: readonly Firing[]
  readonly deliveries: readonly Delivery[]
  readonly summaries: readonly Summary[]
  /** What their rules remember after them. */
  readonly memories: readonly { rule: AlertRule; subject: Subject; memory: AlertMemory }[]
  /** Further rows of the same transaction. */
  readonly also?: () => void
}

export type RecorderDeps = {
  readonly clock: Clock
  readonly log: Log
  readonly store: RecorderStore
  readonly book: Pick<RuleBook, 'get' | 'dirty'>
  /** Sights that changed since they were last written. */
  takeSights(): readonly [InstrumentId, Sight][]
  giveBackSights(instruments: Iterable<InstrumentId>): void
  /** After the commit. */
  recorded(batch: Batch): void
}

export type Recorder = {
  /** The book knows already. Never throws: what can't be written is tried again. */
  record(batch: Batch): void
  /** Writes what a restart must find: memories that changed, and what was seen last. */
  flush(): void
  /** A last try at everything. */
  stop(): void
}

const retryAfterMs = 1000

export function createRecorder(deps: RecorderDeps): Recorder {
  const { clock, log, store, book } = deps
  let waiting: Batch[] = []
  let unwritten: ChangedMemory[] = []
  let cancelRetry: Cancel | null = null

  /** The row of a rule that was deleted or edited in the meantime says something newer and is left alone. */
  const isCurrent = (rule: AlertRule): boolean => book.get(rule.id)?.rule.version === rule.version

  /**
   * Where the disk refuses, everything stays in memory, where it does not fire again, and is tried once a second: a
   * firing is shown only when it is on record.
   */
  const write = (): void => {
    cancelRetry?.()
    cancelRetry = null
    const batches = waiting
    try {
      store.transaction(() => {
        for (const { firings, deliveries, memories, also } of batches) {
          for (const firing of firings) store.firings.insert(firing)
          for (const delivery of deliveries) store.deliveries.insert(delivery)
          for (const { rule, subject, memory } of memories) {
            if (!isCurrent(rule)) continue
            if (rule.state !== 'armed') store.rules.saveRule(rule)
            store.rules.saveMemory(rule.id, subject, memory)
          }
          also?.()
        }
      })
    } catch (error) {
      log.error(
        { error: String(error), waiting: batches.length },
        'firings could not be recorded; trying again',
      )
      cancelRetry = clock.after(retryAfterMs, write)
      return
    }
    waiting = []
    for (const batch of batches) deps.recorded(batch)
  }

  /**
   * A tick that fires nothing is not written by itself. What was seen and what rules remember of it go to the disk together, every
   * few seconds: whoever dies in between is made up for from there, and what fired meanwhile has its own row, with a memory
   * of its own that is newer.
   */
  const flush = (): void => {
    // Firings come before what follows from them.
    if (waiting.length > 0) return
    const sights = deps.takeSights()
    const memories = [...unwritten, ...book.dirty()]
    unwritten = []
    if (sights.length === 0 && memories.length === 0) return
    try {
      store.transaction(() => {
        for (const { ruleId, subject, memory } of memories) store.rules.saveMemory(ruleId, subject, memory)
        for (const [instrument, sight] of sights) store.sights.save(instrument, sight)
      })
    } catch (error) {
      unwritten = memories
      deps.giveBackSights(sights.map(([instrument]) => instrument))
      log.warn({ error: String(error) }, 'memories of rules could not be written')
    }
  }

  return {
    record(batch) {
      waiting.push(batch)
      write()
    },
    flush,
    stop() {
      if (waiting.length > 0) write()
      cancelRetry?.()
      cancelRetry = null
      flush()
    },
  }
}
