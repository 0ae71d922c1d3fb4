/** What holds for every indicator: looking changes nothing, enough bars are enough, odd bars do no harm. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  indicatorInfo,
  indicatorNames,
  type IndicatorName,
} from '../../../../shared/alerts/indicator-names.ts'
import { toAppError } from '../../../../shared/errors.ts'
import { createIndicator, type Bar } from '../../../../shared/indicators/index.ts'
import { longestSettlingBars } from '../../../../shared/indicators/indicator.ts'
import { anyBars, anyIndicator, closing, difference, midnight, minuteMs, walk } from './tapes.ts'

const usual = (name: IndicatorName) => indicatorInfo(name).inputs
const flat = (count: number, changes: Partial<Bar> = {}): Bar[] =>
  Array.from({ length: count }, (_, place) => ({
    openAt: midnight + place * minuteMs,
    open: 50,
    high: 50,
    low: 50,
    close: 50,
    volume: 2,
    ...changes,
  }))

describe('the open bar', () => {
  it('is looked at without a trace, and looks as it will when it closes as it is', () => {
    fc.assert(
      fc.property(
        anyIndicator,
        anyBars,
        fc.array(fc.nat(59), { maxLength: 5 }),
        ({ name, inputs }, bars, looks) => {
          const quiet = createIndicator(name, inputs)
          const looked = createIndicator(name, inputs)
          for (const bar of bars) {
            const before = looked.current()
            for (const look of looks) {
              const other = bars[look]
              if (other !== undefined) looked.peek({ ...other, openAt: bar.openAt })
            }
            expect(looked.current()).toEqual(before)
            const seen = looked.peek(bar)
            looked.close(bar)
            quiet.close(bar)
            expect(looked.current()).toEqual(quiet.current())
            expect(seen).toEqual(quiet.current())
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  it('may be one object that changes under way', () => {
    fc.assert(
      fc.property(anyIndicator, anyBars, ({ name, inputs }, bars) => {
        const indicator = createIndicator(name, inputs)
        const open = { openAt: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 }
        const seen = bars.map((bar) => {
          Object.assign(open, { ...bar, high: bar.high + 1, low: bar.low - 1 })
          indicator.peek(open)
          Object.assign(open, bar)
          indicator.close(open)
          return indicator.current()
        })
        expect(seen).toEqual(closing(name, inputs, bars))
      }),
    )
  })
})

describe('enough bars', () => {
  it('neededBars is the least with which an open bar has a value', () => {
    fc.assert(
      fc.property(anyIndicator, fc.integer({ min: 1, max: 9 }), ({ name, inputs }, seed) => {
        const indicator = createIndicator(name, inputs)
        const bars = walk(seed, 40)
        const first = bars.findIndex((bar) => {
          if (indicator.peek(bar) !== null) return true
          indicator.close(bar)
          return false
        })
        expect(first).toBe(indicator.neededBars)
      }),
    )
  })

  it.each(indicatorNames.filter((name) => name !== 'obv'))(
    '%s: warmUpBars later, what was before is forgotten',
    (name) => {
      const { warmUpBars } = createIndicator(name, usual(name))
      expect(warmUpBars).toBeLessThanOrEqual(longestSettlingBars)
      // It begins after a fall to a hundredth: hardly any beginning is further off.
      const bars = [...walk(5, 1500), ...walk(6, 1500, minuteMs, midnight + 1500 * minuteMs, 600)]
      for (const begin of [1450, 1495, 1505]) {
        const late = closing(name, usual(name), bars.slice(begin))
        const early = closing(name, usual(name), bars).slice(begin)
        expect(difference(late, early, { from: warmUpBars, scale: name === 'macd' ? 600 : 0 })).toBeLessThan(
          1e-9,
        )
      }
    },
  )

  it('needs no more than the cap, unless there is no value with less', () => {
    expect(createIndicator('ema', { length: 200 }).warmUpBars).toBe(longestSettlingBars)
    expect(createIndicator('rsi', { length: 5000 }).warmUpBars).toBe(5000)
    expect(createIndicator('sma', { length: 5000 }).warmUpBars).toBe(4999)
    expect(createIndicator('rsi', { length: 14 }).warmUpBars).toBe(418)
    expect(createIndicator('ema', { length: 20 }).warmUpBars).toBe(319)
  })

  it('a long EMA that is cut at the cap is off by little', () => {
    const bars = walk(7, 4000)
    const late = closing('ema', { length: 200 }, bars.slice(2000))
    const early = closing('ema', { length: 200 }, bars).slice(2000)
    expect(difference(late, early, { from: longestSettlingBars })).toBeLessThan(1e-7)
  })
})

describe('odd bars', () => {
  it('a market that stands still: RSI 100, no stochastic, bands and channel on the price, ATR 0', () => {
    const last = (name: IndicatorName) => closing(name, usual(name), flat(60)).at(-1)
    expect(last('rsi')).toEqual({ value: 100 })
    expect(last('stochastic')).toBeNull()
    expect(last('bollinger')).toEqual({ upper: 50, middle: 50, lower: 50 })
    expect(last('donchian')).toEqual({ upper: 50, middle: 50, lower: 50 })
    expect(last('atr')).toEqual({ value: 0 })
    expect(last('macd')).toEqual({ macd: 0, signal: 0, histogram: 0 })
    expect(last('vwap')).toEqual({ value: 50 })
    expect(last('obv')).toEqual({ value: 0 })
  })

  it('only rises: RSI 100; only falls: RSI 0', () => {
    const along = (step: number) => flat(30).map((bar, place) => ({ ...bar, close: 50 + place * step }))
    expect(closing('rsi', { length: 14 }, along(1)).at(-1)).toEqual({ value: 100 })
    expect(closing('rsi', { length: 14 }, along(-1)).at(-1)).toEqual({ value: 0 })
  })

  it('the stochastic comes back when the bars without a range have left its averages', () => {
    const bars = [...walk(8, 30), ...flat(20), ...walk(9, 30)].map((bar, place) => ({
      ...bar,
      openAt: midnight + place * minuteMs,
    }))
    const seen = closing('stochastic', usual('stochastic'), bars).map((row) => row !== null)
    expect([seen[29], seen[42], seen[43], seen[53], seen[54]]).toEqual([true, true, false, false, true])
  })

  it('VWAP has no value before the first volume of a day, and begins anew with each', () => {
    const bars = [
      ...flat(2, { volume: 0 }),
      ...flat(2, { volume: 0 }).map((bar, place) => ({
        ...bar,
        openAt: midnight + 86_400_000 + place * minuteMs,
      })),
    ].map((bar, place) => ({ ...bar, close: 50 + place, volume: place === 1 || place === 3 ? 4 : 0 }))
    const seen = closing('vwap', {}, bars)
    expect(seen.map((row) => row?.['value'] ?? null)).toEqual([
      null,
      (50 + 50 + 51) / 3,
      null,
      (50 + 50 + 53) / 3,
    ])
  })

  it('VWAP of a day that was joined late has no value, unless that is all there was', () => {
    const late = flat(3).map((bar) => ({ ...bar, openAt: bar.openAt + minuteMs }))
    expect(closing('vwap', {}, late)).toEqual([null, null, null])
    const told = createIndicator('vwap', {}, midnight)
    expect(told.peek(late[0] as Bar)).toEqual({ value: 50 })
  })

  it.each(indicatorNames)('%s: a bar with a number that is none counts as none', (name) => {
    const bars = walk(10, 100)
    const spoiled = bars.flatMap((bar, place) => {
      const field = (['open', 'high', 'low', 'close', 'volume'] as const)[place % 5] ?? 'open'
      return [bar, { ...bar, [field]: place % 2 === 0 ? NaN : Infinity }]
    })
    const seen = closing(name, usual(name), spoiled).filter((_, place) => place % 2 === 1)
    expect(seen).toEqual(closing(name, usual(name), bars))
    expect(createIndicator(name, usual(name)).peek({ ...(bars[0] as Bar), close: NaN })).toBeNull()
  })
})

describe('inputs', () => {
  it.each([
    ['rsi', { length: 2.5 }, 'length of RSI must be a whole number of bars, 1 or more, not 2.5'],
    ['rsi', { length: 0 }, 'length of RSI must be a whole number of bars, 1 or more, not 0'],
    [
      'macd',
      { fast: 12, slow: 26 },
      'signal of MACD must be a whole number of bars, 1 or more, not undefined',
    ],
    [
      'bollinger',
      { length: 20, deviations: -1 },
      'deviations of Bollinger bands must be a number above 0, not -1',
    ],
  ] as const)('%s of %j is refused', (name, inputs, message) => {
    const refused = (() => {
      try {
        createIndicator(name, inputs)
        return null
      } catch (error) {
        return toAppError(error)
      }
    })()
    expect(refused).toEqual({ code: 'bad-request', retry: 'no', message })
  })
})
