import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate as evaluateSimple, memoryAfterGap } from '../../../../../electron/alerts/evaluate.ts'
import { evaluate } from '../../../../../electron/alerts/language/evaluate.ts'
import { fromSimpleMemory, fromSimpleRule } from '../../../../../electron/alerts/language/from-simple.ts'
import type { Input } from '../../../../../electron/alerts/language/input.ts'
import { watch } from '../../../../../electron/alerts/language/watch.ts'
import { alertMemorySchema } from '../../../../../shared/alerts/memory.ts'
import { alertRuleSchema } from '../../../../../shared/alerts/rule.ts'
import type { Rule, RuleMemory } from '../../../../../shared/model/alert.ts'
import { anyRule, rule, startAt, steps, unseen, type Step } from '../samples.ts'
import { bitcoin, feedGap, market, restart, tickSize } from './tapes.ts'

const inputOf = (step: Step, place: number): Input =>
  step.kind === 'gap'
    ? place % 2 === 0
      ? feedGap
      : restart
    : {
        kind: 'tick',
        instrument: bitcoin,
        last: step.tick.price,
        exchangeAt: step.tick.exchangeAt,
        receivedAt: step.tick.receivedAt,
      }

/** Plays a tape with the simple evaluator up to `handOver`, with the other from there on, and both to the end. */
function playBoth(simple: Rule, from: RuleMemory, list: readonly Step[], handOver: number) {
  let state = simple.state
  let memory = from
  const full = watch(fromSimpleRule(simple), bitcoin, () => tickSize)
  let fullMemory = fromSimpleMemory(simple, from, tickSize)
  const [expected, actual]: [unknown[], unknown[]] = [[], []]
  list.forEach((step, place) => {
    if (place === handOver) fullMemory = fromSimpleMemory({ ...simple, state }, memory, tickSize)
    if (step.kind === 'gap') memory = memoryAfterGap(memory)
    else {
      const result = evaluateSimple({ ...simple, state }, memory, step.tick, { stale: false, tickSize })
      ;({ state, memory } = result)
      if (result.firing !== null)
        expected.push([place, result.firing.before?.price ?? null, result.firing.at.price, memory.firedCount])
    }
    const result = evaluate(full, fullMemory, inputOf(step, place), market)
    fullMemory = alertMemorySchema.parse(JSON.parse(JSON.stringify(result.memory)))
    for (const event of result.events) {
      if (event.kind !== 'fired') continue
      const [evidence] = event.conditions
      actual.push([place, evidence?.before?.value ?? null, evidence?.at?.value, event.number])
    }
  })
  return { expected, actual, state, fullState: fullMemory.state, memory, fullMemory }
}

const memories: fc.Arbitrary<RuleMemory> = fc.oneof(
  fc.constant(unseen),
  fc.record({
    lastTick: fc.constantFrom(null, { price: 99.99, exchangeAt: startAt, receivedAt: startAt }),
    lastFiredAt: fc.constantFrom(null, startAt - 1, startAt),
    firedCount: fc.nat(3),
    met: fc.boolean(),
  }),
)

describe('a simple rule in the full language', () => {
  it('fires at the same ticks, on the same evidence, whatever the tape and wherever it takes over', () => {
    let fired = 0
    fc.assert(
      fc.property(anyRule, memories, steps, fc.nat(60), (simple, from, list, handOver) => {
        const { expected, actual, state, fullState } = playBoth(simple, from, list, handOver)
        expect(actual).toEqual(expected)
        if (state === 'fired') expect(fullState).toBe('fired')
        fired += expected.length
      }),
      { numRuns: 4000 },
    )
    expect(fired).toBeGreaterThan(1000)
  })

  it('is a rule that the language allows, with nothing lost', () => {
    const simple = rule({ note: 'buy {{not a placeholder}}', expiresAt: startAt + 1, version: 7 })
    const full = fromSimpleRule(simple)
    expect(alertRuleSchema.parse(full)).toEqual(full)
    expect(full).toMatchObject({ id: 'r1', note: simple.note, version: 7, armedAt: startAt, message: null })
    expect(full.schedule.expiresAt).toBe(startAt + 1)
  })
})
