/** What the alert service needs of the store, kept in memory: for properties that run it thousands of times. */
import type { AlertStore } from '../../electron/alerts/service-deps.ts'
import type { StoredRule } from '../../electron/store/rules.ts'
import type { Hole } from '../../electron/store/sights.ts'
import type { Store } from '../../electron/store/store.ts'
import type { Firing } from '../../shared/alerts/firing.ts'
import type { Sight } from '../../shared/alerts/sight.ts'
import type { Delivery } from '../../shared/model/delivery.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'

export type MemoryStore = AlertStore & {
  readonly logged: Firing[]
  readonly watchlists: Pick<Store['watchlists'], 'get'>
}

export function createMemoryStore(): MemoryStore {
  const rules = new Map<string, StoredRule>()
  const firings = new Map<string, Firing>()
  const deliveries = new Map<string, Delivery>()
  const sights = new Map<InstrumentId, Sight>()
  const holes = new Map<string, Hole>()
  return {
    transaction: (work) => work(),
    watchlists: { get: () => null },
    get logged() {
      return [...firings.values()]
    },
    rules: {
      list: () => [...rules.values()],
      save: (rule, memories) => void rules.set(rule.id, { rule, memories }),
      saveRule(rule) {
        const stored = rules.get(rule.id)
        if (stored !== undefined) rules.set(rule.id, { ...stored, rule })
      },
      saveMemory(id, subject, memory) {
        const stored = rules.get(id)
        if (stored !== undefined)
          rules.set(id, { ...stored, memories: new Map(stored.memories).set(subject, memory) })
      },
      delete: (ids) => ids.forEach((id) => rules.delete(id)),
    },
    firings: {
      insert(firing) {
        const isNew = !firings.has(firing.id)
        if (isNew) firings.set(firing.id, firing)
        return isNew
      },
      list({ rule, fromAt = -Infinity, toAt = Infinity, limit, before }) {
        const newestFirst = [...firings.values()]
          .filter((each) => each.rule === rule && each.firedAt >= fromAt && each.firedAt < toAt)
          .toReversed()
        const from = before === undefined ? 0 : newestFirst.findIndex(({ id }) => id === before) + 1
        return newestFirst.slice(from, from + limit)
      },
    },
    deliveries: {
      insert(delivery) {
        deliveries.set(delivery.id, delivery)
        return true
      },
    },
    sights: {
      list: () => new Map(sights),
      save: (instrument, sight) => void sights.set(instrument, sight),
      delete: (instrument) => void sights.delete(instrument),
      holes: () => [...holes.values()],
      saveHole: (hole) => void holes.set(hole.id, hole),
      deleteHole: (id) => void holes.delete(id),
    },
  }
}
