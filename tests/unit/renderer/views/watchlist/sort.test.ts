/** The order of rows: sorted, stable, mended rather than made anew. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparator, kept, mended } from '../../../../../renderer/views/watchlist/sort.ts'
import { instrumentId, type InstrumentId } from '../../../../../shared/model/ids.ts'
import { btc, eth, sampleQuote, sol } from '../../../../support/samples.ts'

const reader = (prices: ReadonlyMap<InstrumentId, number | null>) => (id: InstrumentId) => {
  const last = prices.get(id)
  return last === undefined ? undefined : sampleQuote(id, { last, receivedAt: last ?? 0 })
}

describe('row order', () => {
  it('sorts by a column, with the unknown last in both directions', () => {
    const read = reader(
      new Map([
        [btc, 3],
        [eth, 9],
        [sol, null],
      ]),
    )
    const rows = [sol, btc, eth]
    expect(mended(rows, comparator({ column: 'last', descending: true }, read))).toEqual([eth, btc, sol])
    expect(mended(rows, comparator({ column: 'last', descending: false }, read))).toEqual([btc, eth, sol])
    expect(mended(rows, comparator({ column: 'age', descending: false }, read))[0]).toBe(eth)
    expect(mended(rows, comparator({ column: 'symbol', descending: false }, read))).toEqual([btc, eth, sol])
  })

  it('answers the same array where nothing moved, and keeps equal rows as they were', () => {
    const rows = [sol, btc, eth]
    const read = reader(new Map(rows.map((id) => [id, 1])))
    expect(mended(rows, comparator({ column: 'last', descending: true }, read))).toBe(rows)
  })

  it('keeps the order before, drops what is gone, and puts new rows at the end', () => {
    expect(kept([eth, btc], [btc, sol])).toEqual([btc, sol])
    expect(kept([eth, btc], [sol, btc, eth])).toEqual([eth, btc, sol])
  })

  it('is a stable sort of any order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 40 }), (values) => {
        const rows = values.map((_, index) => instrumentId('simulated', `S${index}`))
        const prices = new Map(rows.map((id, index) => [id, values[index] ?? 0]))
        const compare = comparator({ column: 'last', descending: false }, reader(prices))
        expect(mended(rows, compare)).toEqual([...rows].sort(compare))
      }),
    )
  })
})
