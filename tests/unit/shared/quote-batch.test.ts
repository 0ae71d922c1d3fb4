/** Quotes as numbers and back. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instrumentId } from '../../../shared/model/ids.ts'
import { changeBases, quoteStates, type Quote } from '../../../shared/model/quote.ts'
import {
  allocateBatch,
  columns,
  headerLength,
  readHeader,
  readRow,
  rowStride,
  writeRow,
} from '../../../shared/quote-batch.ts'

const instrument = instrumentId('simulated', 'BTCUSDT')
const price = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null })
const quoteArbitrary: fc.Arbitrary<Quote> = fc.record({
  instrument: fc.constant(instrument),
  last: price,
  bid: price,
  ask: price,
  open: price,
  high: price,
  low: price,
  volume: price,
  change: price,
  changePercent: price,
  basis: fc.constantFrom(null, ...changeBases),
  exchangeAt: fc.option(fc.integer({ min: 0, max: 4e12 }), { nil: null }),
  receivedAt: fc.integer({ min: 0, max: 4e12 }),
  state: fc.constantFrom(...quoteStates),
})

describe('quote batch', () => {
  it('gives back every quote in its row', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(5000), quoteArbitrary), { maxLength: 20 }),
        fc.nat(),
        (rows, sequence) => {
          const batch = allocateBatch(sequence, rows.length)
          for (const [row, [index, quote]] of rows.entries()) writeRow(batch, row, index, quote)
          expect(readHeader(batch)).toEqual({ sequence, rowCount: rows.length })
          for (const [row, [index, { instrument: _, ...quote }]] of rows.entries()) {
            expect(readRow(batch, row)).toEqual({ index, ...quote })
          }
        },
      ),
    )
  })

  it('has a column for each number of a row', () => {
    expect(rowStride).toBe(columns.length)
    expect(allocateBatch(1, 3).length).toBe(headerLength + 3 * rowStride)
  })

  it.each([
    new Float64Array(0),
    new Float64Array([1]),
    new Float64Array([1, 2, 3]),
    new Float64Array([1, NaN]),
  ])('refuses what is not a batch: %s', (batch) => expect(readHeader(batch)).toBeNull())

  it('calls an unknown state stale, never live', () => {
    const batch = allocateBatch(1, 1)
    batch[headerLength + columns.indexOf('state')] = 99
    expect(readRow(batch, 0).state).toBe('stale')
  })
})
