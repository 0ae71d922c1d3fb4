/** Series over one-minute bars: what the ticks of a bar may know, and the same values as live. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inputsOf } from '../../../../../electron/alerts/language/walk-bar.ts'
import { createBarSeries } from '../../../../../electron/alerts/series/bar-series.ts'
import type { Series } from '../../../../../electron/alerts/language/input.ts'
import { toAppError } from '../../../../../shared/errors.ts'
import { indicatorInfo, indicatorNames } from '../../../../../shared/alerts/indicator-names.ts'
import type { Candle } from '../../../../../shared/model/candle.ts'
import { openAtOf, type Interval } from '../../../../../shared/model/interval.ts'
import {
  bitcoin,
  candlesOf,
  createLive,
  expected,
  indicator,
  isTick,
  minuteMs,
  minutesFrom,
  near,
  startAt,
  tickAt,
  together,
  volume,
} from './market.ts'

const ticksOf = (candle: Candle) =>
  inputsOf({ kind: 'bar', instrument: bitcoin, interval: '1m', candle }, 0).filter(isTick)

/** What each series says at each tick of each minute. */
function walked(wanted: readonly Series[], seed: readonly Candle[], minutes: readonly Candle[]) {
  const bars = createBarSeries({ wanted, seed: (_, interval) => candlesOf(interval, seed) })
  return minutes.map((candle) => {
    bars.beginBar(bitcoin, candle)
    const seen = ticksOf(candle).map((tick) => wanted.map((series) => bars.derived(series, tick)))
    bars.endBar(bitcoin, candle)
    return seen
  })
}

describe('the open bar of a longer interval', () => {
  const seed = minutesFrom(1, 3000)
  const minutes = minutesFrom(2, 40, startAt + 3000 * minuteMs)
  const wanted = [
    indicator('atr', { length: 3 }, '15m'),
    indicator('sma', { length: 2 }, '15m'),
    volume('15m'),
  ]

  it('is the finished minutes of it and the ticks of this one so far, at every tick', () => {
    const closed = candlesOf('15m', seed)
    const seen = walked(wanted, seed, minutes)
    minutes.forEach((candle, place) => {
      const openAt = openAtOf('15m', candle.openAt)
      const before = [
        ...closed,
        ...candlesOf(
          '15m',
          minutes.filter((each) => each.openAt < openAt),
        ),
      ]
      const done = minutes.filter((each) => each.openAt >= openAt && each.openAt < candle.openAt)
      const prices = ticksOf(candle).map(({ last }) => last ?? NaN)
      prices.forEach((price, step) => {
        const shown = prices.slice(0, step + 1)
        const part: Candle = {
          ...candle,
          open: shown[0] ?? NaN,
          high: Math.max(...shown),
          low: Math.min(...shown),
          close: price,
          // A bar does not tell when in the minute it was traded.
          volume: step === 3 ? candle.volume : 0,
        }
        const bars = [...before, together([...done, part], openAt)]
        expect(seen[place]?.[step]).toEqual(wanted.map((series) => near(expected(series, bars))))
      })
    })
  })

  it('a minute without a tick that asks counts all the same', () => {
    const [first, second] = [minutes.slice(0, 7), minutes.slice(7)]
    const bars = createBarSeries({ wanted, seed: (_, interval) => candlesOf(interval, seed) })
    for (const candle of first) bars.endBar(bitcoin, candle)
    const seen = second.map((candle) => {
      bars.beginBar(bitcoin, candle)
      const values = ticksOf(candle).map((tick) => wanted.map((series) => bars.derived(series, tick)))
      bars.endBar(bitcoin, candle)
      return values
    })
    expect(seen).toEqual(walked(wanted, seed, minutes).slice(7))
  })

  it('a minute of which only the close is used ends as the whole minute', () => {
    const bars = createBarSeries({ wanted, seed: (_, interval) => candlesOf(interval, seed) })
    const values = minutes.map((candle) => {
      bars.beginBar(bitcoin, candle)
      const bar = {
        kind: 'bar',
        instrument: bitcoin,
        interval: '1m',
        candle,
        seenUntil: candle.openAt + 1,
      } as const
      const seen = inputsOf(bar, 0)
        .filter(isTick)
        .map((tick) => wanted.map((series) => bars.derived(series, tick)))
      bars.endBar(bitcoin, candle)
      return seen[0]
    })
    expect(values).toEqual(walked(wanted, seed, minutes).map((seen) => seen.at(-1)))
  })

  it('volume of a minute that was not announced counts once it has ended', () => {
    const of = volume('1m')
    const bars = createBarSeries({ wanted: [of], seed: () => [] })
    const [candle] = minutes as [Candle]
    expect(ticksOf(candle).map((tick) => bars.derived(of, tick))).toEqual([0, 0, 0, 0])
    bars.endBar(bitcoin, candle)
    expect(bars.derived(of, { ...tickAt(candle.openAt + 59_999, candle.close) })).toBe(candle.volume)
  })

  it('begun in the middle of a bar: nothing until the next one', () => {
    const late = minutes.slice(5, 20)
    const seen = walked([volume('15m')], [], late).map((values) => values.at(-1)?.[0])
    expect(seen.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => null))
    expect(seen[10]).toBe(late[10]?.volume)
  })

  it('what is not wanted, of another instrument, or no number of bars, has no value', () => {
    const bars = createBarSeries({ wanted: [], seed: () => [] })
    expect(bars.derived(volume('15m'), tickAt(startAt, 5))).toBeNull()
    const odd = () => createBarSeries({ wanted: [indicator('sma', { length: 0.5 })], seed: () => [] })
    expect(odd).toThrow('length of SMA must be a whole number of bars')
    try {
      odd()
    } catch (error) {
      expect(toAppError(error).code).toBe('bad-request')
    }
  })

  it('asks for the bars that its indicators need, once for each interval', () => {
    const asked: [Interval, number][] = []
    createBarSeries({
      wanted: [
        indicator('rsi', { length: 14 }, '15m'),
        indicator('sma', { length: 5 }, '15m'),
        indicator('vwap', {}, '1h'),
        volume('4h'),
      ],
      seed(_, interval, count) {
        asked.push([interval, count])
        return []
      },
    })
    expect(asked).toEqual([
      ['15m', 418],
      ['1h', 25],
      ['4h', 0],
    ])
  })
})

describe('live and over bars', () => {
  const all: Series[] = (['1m', '5m', '15m', '1h'] as const).flatMap((interval) => [
    volume(interval),
    ...indicatorNames.flatMap((name) =>
      indicatorInfo(name).outputs.map((output) =>
        indicator(name, { ...indicatorInfo(name).inputs }, interval, output),
      ),
    ),
  ])

  it('every indicator says the same at every close of a bar, and but for volume at every tick', async () => {
    // More than all of them need in hours; and an hour more, because VWAP has no value before the first volume of a day.
    const seed = minutesFrom(3, 40_380)
    const fromAt = startAt + 40_380 * minuteMs
    const minutes = minutesFrom(4, 200, fromAt)
    const whole = [...seed, ...minutes]
    const cache = new Map<Interval, Candle[]>()
    const closed = (interval: Interval) => {
      const known = cache.get(interval) ?? candlesOf(interval, whole)
      cache.set(interval, known)
      return known
    }
    const live = createLive(closed, fromAt)
    for (const series of all) live.book.want(series)
    const bars = createBarSeries({
      wanted: all,
      seed: (_, interval, count) =>
        count === 0
          ? []
          : closed(interval)
              .filter(({ openAt }) => openAt < fromAt)
              .slice(-count),
    })
    let compared = 0
    for (const candle of minutes) {
      bars.beginBar(bitcoin, candle)
      const ticks = ticksOf(candle)
      for (const [step, tick] of ticks.entries()) {
        const shown = ticks.slice(0, step + 1).map(({ last }) => last ?? NaN)
        const isLast = step === 3
        const part = {
          ...candle,
          open: shown[0] ?? NaN,
          high: Math.max(...shown),
          low: Math.min(...shown),
          close: shown.at(-1) ?? NaN,
          volume: isLast ? candle.volume : 0,
        }
        for (const interval of ['1m', '5m', '15m', '1h'] as const) {
          const openAt = openAtOf(interval, candle.openAt)
          const done = minutes.filter((each) => each.openAt >= openAt && each.openAt < candle.openAt)
          const now = { ...together([...done, part], openAt), closed: false }
          live.tell(now, { interval })
        }
        if (candle.openAt === fromAt && step === 0) await live.settle()
        for (const series of all) {
          const [one, other] = [live.book.derived(series, tick), bars.derived(series, tick)]
          expect(one, JSON.stringify(series)).not.toBeNull()
          // OBV begins where its bars begin: only its moves are the same.
          if (series.source.kind === 'indicator' && series.source.name === 'obv') continue
          expect(other, JSON.stringify(series)).toBeCloseTo(one ?? NaN, 7)
          compared += 1
        }
      }
      bars.endBar(bitcoin, candle)
    }
    expect(compared).toBe(200 * 4 * (all.length - 4))
  })

  it('whatever the interval and however the minutes are spaced', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Interval>('1m', '3m', '15m', '1d'),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 1000 }),
        (interval, spaces, seed) => {
          let at = startAt
          const minutes = minutesFrom(seed, spaces.length).map((candle, place) => {
            const openAt = at
            at += (spaces[place] ?? 1) * minuteMs
            return { ...candle, openAt }
          })
          const series = [indicator('ema', { length: 3 }, interval), indicator('obv', {}, interval)]
          const seen = walked(series, [], minutes).map((values) => values.at(-1))
          const wanted = minutes.map((_, place) => {
            const bars = candlesOf(interval, minutes.slice(0, place + 1))
            return series.map((each) => expected(each, bars))
          })
          seen.forEach((values, place) => {
            values?.forEach((value, line) => {
              const right = wanted[place]?.[line] ?? null
              if (right === null) expect(value).toBeNull()
              else expect(value).toBeCloseTo(right, 6)
            })
          })
        },
      ),
    )
  })
})
