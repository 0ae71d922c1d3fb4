import { describe, expect, it } from 'vitest'
import { createBarSeries } from '../../../../../electron/alerts/series/bar-series.ts'
import { seriesOf } from '../../../../../electron/alerts/rehearsal/needs.ts'
import { bitcoin, condition, ether, rule } from '../language/tapes.ts'
import { candle, flat, leaningSeries, minuteAt, run, tapeOf, watched } from './tapes.ts'

const up = watched(rule())

describe('a rehearsal', () => {
  it('answers each firing with its time, value and bar', () => {
    const bars = [candle(0, 99, 99.5, 99, 99), candle(1, 99, 100.5, 98, 98.5), candle(2, 98.5, 100, 98, 100)]
    const part = run(up, [tapeOf(bars)]).part()
    expect(part).toEqual({
      instrument: bitcoin,
      count: 2,
      clustered: 1,
      bars: 3,
      fromAt: minuteAt(0),
      toAt: minuteAt(3),
      gaps: [],
      // The second bar fell, so that it went to its high first; the third rose, so that its high came late.
      firings: [
        { at: minuteAt(1) + 20_000, value: 100.5, bar: bars[1], folded: false },
        { at: minuteAt(2) + 40_000, value: 100, bar: bars[2], folded: false },
      ],
    })
  })

  it('counts as clustered what comes within two minutes of the one before', () => {
    const prices = [99, 100, 99, 100, 99, 99, 99, 100]
    const part = run(up, [tapeOf(flat(...prices))]).part()
    expect([part.count, part.clustered]).toEqual([3, 1])
  })

  it('is armed at the first bar: a price that lies beyond already has not crossed', () => {
    expect(run(up, [tapeOf(flat(101, 102, 100))]).part().count).toBe(0)
  })

  it('takes nothing for crossed over a hole, but does over minutes without a trade', () => {
    const bars = [candle(0, 99, 99, 99, 99), candle(5, 101, 101, 101, 101)]
    expect(run(up, [tapeOf(bars)]).part().count).toBe(1)
    const gap = { fromAt: minuteAt(1), toAt: minuteAt(3) }
    const part = run(up, [tapeOf(bars, [gap])]).part()
    expect([part.count, part.gaps]).toEqual([0, [gap]])
  })

  it('stops after a rule that fires once, and still tells what time it covers', () => {
    const once = watched(rule({ frequency: { kind: 'once' } }))
    const part = run(once, [tapeOf(flat(99, 100, 99, 100))]).part()
    expect([part.count, part.bars, part.toAt]).toEqual([1, 4, minuteAt(4)])
  })

  it('keeps the days and hours of a rule', () => {
    const active = {
      timeZone: 'UTC',
      windows: [{ days: [1], fromMinute: 12 * 60, toMinute: 12 * 60 + 2 }],
    }
    const part = run(watched(rule({ schedule: { active } })), [tapeOf(flat(99, 100, 99, 100))]).part()
    expect(part.firings.map(({ at }) => at)).toEqual([minuteAt(1)])
  })

  it('tells the first 2,000 and counts all', () => {
    const prices = Array.from({ length: 5000 }, (_each, place) => (place % 2 === 0 ? 99 : 100))
    const part = run(up, [tapeOf(flat(...prices))]).part()
    expect([part.firings.length, part.count, part.clustered]).toEqual([2000, 2500, 2499])
    // Fifteen in three minutes are told one by one; with one in two minutes there never are so many.
    expect(part.firings.some(({ folded }) => folded)).toBe(false)
  })

  it('stops where more firings are of no interest', () => {
    const prices = Array.from({ length: 100 }, (_each, place) => (place % 2 === 0 ? 99 : 100))
    expect(run(up, [tapeOf(flat(...prices))], { mostFirings: 3 }).part().count).toBe(4)
  })

  it('judges two instruments in the order of time, whatever their minutes', () => {
    const ratio = watched(
      rule({ conditions: [condition({ source: { kind: 'ratio', to: ether }, operands: [2] })] }),
    )
    const one = tapeOf([candle(0, 100, 100, 100, 100), candle(2, 100, 100, 100, 100)])
    const other = tapeOf([candle(1, 60, 60, 60, 60), candle(3, 50, 50, 50, 50)], [], ether)
    const part = run(ratio, [one, other]).part()
    expect(part.firings).toEqual([
      { at: minuteAt(3), value: 2, bar: candle(2, 100, 100, 100, 100), folded: false },
    ])
  })

  it('takes prices of the same minute in turns', () => {
    // Both double within the minute, step by step together: their ratio stays about where it was.
    const ratio = watched(
      rule({ conditions: [condition({ source: { kind: 'ratio', to: ether }, operands: [2.5] })] }),
    )
    const one = tapeOf([candle(0, 100, 100, 100, 100), candle(1, 100, 200, 100, 200)])
    const other = tapeOf([candle(0, 50, 50, 50, 50), candle(1, 50, 100, 50, 100)], [], ether)
    const part = run(ratio, [one, other]).part()
    expect(part.firings.map(({ at, value }) => [at, value])).toEqual([[minuteAt(1) + 40_000, 4]])
  })

  it('leads series up with the bars before, without judging them', () => {
    const volume = watched(
      rule({
        conditions: [
          condition({ source: { kind: 'volume' }, operator: 'greater-than', operands: [4], interval: '5m' }),
        ],
      }),
    )
    const series = () => createBarSeries({ wanted: seriesOf(volume), seed: () => [] })
    const bars = flat(...Array.from({ length: 8 }, () => 100))
    // Each minute brings a volume of 1: the fifth of the bar makes it greater than 4.
    const part = run(volume, [tapeOf(bars)], { series: series(), fromAt: minuteAt(3) }).part()
    expect([part.bars, part.fromAt]).toEqual([5, minuteAt(3)])
    expect(part.firings.map(({ at }) => at)).toEqual([minuteAt(5) - 1])
    expect(run(volume, [tapeOf(bars.slice(3))], { series: series() }).part().count).toBe(0)
  })

  it('goes on in steps of any size to the same end', () => {
    const prices = flat(...Array.from({ length: 500 }, (_each, place) => 99 + ((place * 7) % 5) / 2))
    const tapes = [tapeOf(prices)]
    const whole = run(up, tapes, { series: leaningSeries() }).part()
    expect(whole.count).toBeGreaterThan(50)
    expect(run(up, tapes, { isPlain: true }).part()).toEqual(whole)
  })
})
