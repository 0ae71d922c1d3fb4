import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate, isOlder, memoryAfterGap } from '../../../../electron/alerts/evaluate.ts'
import { createRuleIndex } from '../../../../electron/alerts/rule-index.ts'
import type { Rule, RuleMemory } from '../../../../shared/model/alert.ts'
import type { Tick } from '../../../../shared/model/quote.ts'
import { anyRule, rule, steps, tickAt, ticks, unseen, type Step } from './samples.ts'

const tickSize = 0.01
type Watched = { rule: Rule; memory: RuleMemory }
/** What happens to the set of rules at a step. */
type Change = {
  readonly place: number
  readonly kind: 'put' | 'remove'
  readonly slot: number
  readonly rule: Rule
}

const changes: fc.Arbitrary<Change[]> = fc.array(
  fc.record({
    place: fc.integer({ min: 0, max: 40 }),
    kind: fc.constantFrom<'put' | 'remove'>('put', 'put', 'remove'),
    slot: fc.integer({ min: 0, max: 12 }),
    rule: anyRule,
  }),
  { maxLength: 40 },
)

type Line = string

const line = (step: number, id: string, before: Tick | null, at: Tick): Line =>
  `${step} ${id} ${before === null ? 'first' : before.price} -> ${at.price}`

/** Every rule judged on every tick that is in order for the instrument. */
function oneByOne(
  list: readonly Step[],
  edits: readonly Change[],
): { fired: Line[]; memories: Map<string, RuleMemory> } {
  const rules = new Map<string, Watched>()
  let last: Tick | null = null
  const fired: Line[] = []
  list.forEach((step, place) => {
    for (const edit of edits) {
      if (edit.place !== place) continue
      const id = `r${edit.slot}`
      rules.delete(id)
      if (edit.kind === 'put') rules.set(id, { rule: { ...edit.rule, id }, memory: unseen })
    }
    if (step.kind === 'gap') {
      last = null
      for (const watched of rules.values()) watched.memory = memoryAfterGap(watched.memory)
      return
    }
    if (isOlder(step.tick, last) || !Number.isFinite(step.tick.price)) return
    for (const [id, watched] of rules) {
      const { state, memory, firing } = evaluate(watched.rule, watched.memory, step.tick, {
        stale: false,
        tickSize,
      })
      watched.memory = memory
      if (firing !== null) fired.push(line(place, id, firing.before, firing.at))
      if (state !== 'armed') rules.delete(id)
    }
    last = step.tick
  })
  return { fired, memories: new Map([...rules].map(([id, { memory }]) => [id, memory])) }
}

function byIndex(list: readonly Step[], edits: readonly Change[]) {
  const index = createRuleIndex(tickSize)
  const fired: Line[] = []
  list.forEach((step, place) => {
    for (const edit of edits) {
      if (edit.place !== place) continue
      const id = `r${edit.slot}`
      if (edit.kind === 'put') index.put({ ...edit.rule, id }, unseen)
      else index.remove(id)
    }
    if (step.kind === 'gap') return index.onGap()
    for (const { rule: changed, firing } of index.onTick(step.tick)) {
      if (firing !== null) fired.push(line(place, changed.id, firing.before, firing.at))
    }
  })
  return { fired, index }
}

describe('rule index', () => {
  it('fires exactly what judging every rule on every tick fires, and remembers the same', () => {
    fc.assert(
      fc.property(steps, changes, (list, edits) => {
        const expected = oneByOne(list, edits)
        const { fired, index } = byIndex(list, edits)
        expect([...fired].sort()).toEqual([...expected.fired].sort())
        for (const [id, memory] of expected.memories) expect(index.memory(id)).toEqual(memory)
      }),
      { numRuns: 3000 },
    )
  })

  it('gives the same on the grids of very small and very large prices', () => {
    for (const size of [1e-8, 0.00001, 0.25, 5]) {
      const index = createRuleIndex(size)
      index.put(rule({ level: 1234 * size }), unseen)
      const prices = [1233, 1234, 1233, 1233.2, 1234].map((count) => count * size)
      const fired = prices.map((price, second) => index.onTick(tickAt(price, second)).length)
      expect(fired, `tick size ${size}`).toEqual([0, 1, 0, 0, 1])
    }
  })

  it('does not mute one rule because another on the same instrument fired', () => {
    const index = createRuleIndex(tickSize)
    index.put(
      rule({ id: 'near', level: 100, frequency: { kind: 'every-time', coolDownMs: 180_000 } }),
      unseen,
    )
    index.put(rule({ id: 'far', level: 101, frequency: { kind: 'every-time', coolDownMs: 180_000 } }), unseen)
    const fired = ticks(99, 100, 101).flatMap((tick) => index.onTick(tick).map((outcome) => outcome.rule.id))
    expect(fired).toEqual(['near', 'far'])
  })

  it('fires all rules between two prices at once', () => {
    const index = createRuleIndex(tickSize)
    for (let place = 0; place < 100; place += 1)
      index.put(rule({ id: `r${place}`, level: 100 + place / 100 }), unseen)
    index.onTick(tickAt(99, 0))
    expect(index.onTick(tickAt(100.495, 1))).toHaveLength(51)
    expect(index.onTick(tickAt(200, 2))).toHaveLength(49)
    expect(index.onTick(tickAt(50, 3))).toHaveLength(0)
    expect(index.onTick(tickAt(200, 4))).toHaveLength(100)
  })

  it('lets go of a rule that has fired once', () => {
    const index = createRuleIndex(tickSize)
    index.put(rule({ frequency: { kind: 'once' } }), unseen)
    for (const tick of ticks(99, 101, 99, 101)) index.onTick(tick)
    expect(index.size()).toBe(0)
  })
})
