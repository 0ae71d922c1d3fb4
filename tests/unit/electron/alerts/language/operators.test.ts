import { describe, expect, it } from 'vitest'
import type { Condition } from '../../../../../shared/alerts/condition.ts'
import { condition, feedGap, fires, play, restart, rule, tick, ticks } from './tapes.ts'

const level = (operator: Condition['operator'], at = 100) =>
  rule({ conditions: [condition({ operator, operands: [at] })] })
const channel = (operator: Condition['operator']) =>
  rule({ conditions: [condition({ operator, operands: [100, 110] })] })
const move = (operator: Condition['operator'], amount: number, count: number, unit: 'bars' | 'minutes') =>
  rule({
    conditions: [condition({ operator, operands: [amount], within: { count, unit }, interval: '1m' })],
  })

describe('levels', () => {
  it('count an exact touch as reached and a gap through as crossed', () => {
    expect(fires(level('crossing'), 99, 100, 100, 101, 99)).toEqual([100, 99])
    expect(fires(level('crossing-up'), 99, 105)).toEqual([105])
    expect(fires(level('crossing-down'), 105, 100)).toEqual([100])
  })

  it('want one tick beyond for greater and less', () => {
    expect(fires(level('greater-than'), 99, 100, 100.01, 102, 100, 100.02)).toEqual([100.01, 100.02])
    expect(fires(level('less-than'), 101, 100, 99.99, 98)).toEqual([99.99])
  })

  it('are compared in whole ticks: 0.1 + 0.2 reaches 0.3', () => {
    expect(fires(level('crossing-up', 0.3), 0.29, 0.1 + 0.2)).toEqual([0.1 + 0.2])
    expect(fires(level('greater-than', 0.3), 0.1 + 0.2)).toEqual([])
    // 0.29 / 0.01 is 28.999999999999996.
    expect(fires(level('crossing-up', 0.29), 0.28, 0.29)).toEqual([0.29])
  })
})

describe('channels', () => {
  it('are entered on touching a bound, and left one tick beyond', () => {
    expect(fires(channel('entering-channel'), 99, 100, 105, 110, 111, 110)).toEqual([100, 110])
    expect(fires(channel('exiting-channel'), 105, 110, 110.01, 105, 100, 99.99)).toEqual([110.01, 99.99])
  })

  it('are entered and left by a gap from one side to the other', () => {
    expect(fires(channel('entering-channel'), 99, 111)).toEqual([111])
    expect(fires(channel('exiting-channel'), 111, 99)).toEqual([99])
  })

  it('do not fire for a first value that is inside already, but for the state of being inside', () => {
    expect(fires(channel('entering-channel'), 105, 106)).toEqual([])
    expect(fires(channel('inside-channel'), 105, 106)).toEqual([105])
    expect(fires(channel('outside-channel'), 105, 111, 112, 110, 99)).toEqual([111, 99])
  })
})

describe('moves', () => {
  it('are measured from the lowest value within the time', () => {
    const tape = [tick(105, 0), tick(100, 10), tick(102, 20), tick(103, 30), tick(103, 40)]
    expect(play(move('moving-up', 3, 1, 'minutes'), tape).firedAt).toEqual([3])
    const slow = [tick(100, 0), tick(102, 40), tick(103, 80)]
    expect(play(move('moving-up', 3, 1, 'minutes'), slow).firedAt).toEqual([])
    expect(play(move('moving-up', 3, 2, 'bars'), slow).firedAt).toEqual([2])
    expect(play(move('moving-up', 3, 1, 'bars'), slow).firedAt).toEqual([])
  })

  it('are in percent of where they began', () => {
    const tape = [tick(200, 0), tick(194.1, 1), tick(194, 2)]
    expect(play(move('moving-down-percent', 3, 1, 'minutes'), tape).firedAt).toEqual([2])
    expect(play(move('moving-down', 3, 1, 'minutes'), tape).firedAt).toEqual([1])
  })

  it('in percent are free of binary dust: 7 of 10,000 is 0.07 %', () => {
    expect(play(move('moving-up-percent', 0.07, 1, 'minutes'), ticks(100, 100.06, 100.07)).firedAt).toEqual([
      2,
    ])
  })

  it('mean nothing in percent of zero or less', () => {
    expect(play(move('moving-up-percent', 3, 1, 'minutes'), ticks(0, 5, -5, 10)).firedAt).toEqual([])
  })
})

describe('what is not a value', () => {
  it.each([NaN, Infinity, -Infinity, null])('%s never fires and is not remembered', (price) => {
    const tape = [tick(99, 0), tick(price, 1), tick(101, 2)]
    expect(play(level('crossing-up'), tape).firedAt).toEqual([2])
    expect(play(level('less-than', 1000), [tick(price, 0)]).firedAt).toEqual([])
  })

  it('a tick that is dated before the last is passed over', () => {
    const late = tick(99, 2, { exchangeAt: tick(0, -60).exchangeAt })
    expect(play(level('crossing-up'), [tick(101, 0), late, tick(102, 3)]).firedAt).toEqual([])
  })

  it('a stale price changes nothing', () => {
    const stale = { stale: () => true, derived: () => null }
    const { firedAt, memory } = play(level('greater-than'), ticks(99, 101), undefined, stale)
    expect(firedAt).toEqual([])
    expect(memory.conditions[0]?.last).toBeNull()
  })
})

describe('mistakes that others made', () => {
  it('does not fire before the level is reached', () => {
    expect(fires(level('crossing', 10.6), 10, 10.4, 10.59)).toEqual([])
  })

  it('does not mute one rule because another on the same instrument fired', () => {
    const cooled = { kind: 'every-time', coolDownMs: 180_000 } as const
    const prices = [99, 100, 101]
    const near = rule({ id: 'near', frequency: cooled })
    const far = rule({ id: 'far', frequency: cooled, conditions: [condition({ operands: [101] })] })
    expect(fires(near, ...prices)).toEqual([100])
    expect(fires(far, ...prices)).toEqual([101])
  })

  it('lets a recurring rule recur', () => {
    expect(fires(level('crossing-up'), 99, 101, 99, 101, 99, 101)).toHaveLength(3)
  })

  it('does not fire for what was so before, when it is armed or starts again', () => {
    expect(fires(level('crossing-up'), 120, 121)).toEqual([])
    const tape = [tick(99, 0), tick(101, 1), restart, tick(102, 2), tick(103, 3), feedGap, tick(104, 4)]
    expect(play(level('crossing-up'), tape).firedAt).toEqual([1])
    expect(play(level('greater-than'), tape).firedAt).toEqual([1])
  })
})
