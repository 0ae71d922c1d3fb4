/** Series live where bars are missing, corrected or begun anew: no number over a hole, the right one after it. */
import { describe, expect, it } from 'vitest'
import { at, closeTick, minute, minutes, opening, rsi, running, valueAfter } from './live.ts'
import { createLive, expected, near, tickAt } from './market.ts'

describe('gaps', () => {
  it('a gap in the bars: no value until it is filled', async () => {
    const live = createLive(() => minutes, at(2000))
    live.venue.gaps = [{ fromAt: at(1900), toAt: at(1910) }]
    live.book.want(rsi)
    live.tell(opening(2000))
    await live.settle()
    expect(live.book.problem(rsi)).toBe(
      'its 1m bars from 2026-01-06 07:40 UTC to 2026-01-06 07:50 UTC are missing',
    )
    await live.clock.advanceAsync(1000)
    expect(live.book.derived(rsi, closeTick(2000))).toBeNull()
    live.venue.gaps = []
    live.tell(opening(2000), { reset: true })
    await live.settle()
    expect(live.book.problem(rsi)).toBeNull()
    expect(live.book.derived(rsi, closeTick(2000))).toEqual(valueAfter(2000))
  })

  it('where history begins it begins: taken for that when it is there the second time', async () => {
    const live = createLive(() => minutes, at(2000))
    live.venue.gaps = [{ fromAt: at(0), toAt: at(1900) }]
    live.book.want(rsi)
    live.tell(opening(2000))
    await live.settle()
    expect(live.book.derived(rsi, closeTick(2000))).toBeNull()
    await live.clock.advanceAsync(1000)
    expect(live.book.problem(rsi)).toBeNull()
    expect(live.book.derived(rsi, closeTick(2000))).toEqual(near(expected(rsi, minutes.slice(1900, 2001))))
  })

  it('bars that are left out: no value until history says that there are none, or what they were', async () => {
    const live = await running()
    live.tell(minute(2000))
    live.tell(opening(2004))
    expect(live.book.derived(rsi, closeTick(2004))).toBeNull()
    expect(live.book.problem(rsi)).toBe('its 1m bars are being loaded')
    await live.settle()
    expect(live.book.derived(rsi, tickAt(at(2004) + 59_999, minute(2004).close))).toEqual(valueAfter(2004))
  })

  it('a reset that is only a correction goes on with the values that there were, until the new ones are there', async () => {
    const corrected = minutes.map((each, place) =>
      place === 1995 ? { ...each, close: each.close + 500, high: each.high + 500 } : each,
    )
    let closed = minutes
    const live = createLive(() => closed, at(2000))
    live.book.want(rsi)
    live.tell(opening(2000))
    await live.settle()
    closed = corrected
    live.tell(opening(2000), { reset: true })
    expect(live.book.derived(rsi, closeTick(2000))).toEqual(valueAfter(2000))
    await live.settle()
    expect(live.book.derived(rsi, closeTick(2000))).toEqual(near(expected(rsi, corrected.slice(0, 2001))))
  })

  it('a reset without a candle, or to an earlier one, forgets all that was seen', async () => {
    const live = await running()
    live.tell(null, { reset: true })
    expect(live.book.derived(rsi, closeTick(2000))).toBeNull()
    await live.settle()
    expect(live.book.derived(rsi, closeTick(2000))).toBeNull()
    live.tell(opening(1990))
    await live.settle()
    expect(live.book.derived(rsi, closeTick(1990))).toEqual(valueAfter(1990))
    live.tell(opening(1980), { reset: true })
    expect(live.book.derived(rsi, closeTick(1980))).toBeNull()
    await live.settle()
    expect(live.book.derived(rsi, closeTick(1980))).toEqual(valueAfter(1980))
  })

  it('after an interruption: no value until a candle came and the bars before it were loaded', async () => {
    const live = await running()
    live.book.interrupt('all')
    expect(live.book.derived(rsi, closeTick(2000))).toBeNull()
    expect(live.book.problem(rsi)).toBe('no price has come in yet')
    // The last minute was seen in part only; history has the whole of it.
    live.tell(opening(2001))
    expect(live.book.derived(rsi, closeTick(2001))).toBeNull()
    await live.settle()
    expect(live.book.derived(rsi, closeTick(2001))).toEqual(valueAfter(2001))
  })
})

describe('what was believed', () => {
  it('a gap that shows in the middle of good bars takes the value away until it is filled', async () => {
    const live = await running()
    live.venue.gaps = [{ fromAt: at(1900), toAt: at(1910) }]
    live.tell(opening(2000), { reset: true })
    await live.settle()
    expect(live.book.derived(rsi, closeTick(2000))).toBeNull()
    live.venue.gaps = []
    await live.clock.advanceAsync(1000)
    expect(live.book.derived(rsi, closeTick(2000))).toEqual(valueAfter(2000))
  })

  it('a bar that only ticks told of is no bar when the next one comes: history must say what it was', async () => {
    const live = await running()
    live.tell(minute(2000))
    expect(live.book.derived(rsi, tickAt(at(2001) + 10, minute(2001).open + 50))).not.toBeNull()
    live.tell(opening(2002))
    expect(live.book.derived(rsi, closeTick(2002))).toBeNull()
    await live.settle()
    expect(live.book.derived(rsi, closeTick(2002))).toEqual(valueAfter(2002))
  })

  it('the value of a tick is not kept when a bar before it changes', async () => {
    const live = await running()
    live.tell(minute(2000))
    live.tell(opening(2001))
    const tick = closeTick(2001)
    const before = live.book.derived(rsi, tick)
    live.tell({ ...minute(2000), close: minute(2000).high })
    expect(live.book.derived(rsi, tick)).not.toBe(before)
  })
})

describe('an answer that is on its way', () => {
  it.each(['an interruption', 'a new beginning'])('does not count after %s', async (what) => {
    const live = createLive(() => minutes, at(2000))
    let answer = () => {}
    live.venue.pending = new Promise((resolve) => (answer = resolve))
    live.book.want(rsi)
    live.tell({ ...opening(2000), close: 1, low: 1 })
    await live.settle()
    if (what === 'an interruption') live.book.interrupt([rsi.instrument])
    else live.tell(null, { reset: true })
    live.tell(opening(2001))
    answer()
    expect(live.book.derived(rsi, closeTick(2001))).toBeNull()
    await live.settle()
    expect(live.asked.map(({ toAt }) => toAt)).toEqual([at(2000), at(2001)])
    expect(live.book.derived(rsi, closeTick(2001))).toEqual(valueAfter(2001))
  })
})
