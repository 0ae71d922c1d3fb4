/** What a bar tells of its unseen part is certain: whatever the trades were, each price that it gives was traded there. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unseenOf } from '../../../../../electron/alerts/missed/unseen.ts'
import { instrumentId } from '../../../../../shared/model/ids.ts'
import { barsOf, type TapeTick } from '../../../../support/tape.ts'

const btc = instrumentId('simulated', 'BTCUSDT')
const openAt = Date.UTC(2026, 0, 5, 12)

const minute = fc
  .array(
    fc.record({ offsetMs: fc.integer({ min: 0, max: 59_999 }), price: fc.integer({ min: 1, max: 12 }) }),
    {
      minLength: 1,
      maxLength: 30,
    },
  )
  .map((list) =>
    list
      .toSorted((a, b) => a.offsetMs - b.offsetMs)
      .map(({ offsetMs, price }): TapeTick => ({ at: openAt + offsetMs, price })),
  )

const rangeOf = (ticks: readonly TapeTick[]) => ({
  low: Math.min(...ticks.map(({ price }) => price)),
  high: Math.max(...ticks.map(({ price }) => price)),
})

function play(ticks: readonly TapeTick[], seenTo: number, seenFrom: number) {
  const before = ticks.slice(0, seenTo)
  const after = ticks.slice(seenFrom)
  const unseen = ticks.slice(seenTo, seenFrom)
  const [bar] = barsOf(ticks, openAt, openAt + 60_000, openAt + 60_000).candles
  const lastBefore = before.at(-1)
  const firstAfter = after[0]
  if (bar === undefined) throw new Error('no bar')
  const inputs = unseenOf(
    btc,
    bar,
    lastBefore === undefined ? null : { at: lastBefore.at, ...rangeOf(before) },
    firstAfter === undefined ? null : { at: firstAfter.at, first: firstAfter.price, ...rangeOf(after) },
  )
  const prices = inputs.flatMap((input) => (input.kind === 'tick' && input.last !== null ? [input.last] : []))
  return { inputs, prices, unseen, isWhole: before.length === 0 && after.length === 0 }
}

describe('the unseen part of a bar', () => {
  it('gives only prices that were traded in it, and its extremes where they tell', () => {
    fc.assert(
      fc.property(minute, fc.nat(30), fc.nat(30), (ticks, a, b) => {
        const seenTo = Math.min(a, ticks.length)
        const seenFrom = Math.max(seenTo, Math.min(b, ticks.length))
        const { inputs, prices, unseen } = play(ticks, seenTo, seenFrom)
        // Where nothing is unseen the bar's ends are what was seen there: the same price once more, which changes nothing.
        const beside = [ticks[seenTo - 1], ticks[seenFrom]].filter((tick) => tick !== undefined)
        const traded = new Set([...unseen, ...beside].map(({ price }) => price))
        for (const price of prices) expect(traded.has(price ?? NaN)).toBe(true)
        const seen = [...ticks.slice(0, seenTo), ...ticks.slice(seenFrom)].map(({ price }) => price)
        for (const { price } of unseen) {
          if (price > Math.max(...seen)) expect(Math.max(...prices.map(Number))).toBeGreaterThanOrEqual(price)
          if (price < Math.min(...seen)) expect(Math.min(...prices.map(Number))).toBeLessThanOrEqual(price)
        }
        const times = inputs.map((input) => (input.kind === 'tick' ? input.receivedAt : input.at))
        expect(times).toEqual(times.toSorted((x, y) => x - y))
      }),
      { numRuns: 10_000 },
    )
  })

  it('is the whole bar where nothing was seen: open, both extremes, close, end', () => {
    const { prices, inputs } = play(
      [5, 9, 2, 6].map((price, place) => ({ at: openAt + place * 1000, price })),
      0,
      4,
    )
    // It rose: to its low first.
    expect(prices).toEqual([5, 2, 9, 6])
    expect(inputs.at(-1)).toMatchObject({ kind: 'clock', at: openAt + 60_000 })
  })

  it('is nothing where nothing lies beyond what was seen', () => {
    const ticks = [5, 6, 5, 6].map((price, place) => ({ at: openAt + place * 1000, price }))
    expect(play(ticks, 2, 3).inputs).toEqual([])
  })
})
