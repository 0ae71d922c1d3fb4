/** Merging: what is closed stays, and the better source wins, in whatever order things come. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeCandles, sourceRank } from '../../../../electron/candles/merge.ts'
import { candleSources, type Candle, type CandleSource } from '../../../../shared/model/candle.ts'
import { candle, minuteMs } from './fake-venue.ts'

/** One value for each time, source and state, as a venue that keeps its word has. */
const made = (slot: number, source: CandleSource, closed: boolean): Candle =>
  candle(slot * minuteMs, { source, closed, close: slot + sourceRank[source] / 10 + (closed ? 0.5 : 0) })

const piece = fc.record({ slot: fc.nat(12), source: fc.constantFrom(...candleSources), closed: fc.boolean() })
const batch = fc
  .uniqueArray(piece, { selector: ({ slot }) => slot, maxLength: 8 })
  .map((pieces) =>
    pieces
      .map(({ slot, source, closed }) => made(slot, source, closed))
      .toSorted((a, b) => a.openAt - b.openAt),
  )

const closedOf = (candles: readonly Candle[]) => candles.filter(({ closed }) => closed)
const mergeAll = (batches: readonly Candle[][]) => batches.reduce(mergeCandles, [] as Candle[])

describe('merge', () => {
  it('is ascending, has each time once, and loses none', () => {
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 6 }), (batches) => {
        const openAts = mergeAll(batches).map(({ openAt }) => openAt)
        const expected = [...new Set(batches.flat().map(({ openAt }) => openAt))].toSorted((a, b) => a - b)
        expect(openAts).toEqual(expected)
      }),
    )
  })

  it('is idempotent', () => {
    fc.assert(
      fc.property(batch, batch, (a, b) => {
        const merged = mergeCandles(a, b)
        expect(mergeCandles(merged, b)).toEqual(merged)
        expect(mergeCandles(merged, merged)).toEqual(merged)
      }),
    )
  })

  it('has the same closed candles in any order of coming: the best source of each', () => {
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 6 }), fc.infiniteStream(fc.nat()), (batches, numbers) => {
        const shuffled = batches
          .map((each) => ({ each, key: numbers.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ each }) => each)
        const closed = closedOf(mergeAll(batches))
        expect(closedOf(mergeAll(shuffled))).toEqual(closed)
        for (const each of closed) {
          const ranks = closedOf(batches.flat())
            .filter(({ openAt }) => openAt === each.openAt)
            .map(({ source }) => sourceRank[source])
          expect(sourceRank[each.source]).toBe(Math.max(...ranks))
        }
      }),
    )
  })

  it('never opens or changes a closed candle, but for one of a better source', () => {
    fc.assert(
      fc.property(batch, batch, (known, next) => {
        const after = new Map(mergeCandles(known, next).map((each) => [each.openAt, each]))
        for (const before of closedOf(known)) {
          const now = after.get(before.openAt)
          expect(now?.closed).toBe(true)
          if (now?.source === before.source) expect(now).toEqual(before)
        }
      }),
    )
  })

  it('takes the newer word on an open candle, whatever its source', () => {
    const rest = candle(0, { closed: false, close: 1 })
    const sum = candle(0, { closed: false, close: 2, source: 'trades' })
    expect(mergeCandles([rest], [sum])).toEqual([sum])
  })

  it('keeps the first of two closed candles of one source that differ, but believes REST when it was asked again', () => {
    const sum = candle(0, { close: 1.1, source: 'trades' })
    expect(mergeCandles([sum], [{ ...sum, close: 1.2 }])).toEqual([sum])
    const again = candle(0, { close: 1.2 })
    expect(mergeCandles([candle(0, { close: 1.1 })], [again])).toEqual([again])
  })
})
