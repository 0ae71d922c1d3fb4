/** Timestamps that can't be, clocks that were set, and machines that slept. */
import { describe, expect, it } from 'vitest'
import { createVenueTime } from '../../../../electron/candles/venue-time.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const start = Date.UTC(2026, 0, 5, 12)

/** `skewMs`: how far our wall clock is ahead of the venue's. */
function setUp(skewMs = 0) {
  const clock = createManualClock(start + skewMs)
  const told: string[] = []
  const time = createVenueTime(clock, (at) => void told.push(`back to ${(at - start) / 1000}`))
  const hear = (name: string, atMs: number, untilMs = atMs, source = 'a') =>
    time.hear({
      at: start + atMs,
      untilAt: start + untilMs,
      source,
      accept: (isSure) => void told.push(isSure ? `${name}!` : name),
      refuse: (heardAt) => void told.push(`no ${name} (${Math.round((heardAt - start) / 1000)})`),
    })
  const wait = (ms: number) => clock.advance(ms)
  return { clock, time, told, hear, wait }
}

describe('the clock of a venue', () => {
  it('is believed from the start, and sure once three trades agree', () => {
    const { told, hear, wait } = setUp()
    for (const [index, name] of ['a', 'b', 'c', 'd'].entries()) {
      hear(name, index * 1000)
      wait(1000)
    }
    expect(told).toEqual(['a', 'b', 'c!', 'd!'])
  })

  it('may differ from ours by any constant: nothing is lost, two wait for a third where ours is behind', () => {
    for (const skewMs of [-hourMs, -3650 * 24 * hourMs]) {
      const { told, hear, wait } = setUp(skewMs)
      for (const [index, name] of ['a', 'b', 'c', 'd'].entries()) {
        hear(name, index * 1000)
        wait(1000)
      }
      expect(told).toEqual(['a', 'b', 'c!', 'd!'])
    }
    const { told, hear } = setUp(hourMs)
    hear('a', 0)
    expect(told).toEqual(['a'])
  })

  it('drops a time far ahead when the next is in order, and says about when it came', () => {
    const { told, hear, wait } = setUp()
    for (const name of ['a', 'b', 'c']) hear(name, 0)
    wait(30_000)
    hear('x', 40 * 365 * 24 * hourMs)
    hear('y', hourMs)
    wait(1000)
    hear('d', 31_000)
    expect(told.slice(3)).toEqual(['no x (30)', 'no y (30)', 'd!'])
  })

  it('follows a jump that three agree on, losing none of them', () => {
    const { told, hear, wait } = setUp()
    for (const name of ['a', 'b', 'c']) hear(name, 0)
    for (const [index, name] of ['d', 'e', 'f', 'g'].entries()) {
      hear(name, hourMs + index * 1000)
      wait(1000)
    }
    expect(told.slice(3)).toEqual(['d', 'e', 'f!', 'g!'])
  })

  it('takes what is late as it comes, in any amount', () => {
    const { told, hear, wait } = setUp()
    for (const name of ['a', 'b', 'c']) hear(name, 600_000)
    for (let index = 0; index < 50; index += 1) {
      hear('late', index * 10_000)
      wait(100)
    }
    expect(told.some((each) => each.startsWith('back'))).toBe(false)
    expect(told.filter((each) => each === 'late!').length).toBe(50)
  })

  it('goes back where only late trades come for a while, to where it had been moved ahead', () => {
    const { told, hear, wait } = setUp()
    for (const name of ['a', 'b', 'c']) hear(name, 0)
    wait(10_000)
    for (const name of ['x', 'y', 'z']) hear(name, 2 * hourMs + 10_000)
    for (let second = 10; second < 16; second += 1) {
      hear(`t${second}`, second * 1000)
      wait(1000)
    }
    expect(told.filter((each) => each.startsWith('back'))).toEqual(['back to 10'])
    expect(told.filter((each) => each.startsWith('no'))).toEqual([])
  })

  it('lets an open candle speak for the time that it spans, and no more', () => {
    const { told, hear, wait } = setUp()
    for (const name of ['a', 'b', 'c']) hear(name, 3 * hourMs + 1000)
    told.length = 0
    // A day's candle opens long ago and is in order all the same; one that ended hours ago is late.
    for (let count = 0; count < 5; count += 1) {
      hear('day', 0, 24 * hourMs, 'day')
      wait(1000)
    }
    expect(told).toEqual(['day!', 'day!', 'day!', 'day!', 'day!'])
  })

  it('gives up what it holds when the stream breaks off', () => {
    const { time, told, hear } = setUp(-hourMs)
    hear('a', 0)
    hear('b', 10)
    time.interrupt()
    expect(told.map((each) => each.slice(0, 4))).toEqual(['no a', 'no b'])
    for (const name of ['c', 'd', 'e']) hear(name, 20)
    expect(told.slice(2)).toEqual(['c', 'd', 'e!'])
  })
})
