/** Series live in numbers: computed once however many watch, and the same after thousands of bars. */
import { describe, expect, it, vi } from 'vitest'
import { codedError } from '../../../../../shared/errors.ts'
import type * as Indicators from '../../../../../shared/indicators/index.ts'
import { at, closeTick, count, minute, minutes, opening, rsi, running, valueAfter } from './live.ts'
import { createLive, expected, indicator, near, tickAt } from './market.ts'

/** How often an open bar was looked at, by any indicator. */
const looks = vi.hoisted(() => ({ count: 0 }))

vi.mock('../../../../../shared/indicators/index.ts', async (original) => {
  const real = await original<typeof Indicators>()
  const createIndicator: typeof real.createIndicator = (...given) => {
    const made = real.createIndicator(...given)
    return {
      ...made,
      peek(bar) {
        looks.count += 1
        return made.peek(bar)
      },
    }
  }
  return { ...real, createIndicator }
})

describe('sharing', () => {
  it('one history, one following and one computation for all rules on the same bars', async () => {
    const live = createLive(() => minutes, at(2000))
    const sources = Array.from({ length: 50 }, () =>
      indicator('macd', { fast: 12, slow: 26, signal: 9 }, '1m', 'macd'),
    )
    const others = Array.from({ length: 50 }, () =>
      indicator('macd', { signal: 9, slow: 26, fast: 12 }, '1m', 'signal'),
    )
    const releases = [...sources, ...others, rsi].map((series) => live.book.want(series))
    live.tell(opening(2000))
    await live.settle()
    expect(live.followed).toEqual(['1m'])
    expect(live.asked).toHaveLength(1)
    const tick = closeTick(2000)
    const looksBefore = looks.count
    const lines = sources.map((series) => live.book.derived(series, tick))
    const signals = others.map((series) => live.book.derived(series, tick))
    expect(looks.count - looksBefore).toBe(1)
    expect(new Set(lines)).toEqual(new Set([lines[0]]))
    expect([lines[0], signals[0]]).toEqual(
      [sources[0], others[0]].map((series) => near(expected(series as typeof rsi, minutes.slice(0, 2001)))),
    )
    for (const release of releases.slice(1)) release()
    expect(live.book.problem(rsi)).toBe('it is not watched')
    expect(live.book.derived(sources[0] as typeof rsi, closeTick(2000))).toBe(lines[0])
    expect(live.listeners.size).toBe(1)
    releases[0]?.()
    releases[0]?.()
    expect(live.listeners.size).toBe(0)
    expect(live.book.derived(sources[0] as typeof rsi, tick)).toBeNull()
  })

  it('a source that joins later is ready at once where the bars suffice, and loads more where they do not', async () => {
    const live = await running()
    const sma = indicator('sma', { length: 100 })
    live.book.want(sma)
    expect(live.book.derived(sma, closeTick(2000))).toEqual(valueAfter(2000, sma))
    const ema = indicator('ema', { length: 60 })
    live.book.want(ema)
    expect(live.book.derived(ema, closeTick(2000))).toBeNull()
    expect(live.book.derived(rsi, closeTick(2000))).toEqual(valueAfter(2000))
    await live.settle()
    expect(live.asked.at(-1)?.fromAt).toBeLessThan(at(2000 - 900))
    expect(live.book.derived(ema, closeTick(2000))).toEqual(valueAfter(2000, ema))
  })

  it('stop ends all: following, history that is under way, attempts to come', async () => {
    const live = createLive(() => minutes, at(2000))
    live.venue.refusal = codedError('network', 'no', 'later')
    live.book.want(rsi)
    await live.settle()
    expect(live.clock.pendingTimers()).toBe(1)
    live.book.stop()
    expect([live.clock.pendingTimers(), live.listeners.size]).toEqual([0, 0])
  })
})

describe('a long run', () => {
  const vwap = indicator('vwap', {})
  const obv = indicator('obv', {})

  it('over thousands of bars the values stay those of the whole history', async () => {
    const live = await running(rsi, 400)
    live.book.want(vwap)
    await live.settle()
    for (let place = 401; place < count; place += 1) {
      live.tell(minute(place - 1))
      live.tell(opening(place))
    }
    expect(live.book.derived(rsi, closeTick(count - 1))).toEqual(valueAfter(count - 1))
    expect(live.book.derived(vwap, closeTick(count - 1))).toEqual(near(expected(vwap, minutes.slice(1440))))
    // A correction computes anew from what is kept.
    live.tell({ ...minute(count - 2), close: minute(count - 2).close + 1, high: minute(count - 2).high + 1 })
    live.tell(minute(count - 2))
    expect(live.book.derived(rsi, tickAt(at(count - 1) + 5, minute(count - 1).close))).toEqual(
      valueAfter(count - 1),
    )
  })

  it('OBV keeps its height when another source asks for more bars, and when a bar is corrected after thousands', async () => {
    const live = await running(obv, 2000)
    const before = live.book.derived(obv, closeTick(2000))
    live.book.want(indicator('sma', { length: 1800 }))
    await live.settle()
    expect(live.asked.at(-1)?.fromAt).toBe(at(201))
    expect(live.book.derived(obv, tickAt(at(2000) + 59_998, minute(2000).close))).toBe(before)

    const long = await running(obv, 400)
    for (let place = 401; place < count; place += 1) {
      long.tell(minute(place - 1))
      long.tell(opening(place))
    }
    const last = long.book.derived(obv, closeTick(count - 1))
    expect(last).toEqual(near(expected(obv, minutes)))
    long.tell({ ...minute(1000), volume: 5 })
    long.tell(minute(1000))
    expect(long.book.derived(obv, tickAt(at(count - 1) + 5, minute(count - 1).close))).toBe(last)
  })

  it('OBV keeps its height when its bars are loaded anew', async () => {
    const live = await running(obv, 2000)
    expect(live.asked.at(-1)?.fromAt).toBe(at(500))
    live.tell(minute(2000))
    live.tell(opening(2001))
    const before = live.book.derived(obv, closeTick(2001))
    expect(before).toEqual(near(expected(obv, minutes.slice(500, 2002))))
    live.tell(opening(2001), { reset: true })
    await live.settle()
    expect(live.asked.at(-1)).toEqual({ interval: '1m', fromAt: at(500), toAt: at(2001) })
    expect(live.book.derived(obv, closeTick(2001))).toBe(before)
  })
})
