import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { armedMemory, evaluate, memoryAfterGap } from '../../../../electron/alerts/evaluate.ts'
import type { Operator, Rule, RuleMemory } from '../../../../shared/model/alert.ts'
import type { Tick } from '../../../../shared/model/quote.ts'
import { byHistory, cents } from './by-history.ts'
import { anyRule, rule, startAt, steps, tickAt, ticks, unseen, type Step } from './samples.ts'

const tickSize = 0.01

/** Runs the evaluator and answers the prices at which it fired. */
function run(watched: Rule, list: readonly Step[], from: RuleMemory = unseen) {
  let state = watched.state
  let memory = from
  const fired: { at: Tick; before: Tick | null }[] = []
  for (const step of list) {
    if (step.kind === 'gap') {
      memory = memoryAfterGap(memory)
      continue
    }
    const result = evaluate({ ...watched, state }, memory, step.tick, { stale: false, tickSize })
    ;({ state, memory } = result)
    if (result.firing !== null) fired.push(result.firing)
  }
  return { fired, state, memory }
}

function fires(watched: Rule, ...prices: number[]): number[] {
  return run(
    watched,
    ticks(...prices).map((tick) => ({ kind: 'tick', tick })),
  ).fired.map(({ at }) => at.price)
}

describe('evaluate', () => {
  it('agrees with a second implementation over any history', () => {
    fc.assert(
      fc.property(anyRule, steps, (watched, list) => {
        expect(run(watched, list).fired.map(({ at }) => at)).toEqual(byHistory(watched, list))
      }),
      { numRuns: 3000 },
    )
  })

  it('keeps the two ticks as evidence, on either side of the level', () => {
    fc.assert(
      fc.property(anyRule, steps, (watched, list) => {
        for (const { before, at } of run(watched, list).fired) {
          const level = cents(watched.level)
          if (watched.operator === 'greater-than') expect(cents(at.price)).toBeGreaterThan(level)
          else if (watched.operator === 'less-than') expect(cents(at.price)).toBeLessThan(level)
          else {
            const from = cents((before as Tick).price) - level
            const to = cents(at.price) - level
            expect(from * to).toBeLessThanOrEqual(0)
            expect(from).not.toBe(0)
          }
        }
      }),
    )
  })

  it.each<[Operator, number[], number[]]>([
    ['crossing-up', [99, 101], [101]],
    ['crossing-up', [101, 99], []],
    ['crossing-down', [101, 99], [99]],
    ['crossing-down', [99, 101], []],
    ['crossing', [99, 101, 99], [101, 99]],
  ])('%s through %j by a gap in price fires at %j', (operator, prices, expected) => {
    expect(fires(rule({ operator }), ...prices)).toEqual(expected)
  })

  it('counts an exact touch as reached', () => {
    expect(fires(rule(), 99.99, 100)).toEqual([100])
    expect(fires(rule({ operator: 'crossing-down' }), 100.01, 100)).toEqual([100])
  })

  it('does not repeat while the price rests on the level, nor when it goes on from there', () => {
    expect(fires(rule(), 99, 100, 100, 100.5, 100, 101)).toEqual([100])
    expect(fires(rule({ operator: 'crossing' }), 99, 100, 100, 101)).toEqual([100])
  })

  it('is armed again by one tick below the level', () => {
    expect(fires(rule(), 99, 100, 99.99, 100, 99.98, 105)).toEqual([100, 100, 105])
  })

  it('wants at least one tick beyond for greater and less', () => {
    expect(fires(rule({ operator: 'greater-than' }), 99, 100, 100.01, 102, 100, 100.02)).toEqual([
      100.01, 100.02,
    ])
    expect(fires(rule({ operator: 'less-than' }), 101, 100, 99.99, 98, 100, 99.98)).toEqual([99.99, 99.98])
  })

  it('fires greater and less at the first tick after arming, where the condition holds', () => {
    const [evidence] = run(rule({ operator: 'greater-than' }), [{ kind: 'tick', tick: tickAt(101, 0) }]).fired
    expect(evidence).toEqual({ before: null, at: tickAt(101, 0) })
  })

  it('only remembers the first tick of a crossing after arming', () => {
    expect(fires(rule(), 101)).toEqual([])
    expect(fires(rule({ operator: 'crossing' }), 100)).toEqual([])
  })

  it('survives binary dust: 0.1 + 0.2 is 0.30, and one tick below is not the level', () => {
    const watched = rule({ level: 0.3 })
    expect(fires(watched, 0.29, 0.1 + 0.2)).toEqual([0.1 + 0.2])
    expect(fires(watched, 0.28, 0.29)).toEqual([])
  })

  describe('after a gap', () => {
    const gap: Step = { kind: 'gap' }
    const tick = (price: number, second: number): Step => ({ kind: 'tick', tick: tickAt(price, second) })

    it('only remembers the first tick of a crossing', () => {
      expect(run(rule(), [tick(99, 0), gap, tick(101, 1), tick(102, 2)]).fired).toEqual([])
      expect(run(rule(), [tick(99, 0), gap, tick(99.5, 1), tick(102, 2)]).fired).toHaveLength(1)
    })

    it('takes greater-than from the second tick that agrees, once', () => {
      const watched = rule({ operator: 'greater-than' })
      expect(run(watched, [tick(99, 0), gap, tick(101, 1)]).fired).toEqual([])
      const { fired } = run(watched, [tick(99, 0), gap, tick(101, 1), tick(102, 2), tick(103, 3)])
      expect(fired).toEqual([{ before: tickAt(101, 1), at: tickAt(102, 2) }])
      expect(run(watched, [tick(99, 0), gap, tick(101, 1), tick(99, 2), tick(99.5, 3)]).fired).toEqual([])
    })

    it('does not fire greater-than again for what it has fired for', () => {
      const list = [
        tick(99, 0),
        tick(101, 1),
        gap,
        tick(102, 2),
        tick(103, 3),
        gap,
        tick(101, 4),
        tick(101, 5),
      ]
      expect(run(rule({ operator: 'greater-than' }), list).fired).toHaveLength(1)
    })
  })

  it.each([NaN, Infinity, -Infinity])('ignores a price of %s', (price) => {
    expect(fires(rule(), 99, price, 101)).toEqual([101])
    expect(fires(rule({ operator: 'greater-than' }), price)).toEqual([])
  })

  it('ignores a tick that the venue dates before the last', () => {
    const late = { ...tickAt(99, 2), exchangeAt: startAt - 60_000 }
    const list = [tickAt(101, 0), late, tickAt(102, 3)].map((tick): Step => ({ kind: 'tick', tick }))
    expect(run(rule(), list).fired).toEqual([])
  })

  it('is never judged on stale quotes', () => {
    const memory = { ...unseen, lastTick: tickAt(99, 0) }
    const result = evaluate(rule(), memory, tickAt(101, 1), { stale: true, tickSize })
    expect(result).toEqual({ state: 'armed', memory, firing: null })
  })

  it.each(['paused', 'fired', 'expired'] as const)('does nothing while %s', (state) => {
    const memory = { ...unseen, lastTick: tickAt(99, 0) }
    expect(evaluate(rule({ state }), memory, tickAt(101, 1), { stale: false, tickSize })).toEqual({
      state,
      memory,
      firing: null,
    })
  })

  it('expires at its time without firing', () => {
    const watched = rule({ expiresAt: startAt + 1000 })
    const memory = { ...unseen, lastTick: tickAt(99, 0) }
    const result = evaluate(watched, memory, tickAt(101, 1), { stale: false, tickSize })
    expect(result).toEqual({ state: 'expired', memory, firing: null })
  })

  it('is done after firing once', () => {
    const { fired, state, memory } = run(
      rule({ frequency: { kind: 'once' } }),
      ticks(99, 101, 99, 101).map((tick) => ({ kind: 'tick', tick })),
    )
    expect(fired).toHaveLength(1)
    expect(state).toBe('fired')
    expect(memory.firedCount).toBe(1)
  })

  describe('cool-down', () => {
    const cooled = rule({ frequency: { kind: 'every-time', coolDownMs: 3000 } })

    it('passes over what happens in it and is over at its end', () => {
      expect(fires(cooled, 99, 101, 99, 102, 99, 103)).toEqual([101, 103])
    })

    it('counts from the last firing since arming', () => {
      const memory: RuleMemory = {
        ...unseen,
        lastTick: tickAt(99, 0),
        lastFiredAt: startAt - 1,
        firedCount: 1,
      }
      expect(evaluate(cooled, memory, tickAt(101, 1), { stale: false, tickSize }).firing).not.toBeNull()
    })

    it('ends when the wall clock is set back, rather than lasting a day', () => {
      const memory: RuleMemory = {
        ...unseen,
        lastTick: tickAt(99, 0),
        lastFiredAt: startAt + 86_400_000,
        firedCount: 1,
      }
      expect(evaluate(cooled, memory, tickAt(101, 1), { stale: false, tickSize }).firing).not.toBeNull()
    })
  })

  describe('mistakes that others made', () => {
    it('does not fire before the level is reached', () => {
      expect(fires(rule({ level: 10.6 }), 10, 10.4)).toEqual([])
      expect(fires(rule({ level: 10.6, operator: 'crossing' }), 10, 10.4, 10.59)).toEqual([])
    })

    it('lets a recurring rule recur', () => {
      expect(fires(rule(), 99, 101, 99, 101, 99, 101)).toHaveLength(3)
    })

    it('does not fire for a level that was crossed before the rule was made', () => {
      expect(fires(rule(), 120, 121, 122)).toEqual([])
    })

    it('does not fire again because of a restart', () => {
      const watched = rule({ operator: 'greater-than' })
      const first = run(
        watched,
        ticks(99, 101).map((tick) => ({ kind: 'tick', tick })),
      )
      expect(first.fired).toHaveLength(1)
      const restored = memoryAfterGap(JSON.parse(JSON.stringify(first.memory)) as RuleMemory)
      expect(
        run(
          watched,
          [4, 5, 6].map((second) => ({ kind: 'tick', tick: tickAt(102, second) })),
          restored,
        ).fired,
      ).toEqual([])
    })
  })

  it('starts arming with what the rule did before, and nothing seen', () => {
    const memory = { lastTick: tickAt(99, 0), lastFiredAt: 5, firedCount: 2, met: true }
    expect(armedMemory(memory)).toEqual({ lastTick: null, lastFiredAt: 5, firedCount: 2 })
    expect(armedMemory()).toEqual(unseen)
  })
})
