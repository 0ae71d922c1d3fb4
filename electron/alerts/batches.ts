/** What rules did, as what is written and sent: records, deliveries, summaries and memories in one batch. */
import type { Firing } from '../../shared/alerts/firing.ts'
import type { AlertMemory } from '../../shared/alerts/memory.ts'
import type { AlertRule } from '../../shared/alerts/rule.ts'
import type { Candle } from '../../shared/model/candle.ts'
import type { Delivery, Summary } from '../../shared/model/delivery.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Interval } from '../../shared/model/interval.ts'
import type { Subject } from './engine/entry.ts'
import type { Outcome } from './engine/rule-book.ts'
import type { AlertEvent } from './language/fire.ts'
import type { Fired } from './language/message.ts'
import { stormLimit } from './language/storm.ts'
import { recordOf } from './record-of.ts'
import type { Batch } from './recorder.ts'
import type { AlertServiceDeps } from './service-deps.ts'

type Did = Pick<Outcome, 'rule' | 'subject' | 'events'> & { readonly memory: AlertMemory }

export type Batches = {
  /** `late`: found in bars, and told in one summary. */
  of(outcomes: readonly Did[], options: { readonly late: boolean }): Batch
}

export function createBatches(
  deps: AlertServiceDeps & { openBar(instrument: InstrumentId, interval: Interval): Candle | null },
): Batches {
  const record = (
    rule: AlertRule,
    subject: Subject,
    fired: Fired,
    late: boolean,
  ): { firing: Firing; sent: readonly Delivery[] } => {
    const id = subject ?? rule.conditions[0]?.instrument ?? null
    const quote = id === null ? undefined : deps.quote(id)
    const interval = rule.conditions[0]?.interval ?? '1m'
    const firing = recordOf(rule, fired, {
      names: deps.names,
      decidedAt: deps.clock.now(),
      instrument: id === null ? null : (deps.known.instrument(id) ?? null),
      late,
      // The bar that is open now is not that of a firing in the past.
      bar: id === null || late ? null : deps.openBar(id, interval),
      changePercent: late ? null : (quote?.changePercent ?? null),
      feed: { quote: quote?.state ?? null, stream: id === null ? null : deps.stream(id) },
    })
    const { deliveries, quietUntil } = deps.plan(firing, rule)
    return { firing: { ...firing, quietUntil }, sent: deliveries }
  }

  /** The firings that were counted and not told one by one. */
  const foldedOf = (
    { rule, subject }: Did,
    { fromAt, toAt, count }: Extract<AlertEvent, { kind: 'folded' }>,
    fresh: readonly Firing[],
  ): Firing[] => {
    const stored = deps.store.firings.list({
      rule: rule.id,
      fromAt,
      toAt: toAt + 1,
      // Besides those that were folded, at most as many as are told one by one in the same time.
      limit: count + 2 * stormLimit,
      ...(subject === null ? {} : { instrument: subject }),
    })
    const known = new Set(stored.map(({ id }) => id))
    const others = fresh.filter(
      ({ id, rule: of, instrument }) => of === rule.id && instrument === subject && !known.has(id),
    )
    return [...stored.toReversed(), ...others].filter(({ folded }) => folded)
  }

  return {
    of(outcomes, { late }) {
      const firings: Firing[] = []
      const deliveries: Delivery[] = []
      const summaries: Summary[] = []
      const memories = new Map<string, Batch['memories'][number]>()
      const rules = new Map<string, AlertRule>()
      const summarize = (
        reason: 'folded' | 'catch-up',
        about: readonly Firing[],
        of: readonly AlertRule[],
      ): void => {
        const made = about.length === 0 ? null : deps.summarize(reason, about, of)
        if (made === null) return
        summaries.push(made.summary)
        deliveries.push(...made.deliveries)
      }
      for (const outcome of outcomes) {
        const { rule, subject, memory } = outcome
        memories.set(`${rule.id}\n${subject ?? ''}`, { rule, subject, memory })
        for (const event of outcome.events) {
          if (event.kind === 'fired') {
            const { firing, sent } = record(rule, subject, event, late)
            firings.push(firing)
            deliveries.push(...sent)
            rules.set(rule.id, rule)
          } else if (event.kind === 'folded' && !late)
            summarize('folded', foldedOf(outcome, event, firings), [rule])
        }
      }
      if (late) summarize('catch-up', firings, [...rules.values()])
      return { firings, deliveries, summaries, memories: [...memories.values()] }
    },
  }
}
