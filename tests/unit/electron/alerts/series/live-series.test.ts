/** Series live: one computation for all, never a number before the bars are whole, the open bar with its latest tick. */
import { describe, expect, it } from 'vitest'
import { codedError } from '../../../../../shared/errors.ts'
import { at, closeTick, minute, minutes, opening, rsi, running, valueAfter } from './live.ts'
import { createLive, expected, indicator, near, tickAt, volume } from './market.ts'

describe('warm-up', () => {
  it('asks for as many closed bars as the indicator needs to settle, and then has a value', async () => {
    const { book, asked, place } = await running()
    expect(asked.at(-1)).toEqual({ interval: '1m', fromAt: at(place - 418), toAt: at(place) })
    expect(book.problem(rsi)).toBeNull()
    expect(book.derived(rsi, closeTick(place))).toEqual(valueAfter(place))
  })

  it('no number before it is complete, and says what it waits for', async () => {
    const live = createLive(() => minutes, at(2000))
    const { book } = live
    expect(book.problem(rsi)).toBe('it is not watched')
    let answer = () => {}
    live.venue.pending = new Promise((resolve) => (answer = resolve))
    book.want(rsi)
    await live.settle()
    live.tell(opening(2000))
    expect(book.derived(rsi, closeTick(2000))).toBeNull()
    expect(book.problem(rsi)).toBe('its 1m bars are being loaded')
    answer()
    await live.settle()
    expect(book.problem(rsi)).toBeNull()
    expect(book.derived(rsi, closeTick(2000))).toEqual(valueAfter(2000))
  })

  it('no number before a candle has come: what was loaded may end too early', async () => {
    const live = createLive(() => minutes.slice(0, 1990), at(2000))
    live.book.want(rsi)
    await live.settle()
    expect(live.book.problem(rsi)).toBe('no price has come in yet')
    expect(live.book.derived(rsi, closeTick(2000))).toBeNull()
  })

  it('bars that come and close while it loads are not lost', async () => {
    const live = createLive(() => minutes, at(2000))
    let answer = () => {}
    live.venue.pending = new Promise((resolve) => (answer = resolve))
    live.book.want(rsi)
    live.tell(opening(2000))
    await live.settle()
    live.tell(minute(2000))
    live.tell(opening(2001))
    live.tell(opening(2002))
    answer()
    await live.settle()
    expect(live.asked).toEqual([{ interval: '1m', fromAt: at(1582), toAt: at(2000) }])
    expect(live.book.derived(rsi, closeTick(2002))).toEqual(valueAfter(2002))
  })

  it('is tried again after 1 s, 2 s, 4 s up to a minute; the refusal is told', async () => {
    const live = createLive(() => minutes, at(2000))
    live.venue.refusal = codedError('network', 'the venue did not answer', 'later')
    live.book.want(rsi)
    live.tell(opening(2000))
    await live.settle()
    expect(live.book.problem(rsi)).toBe('its 1m bars could not be loaded: the venue did not answer')
    const waits: number[] = []
    for (let attempt = 1; attempt < 9; attempt += 1) {
      const askedAt = live.clock.now()
      while (live.asked.length === attempt) await live.clock.advanceAsync(500)
      waits.push((live.clock.now() - askedAt) / 1000)
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
    expect(live.book.derived(rsi, closeTick(2000))).toBeNull()
    live.venue.refusal = null
    await live.clock.advanceAsync(60_000)
    expect(live.book.problem(rsi)).toBeNull()
    expect(live.book.derived(rsi, closeTick(2000))).toEqual(valueAfter(2000))
  })

  it.each([
    [codedError('rate-limited', 'too many questions', { afterMs: 5000 }), 5000],
    [codedError('unsupported', 'no such candles'), 60_000],
  ])('waits as long as the refusal says', async (refusal, waitMs) => {
    const live = createLive(() => minutes, at(2000))
    live.venue.refusal = refusal
    live.book.want(rsi)
    await live.settle()
    await live.clock.advanceAsync(waitMs - 1)
    expect(live.asked).toHaveLength(1)
    await live.clock.advanceAsync(1)
    expect(live.asked).toHaveLength(2)
  })

  it('a young market has a value as soon as there are bars enough, and says how many it needs', async () => {
    const young = minutes.slice(1990)
    const live = createLive(() => young, at(2000))
    live.book.want(rsi)
    live.tell(opening(2000))
    await live.settle()
    expect(live.book.problem(rsi)).toBe('it needs 14 closed 1m bars, of which there are 10')
    expect(live.book.derived(rsi, closeTick(2000))).toBeNull()
    for (let place = 2001; place <= 2004; place += 1) {
      live.tell(minute(place - 1))
      live.tell(opening(place))
    }
    expect(live.book.problem(rsi)).toBeNull()
    expect(live.book.derived(rsi, closeTick(2004))).toEqual(near(expected(rsi, minutes.slice(1990, 2005))))
  })

  it('inputs that no indicator can have are told, not thrown', async () => {
    const live = createLive(() => minutes, at(2000))
    const odd = indicator('rsi', { length: 2.5 })
    const release = live.book.want(odd)
    await live.settle()
    expect(live.book.problem(odd)).toBe('length of RSI must be a whole number of bars, 1 or more, not 2.5')
    expect(live.book.derived(odd, closeTick(2000))).toBeNull()
    release()
    expect(live.listeners.size).toBe(0)
  })
})

describe('the open bar', () => {
  it('moves with each candle', async () => {
    const live = await running()
    const moved = { ...opening(2000), close: minute(2000).close + 7, high: minute(2000).high + 7 }
    live.tell(moved)
    expect(live.book.derived(rsi, tickAt(at(2000) + 5, moved.close))).toEqual(
      near(expected(rsi, [...minutes.slice(0, 2000), moved])),
    )
  })

  it('takes the price of a tick whose candle is late', async () => {
    const atr = indicator('atr', { length: 14 })
    const live = await running(atr)
    const top = minute(2000).high + 100
    expect(live.book.derived(atr, tickAt(at(2000) + 5, top))).toEqual(
      near(expected(atr, [...minutes.slice(0, 2000), { ...minute(2000), high: top, close: top }])),
    )
    // The next is lower: what was reached stays reached.
    expect(live.book.derived(atr, tickAt(at(2000) + 9, minute(2000).close))).toEqual(
      near(expected(atr, [...minutes.slice(0, 2000), { ...minute(2000), high: top }])),
    )
  })

  it('a tick of the next bar before its candle opens that bar; the last version of the one before corrects it', async () => {
    const live = await running()
    live.tell({ ...opening(2000), close: minute(2000).open, high: minute(2000).high })
    const price = minute(2001).open + 3
    const guessed = { ...minute(2001), open: price, high: price, low: price, close: price }
    const early = [...minutes.slice(0, 2000), { ...minute(2000), close: minute(2000).open }]
    expect(live.book.derived(rsi, tickAt(at(2001) + 10, price))).toEqual(
      near(expected(rsi, [...early, guessed])),
    )
    live.tell(minute(2000))
    expect(live.book.derived(rsi, tickAt(at(2001) + 20, price))).toEqual(
      near(expected(rsi, [...minutes.slice(0, 2001), guessed])),
    )
    live.tell(opening(2001))
    expect(live.book.derived(rsi, closeTick(2001))).toEqual(valueAfter(2001))
    live.tell(minute(2001))
    live.tell(opening(2002))
    expect(live.book.derived(rsi, closeTick(2002))).toEqual(valueAfter(2002))
    expect(live.book.problem(rsi)).toBeNull()
  })

  it('a tick from further on has no value: what lies between is not known', async () => {
    const live = await running()
    expect(live.book.derived(rsi, closeTick(2002))).toBeNull()
    expect(live.book.derived(rsi, closeTick(2000))).toEqual(valueAfter(2000))
  })

  it('the volume is that of the candle, needs no history, and is not guessed', async () => {
    const live = await running(volume())
    expect(live.asked).toEqual([])
    expect(live.book.problem(volume())).toBeNull()
    expect(live.book.derived(volume(), closeTick(2000))).toBe(minute(2000).volume)
    live.tell({ ...opening(2000), volume: 12 })
    expect(live.book.derived(volume(), tickAt(at(2000) + 1, 5))).toBe(12)
    expect(live.book.derived(volume(), closeTick(2001))).toBeNull()
    live.tell({ ...opening(2001), volume: 1 })
    expect(live.book.derived(volume(), closeTick(2001))).toBe(1)
  })
})
