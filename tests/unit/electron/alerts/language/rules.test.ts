import { describe, expect, it } from 'vitest'
import { inputsOf, pathOf } from '../../../../../electron/alerts/language/walk-bar.ts'
import type { Frequency } from '../../../../../shared/alerts/rule.ts'
import {
  bitcoin,
  clockAt,
  condition,
  ether,
  feedGap,
  fires,
  play,
  rule,
  startAt,
  tick,
  ticks,
} from './tapes.ts'

const up = (level: number) => condition({ operands: [level] })
const above = (level: number, changes = {}) =>
  condition({ operator: 'greater-than', operands: [level], ...changes })
const onEther = (last: number, second: number) => tick(last, second, { instrument: ether })

describe('several conditions', () => {
  it('with ALL fire when the last becomes true, and say which made it so', () => {
    const both = rule({ conditions: [above(100), above(50, { instrument: ether })] })
    const tape = [tick(101, 0), onEther(49, 1), onEther(51, 2), tick(102, 3), onEther(40, 4), onEther(60, 5)]
    const { firedAt, events } = play(both, tape)
    expect(firedAt).toEqual([2, 5])
    expect(events[0]).toMatchObject({
      conditions: [
        { hit: false, at: { value: 101 }, bounds: [100] },
        { hit: true, before: { value: 49 }, at: { value: 51 }, bounds: [50] },
      ],
    })
  })

  it('let an edge count until its bar ends, or at its moment only', () => {
    const tape = [tick(99, 0), tick(100, 1), tick(99, 2), onEther(51, 30), onEther(40, 70), onEther(51, 80)]
    const withBar = [condition({ interval: '1m' }), above(50, { instrument: ether })]
    expect(play(rule({ conditions: withBar }), tape).firedAt).toEqual([3])
    const moment = [condition(), above(50, { instrument: ether })]
    expect(play(rule({ conditions: moment }), tape).firedAt).toEqual([])
    expect(play(rule({ conditions: moment }), [onEther(51, 0), tick(99, 1), tick(100, 2)]).firedAt).toEqual([
      2,
    ])
  })

  it('do not lean on what is unknown since a gap or is stale', () => {
    const both = rule({ conditions: [above(100), above(50, { instrument: ether })] })
    const gap = { kind: 'gap', instruments: [bitcoin], cause: 'feed' } as const
    expect(play(both, [tick(101, 0), onEther(49, 1), gap, onEther(51, 2), tick(102, 3)]).firedAt).toEqual([])
    expect(
      play(both, [tick(101, 0), gap, onEther(51, 2), tick(102, 3), onEther(49, 4), onEther(52, 5)]).firedAt,
    ).toEqual([5])
    const stale = { stale: (id: string) => id === bitcoin, derived: () => null }
    const { memory } = play(both, [tick(101, 0), onEther(49, 1)])
    expect(play(both, [onEther(51, 2)], memory, stale).firedAt).toEqual([])
  })

  it('with ANY fire for each', () => {
    const any = rule({ combine: 'any', conditions: [up(100), up(102)] })
    expect(fires(any, 99, 101, 103, 99, 103)).toEqual([101, 103, 103])
  })
})

describe('frequency', () => {
  const of = (frequency: Frequency) => rule({ conditions: [above(100)], frequency })
  const tape = [
    tick(99, 0),
    tick(101, 1),
    tick(99, 20),
    tick(101, 30),
    tick(102, 61),
    tick(103, 70),
    tick(99, 119),
    tick(101, 150),
  ]

  it.each<[Frequency, number[]]>([
    [{ kind: 'once' }, [1]],
    [{ kind: 'every-time', coolDownMs: 0 }, [1, 3, 7]],
    [{ kind: 'every-time', coolDownMs: 29_000 }, [1, 3, 7]],
    [{ kind: 'every-time', coolDownMs: 29_001 }, [1, 7]],
    [{ kind: 'once-per-bar', interval: '1m', coolDownMs: 0 }, [1, 4, 7]],
    [{ kind: 'once-per-minute', coolDownMs: 0 }, [1, 4, 7]],
    [{ kind: 'once-per-minute', coolDownMs: 100_000 }, [1, 7]],
  ])('%j', (frequency, expected) => {
    expect(play(of(frequency), tape).firedAt).toEqual(expected)
  })

  it('at bar close judges the closing value, when the bar is known to have ended', () => {
    const closing = of({ kind: 'once-per-bar-close', interval: '1m', coolDownMs: 0 })
    const wick = [
      tick(99, 0),
      tick(105, 30),
      tick(99, 59),
      clockAt(60),
      tick(101, 61),
      clockAt(119),
      clockAt(120),
    ]
    const { firedAt, events } = play(closing, wick)
    expect(firedAt).toEqual([6])
    expect(events[0]).toMatchObject({
      at: startAt + 120_000,
      conditions: [{ before: { value: 99 }, at: { value: 101, receivedAt: startAt + 61_000 } }],
    })
    expect(
      play(closing, [tick(101, 30), feedGap, clockAt(60), tick(99, 70), tick(101, 130)]).firedAt,
    ).toEqual([])
  })

  it('counts a close for the bar that it ends, also where conditions close more often', () => {
    const closing = rule({
      conditions: [above(100, { interval: '1m' })],
      frequency: { kind: 'once-per-bar-close', interval: '5m', coolDownMs: 0 },
    })
    // Known at the value after: the closes of minutes 3, 4 (which ends the first five) and 5.
    const tape = [3, 4, 5, 6].map((minute) => tick(101, minute * 60 + 30))
    expect(play(closing, tape).firedAt).toEqual([1, 3])
  })

  it('at bar close passes over a tick that is dated before the last one in the bar', () => {
    const closing = of({ kind: 'once-per-bar-close', interval: '1m', coolDownMs: 0 })
    const tape = [tick(99, 10), tick(99, 50), tick(101, 55, { exchangeAt: startAt + 20_000 }), clockAt(60)]
    expect(play(closing, tape).firedAt).toEqual([])
  })

  it('at bar close counts what has no venue time in the bar that is open by the venue', () => {
    const closing = of({ kind: 'once-per-bar-close', interval: '1m', coolDownMs: 0 })
    const tape = [tick(99, 61), tick(101, 59, { exchangeAt: null }), clockAt(62), clockAt(120)]
    expect(play(closing, tape).firedAt).toEqual([3])
  })

  it('is done after once, also when what confirms it comes with the next crossing', () => {
    const once = rule({ frequency: { kind: 'once' }, confirm: { kind: 'bar-close', interval: '1m' } })
    const { firedAt, memory } = play(once, [
      tick(99, 0),
      tick(101, 1),
      tick(99, 60),
      tick(101, 61),
      clockAt(180),
    ])
    expect(firedAt).toEqual([2])
    expect(memory.state).toBe('fired')
  })

  it('begins nothing more by the very input that made it fire once', () => {
    const conditions = [condition({ operator: 'crossing' })]
    const frequency = { kind: 'once' } as const
    const closing = rule({ conditions, frequency, confirm: { kind: 'bar-close', interval: '1m' } })
    const byClose = play(closing, [tick(99, 0), tick(101, 1), tick(99, 60)])
    expect([byClose.firedAt, byClose.memory.pending]).toEqual([[2], null])
    const twice = rule({ conditions, frequency, confirm: { kind: 'ticks', count: 2 } })
    const byTicks = play(twice, ticks(99, 101, 100))
    expect([byTicks.firedAt, byTicks.memory.pending]).toEqual([[2], null])
  })

  it('counts a cool-down from arming on, and ends it when the clock is set back', () => {
    const cooled = rule({ frequency: { kind: 'every-time', coolDownMs: 3000 } })
    const { memory } = play(cooled, ticks(99, 101, 99))
    expect(play(cooled, [tick(101, 3)], memory).firedAt).toEqual([])
    expect(play({ ...cooled, armedAt: startAt + 2000 }, [tick(101, 3)], memory).firedAt).toEqual([0])
    const later = { ...memory, lastFiredAt: startAt + 86_400_000 }
    expect(play(cooled, [tick(101, 3)], later).firedAt).toEqual([0])
  })
})

describe('re-arm band', () => {
  it('waits until the value has left by the band', () => {
    const value = rule({ rearm: { unit: 'value', amount: 2 } })
    expect(fires(value, 99, 100, 99, 100, 98.01, 100, 98, 100)).toEqual([100, 100])
    expect(play(value, ticks(99, 100, 99, 100)).memory.heldBack?.reason).toBe('re-arm-band')
    const percent = rule({ rearm: { unit: 'percent', amount: 0.3 } })
    expect(fires(percent, 99.9, 100, 99.71, 100, 99.7, 100)).toEqual([100, 100])
  })

  it('survives a restart', () => {
    const tape = [
      tick(99, 0),
      tick(100, 1),
      { ...feedGap, cause: 'restart' as const },
      tick(99, 2),
      tick(100, 3),
    ]
    expect(play(rule({ rearm: { unit: 'value', amount: 2 } }), tape).firedAt).toEqual([1])
  })
})

describe('confirmation', () => {
  it('by ticks does not count a duplicate', () => {
    const twice = rule({ confirm: { kind: 'ticks', count: 2 } })
    expect(play(twice, [tick(99, 0), tick(101, 1), tick(101, 1), tick(101, 2)]).firedAt).toEqual([3])
    expect(play(twice, [tick(99, 0), tick(101, 1), tick(99, 2), tick(101, 3)]).firedAt).toEqual([])
    expect(play(twice, [tick(99, 0), tick(101, 1), feedGap, tick(102, 2), tick(102, 3)]).firedAt).toEqual([])
  })

  it('by bar close takes the last value before the close', () => {
    const closing = rule({ confirm: { kind: 'bar-close', interval: '1m' } })
    expect(play(closing, [tick(99, 0), tick(101, 1), tick(100, 59), tick(90, 60)]).firedAt).toEqual([3])
    const { firedAt, memory } = play(closing, [tick(99, 0), tick(101, 1), tick(99.99, 59), clockAt(60)])
    expect(firedAt).toEqual([])
    expect(memory.heldBack?.reason).toBe('not-confirmed')
  })

  it('by a second venue waits until its price agrees, give or take', () => {
    const confirm = {
      kind: 'second-venue',
      instrument: ether,
      withinMs: 5000,
      tolerancePercent: 0.1,
    } as const
    const second = rule({ confirm })
    expect(play(second, [onEther(99.95, 0), tick(99, 1), tick(100, 2)]).firedAt).toEqual([2])
    expect(play(second, [onEther(99.8, 0), tick(99, 1), tick(100, 2), onEther(99.95, 3)]).firedAt).toEqual([
      3,
    ])
    expect(play(second, [tick(99, 1), tick(100, 2), tick(99, 3), onEther(101, 4)]).firedAt).toEqual([])
    expect(play(second, [tick(99, 1), tick(100, 2), onEther(101, 8)]).firedAt).toEqual([])
    expect(play(second, [onEther(101, 0), tick(99, 8), tick(100, 9)]).firedAt).toEqual([])
  })
})

describe('bars', () => {
  const candle = {
    openAt: startAt,
    open: 99,
    high: 105,
    low: 98,
    close: 100,
    volume: 1,
    closed: true,
    source: 'rest',
  } as const
  const bar = { kind: 'bar', instrument: bitcoin, interval: '1m', candle } as const

  it('go the way that their direction suggests', () => {
    expect(pathOf(candle)).toEqual([99, 98, 105, 100])
    expect(pathOf({ ...candle, close: 98.5 })).toEqual([99, 105, 98, 98.5])
    expect(pathOf({ ...candle, close: 99 })).toEqual([99, 98, 105, 99])
    expect(pathOf({ ...candle, close: 99, low: 90 })).toEqual([99, 105, 90, 99])
  })

  it('tell nothing of the time before the rule was armed, or that was seen', () => {
    expect(inputsOf(bar, startAt)).toHaveLength(5)
    expect(inputsOf(bar, startAt + 1).map((input) => input.kind === 'tick' && input.last)).toEqual([
      100,
      false,
    ])
    expect(inputsOf({ ...bar, seenUntil: startAt + 30_000 }, startAt)).toHaveLength(2)
    expect(inputsOf(bar, startAt + 60_000)).toEqual([])
    expect(inputsOf({ ...bar, seenUntil: startAt + 60_000 }, startAt)).toEqual([])
  })
})
