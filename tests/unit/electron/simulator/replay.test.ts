/** Replay: history up to its clock, then ticks inside each candle in their order, with no lot lost. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barOfTrades, mergeBars, type Bar } from '../../../../electron/simulator/bars.ts'
import { createRandom } from '../../../../electron/simulator/noise.ts'
import { createReplay } from '../../../../electron/simulator/replay.ts'
import { createReplayClock, startIndexOf } from '../../../../electron/simulator/replay-clock.ts'
import {
  createReplaySeries,
  pathInside,
  ticksPerCandle,
} from '../../../../electron/simulator/replay-series.ts'
import type { Listing } from '../../../../electron/simulator/instruments.ts'
import type { Series } from '../../../../electron/simulator/series.ts'
import { CodedError } from '../../../../shared/errors.ts'

const minuteMs = 60_000
const startedAt = Date.UTC(2026, 10, 23)
const listing: Listing = {
  symbol: 'REPLAY:X',
  name: 'X (replay)',
  kind: 'index',
  currency: 'USD',
  session: { kind: 'always' },
  priceDecimals: 2,
  sizeDecimals: 0,
}

const anyBar = fc
  .array(fc.integer({ min: 1, max: 100_000 }), { minLength: 5, maxLength: 5 })
  .map((numbers): Bar => {
    const volume = numbers[4] ?? 0
    const [low = 1, a = 1, b = 1, high = 1] = numbers.slice(0, 4).sort((x, y) => x - y)
    return { openAt: 0, open: volume % 2 === 0 ? a : b, high, low, close: volume % 2 === 0 ? b : a, volume }
  })

describe('ticks inside a candle', () => {
  it('go open, low, high, close when it rose, and open, high, low, close when it fell', () => {
    fc.assert(
      fc.property(anyBar, fc.integer({ min: 4, max: 400 }), fc.nat(), (bar, count, key) => {
        const prices = pathInside(bar, count, createRandom(key, 0, 0))
        expect(prices.length).toBe(count)
        expect(prices[0]).toBe(bar.open)
        expect(prices.at(-1)).toBe(bar.close)
        expect(Math.max(...prices)).toBe(bar.high)
        expect(Math.min(...prices)).toBe(bar.low)
        if (bar.close > bar.open && bar.high > bar.close && bar.low < bar.open) {
          expect(prices.indexOf(bar.low)).toBeLessThan(prices.indexOf(bar.high))
        }
        if (bar.close < bar.open && bar.high > bar.open && bar.low < bar.close) {
          expect(prices.indexOf(bar.high)).toBeLessThan(prices.indexOf(bar.low))
        }
      }),
      { numRuns: 500 },
    )
  })

  it('are at least four, and about two a second of watching', () => {
    expect(ticksPerCandle(minuteMs, 60)).toBe(4)
    expect(ticksPerCandle(minuteMs, 1)).toBe(120)
    expect(ticksPerCandle(86_400_000, 60)).toBe(2880)
    expect(ticksPerCandle(86_400_000, 1)).toBe(10_000)
  })
})

const holes = new Set([7, 8, 9, 20])
const bars: Bar[] = Array.from({ length: 40 }, (_, index) => index)
  .filter((index) => !holes.has(index))
  .map((index) => {
    const open = 1000 + Math.round(Math.sin(index) * 90)
    const close = 1000 + Math.round(Math.sin(index + 1) * 90)
    return {
      openAt: index * minuteMs,
      open,
      high: Math.max(open, close) + 7,
      low: Math.min(open, close) - 5,
      close,
      volume: index * 3,
    }
  })

const barOf = ({ openAt, open, high, low, close, volume }: Bar): Bar => ({
  openAt,
  open,
  high,
  low,
  close,
  volume,
})

function build(speed = 60) {
  const clock = createReplayClock({
    openAts: bars.map((bar) => bar.openAt),
    interval: '1m',
    speed,
    startedAt,
  })
  return {
    clock,
    series: createReplaySeries({ listing, bars }, '1m', clock, ticksPerCandle(minuteMs, speed)),
  }
}

describe('the replay clock', () => {
  it('starts after 60 % of the candles, with one at least on either side', () => {
    expect([1, 2, 3, 10, 1000].map(startIndexOf)).toEqual([0, 1, 1, 6, 600])
    expect(build().clock.timeAt(startedAt)).toBe(bars[startIndexOf(bars.length)]?.openAt)
  })

  it('runs at its speed, skips holes, and stops at the end of the last candle', () => {
    const openAts = [0, 1, 2, 10, 11].map((minute) => minute * minuteMs)
    const clock = createReplayClock({ openAts, interval: '1m', speed: 60, startedAt })
    expect(clock.timeAt(startedAt + 500)).toBe(10.5 * minuteMs)
    expect(clock.timeAt(startedAt + 1000)).toBe(11 * minuteMs)
    expect(clock.ended(startedAt + 1999)).toBe(false)
    expect(clock.timeAt(startedAt + 9000)).toBe(12 * minuteMs)
    expect(clock.ended(startedAt + 2000)).toBe(true)
    expect(clock.exchangeAtOf(11.5 * minuteMs)).toBe(startedAt + 1500)
    expect(clock.exchangeAtOf(12 * minuteMs)).toBe(startedAt + 2000)
    expect(clock.exchangeAtOf(12 * minuteMs + 1)).toBe(Infinity)
    expect(clock.timeAt(startedAt - 5000)).toBe(10 * minuteMs)
  })

  it('plays months of different lengths one after the other, each in the same time', () => {
    const openAts = [0, 1, 2, 3, 4, 5].map((month) => Date.UTC(2026, month))
    const clock = createReplayClock({ openAts, interval: '1M', speed: 100_000, startedAt: 0 })
    const lengthMs = (31 * 86_400_000) / 100_000
    expect([0, 0.5, 1, 1.5, 2.5, 3].map((months) => clock.timeAt(Math.ceil(months * lengthMs)))).toEqual([
      Date.UTC(2026, 3),
      Date.UTC(2026, 3, 16),
      Date.UTC(2026, 4),
      Date.UTC(2026, 4, 16, 12),
      Date.UTC(2026, 5, 16),
      Date.UTC(2026, 6),
    ])
    expect(clock.exchangeAtOf(Date.UTC(2026, 4, 16, 12))).toBe(Math.ceil(1.5 * lengthMs))
  })
})

describe('a replayed series', () => {
  it('tells nothing of the future, at any moment and in any interval', () => {
    const { series } = build()
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 41 * minuteMs }),
        fc.constantFrom('1m', '5m', '15m', '1h'),
        (time, interval) => {
          const rows = series.candles(interval, { fromAt: 0, toAt: null, limit: 1000 }, time)
          const trades = series.tradesBetween(-1, time)
          const groups = Map.groupBy(
            trades,
            (trade) => rows.findLast((row) => row.openAt <= trade.at)?.openAt,
          )
          const sums = [...groups].map(([openAt, group]) => barOfTrades(openAt ?? NaN, group))
          expect(rows.map(barOf)).toEqual(sums)
        },
      ),
    )
  })

  it('plays every recorded candle exactly, and the larger ones as their sums', () => {
    const { series } = build()
    const end = 40 * minuteMs
    expect(series.candles('1m', { fromAt: null, toAt: null, limit: 1000 }, end).map(barOf)).toEqual(bars)
    for (const bar of bars) {
      expect(
        barOfTrades(bar.openAt, series.tradesBetween(bar.openAt - 1, bar.openAt + minuteMs - 1)),
      ).toEqual(bar)
    }
    const quarter = series.candles('15m', { fromAt: 0, toAt: 15 * minuteMs, limit: 5 }, end)
    expect(quarter[0]).toEqual({
      ...mergeBars(
        0,
        bars.filter((bar) => bar.openAt < 15 * minuteMs),
      ),
      closed: true,
    })
  })

  it('answers pages as a venue does', () => {
    const { series } = build()
    const time = 30 * minuteMs + 1
    const opens = (query: Parameters<Series['candles']>[1]) =>
      series.candles('1m', query, time).map((row) => row.openAt / minuteMs)
    expect(opens({ fromAt: null, toAt: null, limit: 3 })).toEqual([28, 29, 30])
    expect(opens({ fromAt: null, toAt: 22 * minuteMs, limit: 3 })).toEqual([18, 19, 21])
    expect(opens({ fromAt: 6 * minuteMs, toAt: 11 * minuteMs, limit: 10 })).toEqual([6, 10])
    expect(opens({ fromAt: 6 * minuteMs, toAt: null, limit: 2 })).toEqual([6, 10])
    expect(opens({ fromAt: 50 * minuteMs, toAt: null, limit: 2 })).toEqual([])
  })

  it('knows when its next trade comes', () => {
    const { series } = build()
    let time = 24 * minuteMs - 1
    const seen: number[] = []
    for (let next = series.nextTradeAt(time); next !== null; next = series.nextTradeAt(time)) {
      expect(next).toBeGreaterThan(time)
      seen.push(next)
      time = next
    }
    expect(seen).toEqual(series.tradesBetween(24 * minuteMs - 1, Infinity).map((trade) => trade.at))
  })
})

describe('a replay', () => {
  const csv = `time_ms,open,high,low,close,volume\n${bars.map((bar) => `${bar.openAt},${bar.open},${bar.high},${bar.low},${bar.close},${bar.volume}`).join('\n')}`

  it('starts, tells where it is, ends at the last candle and stops', () => {
    let now = startedAt
    const listed: string[][] = []
    const replay = createReplay(
      () => now,
      (series) => listed.push(series.map((entry) => entry.listing.symbol)),
    )
    expect(replay.status().active).toBe(false)
    const status = replay.start({ name: 'BTC_1m.csv', csv, speed: 60 })
    expect(status).toEqual({
      active: true,
      instrument: 'simulated:REPLAY:BTC_1M',
      name: 'BTC_1m.csv',
      speed: 60,
      clockAt: bars[startIndexOf(bars.length)]?.openAt,
      fromAt: 0,
      toAt: 40 * minuteMs,
      ended: false,
    })
    now += 3_600_000
    expect(replay.status()).toMatchObject({ active: true, ended: true, clockAt: 40 * minuteMs })
    expect(replay.stop().active).toBe(false)
    expect(listed).toEqual([['REPLAY:BTC_1M'], []])
  })

  it('refuses a bad file or speed and goes on as it was', () => {
    let changes = 0
    const replay = createReplay(
      () => startedAt,
      () => (changes += 1),
    )
    replay.start({ name: 'good.csv', csv, speed: 60 })
    expect(() => replay.start({ name: 'bad.csv', csv: 'time,open\n1,2\n', speed: 60 })).toThrow(CodedError)
    expect(() => replay.start({ name: 'bad.csv', csv, speed: 0 })).toThrow('replay speed 0')
    expect(() => replay.start({ name: 'bad.csv', csv, speed: NaN })).toThrow(CodedError)
    expect(replay.status().name).toBe('good.csv')
    expect(changes).toBe(1)
  })
})
