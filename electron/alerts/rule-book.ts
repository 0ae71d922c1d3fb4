/** All rules in memory, each with what it remembers, and the armed ones in an index per instrument. */
import type { Rule, RuleMemory } from '../../shared/model/alert.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Tick } from '../../shared/model/quote.ts'
import { memoryAfterGap } from './evaluate.ts'
import { createRuleIndex, type RuleIndex, type RuleOutcome } from './rule-index.ts'

export type Page = { readonly rule: Rule; readonly memory: RuleMemory }

export type RuleBook = {
  /** In the order in which they were made. */
  list(): Page[]
  get(id: string): Page | undefined
  /** Adds or replaces; an armed rule is watched from the next tick on. */
  put(rule: Rule, memory: RuleMemory): void
  delete(id: string): void
  /** What fired or expired; the book has taken it over already. */
  onTick(instrument: InstrumentId, tick: Tick): readonly RuleOutcome[]
  onGap(instruments: readonly InstrumentId[] | 'all'): void
  /** Instruments with at least one armed rule. */
  armedInstruments(): InstrumentId[]
  /** Marks the armed rules whose time is up, and answers them. */
  expire(now: number): Page[]
}

type Placed = { readonly index: RuleIndex; readonly tickSize: number }

const nothing: readonly RuleOutcome[] = Object.freeze([])

/** `instrument` may not know an id yet: such rules are placed as soon as a tick arrives for it. */
export function createRuleBook(instrument: (id: InstrumentId) => Instrument | undefined): RuleBook {
  const pages = new Map<string, Page>()
  const armed = new Map<InstrumentId, Set<string>>()
  const placed = new Map<InstrumentId, Placed>()
  let nextExpiryAt = Infinity

  const current = ({ rule, memory }: Page): Page => ({
    rule,
    memory:
      (rule.state === 'armed' ? placed.get(rule.instrument)?.index.memory(rule.id) : undefined) ?? memory,
  })

  const place = (id: InstrumentId): Placed | undefined => {
    const known = instrument(id)
    const ids = armed.get(id)
    if (known === undefined || ids === undefined) return undefined
    const index = createRuleIndex(known.tickSize)
    for (const ruleId of ids) {
      const page = pages.get(ruleId)
      if (page !== undefined) index.put(page.rule, page.memory)
    }
    const made = { index, tickSize: known.tickSize }
    placed.set(id, made)
    return made
  }

  const takeOut = (id: string) => {
    const page = pages.get(id)
    if (page === undefined) return
    const ids = armed.get(page.rule.instrument)
    ids?.delete(id)
    placed.get(page.rule.instrument)?.index.remove(id)
    if (ids?.size !== 0) return
    armed.delete(page.rule.instrument)
    placed.delete(page.rule.instrument)
  }

  const put = (rule: Rule, memory: RuleMemory) => {
    takeOut(rule.id)
    pages.set(rule.id, { rule, memory })
    if (rule.state !== 'armed') return
    if (rule.expiresAt !== null) nextExpiryAt = Math.min(nextExpiryAt, rule.expiresAt)
    const ids = armed.get(rule.instrument) ?? new Set<string>()
    armed.set(rule.instrument, ids.add(rule.id))
    const at = placed.get(rule.instrument)
    if (at === undefined) place(rule.instrument)
    else at.index.put(rule, memory)
  }

  return {
    list: () => [...pages.values()].map(current),
    get: (id) => {
      const page = pages.get(id)
      return page === undefined ? undefined : current(page)
    },
    put,
    delete(id) {
      takeOut(id)
      pages.delete(id)
    },
    onTick(id, tick) {
      let at = placed.get(id)
      if (at === undefined) {
        if (!armed.has(id)) return nothing
        at = place(id)
        if (at === undefined) return nothing
      }
      const outcomes = at.index.onTick(tick)
      for (const { rule, memory } of outcomes) {
        // A rule that stays armed is kept in the index, with all that it remembers.
        if (rule.state === 'armed') pages.set(rule.id, { rule, memory })
        else put(rule, memory)
      }
      return outcomes
    },
    onGap(instruments) {
      for (const id of instruments === 'all' ? [...placed.keys()] : instruments) {
        const at = placed.get(id)
        if (at === undefined) continue
        at.index.onGap()
        // The grid may have changed with the feed (another recording, a new venue rule): judge by the new one from here on.
        if (instrument(id)?.tickSize === at.tickSize) continue
        for (const ruleId of armed.get(id) ?? []) {
          const page = pages.get(ruleId)
          if (page !== undefined)
            pages.set(ruleId, { rule: page.rule, memory: memoryAfterGap(current(page).memory) })
        }
        placed.delete(id)
        place(id)
      }
    },
    armedInstruments: () => [...armed.keys()],
    expire(now) {
      if (now < nextExpiryAt) return []
      nextExpiryAt = Infinity
      const expired: Page[] = []
      for (const page of pages.values()) {
        const { expiresAt, state } = page.rule
        if (state !== 'armed' || expiresAt === null) continue
        if (expiresAt > now) nextExpiryAt = Math.min(nextExpiryAt, expiresAt)
        else expired.push({ rule: { ...page.rule, state: 'expired' }, memory: current(page).memory })
      }
      for (const { rule, memory } of expired) put(rule, memory)
      return expired
    },
  }
}
