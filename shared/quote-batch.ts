/**
 * Quotes as numbers: one `Float64Array` of changed rows, twenty times cheaper to carry than objects.
 * Layout: `[sequence, rowCount, row, row, …]`; a row is `rowStride` numbers in the order of `columns`; NaN is unknown.
 */
import { changeBases, quoteStates, type ChangeBasis, type Quote, type QuoteState } from './model/quote.ts'

export const headerLength = 2

/** `index` is the row index that `quotes.subscribe` answered for the instrument. */
export const columns = [
  'index',
  'last',
  'bid',
  'ask',
  'open',
  'high',
  'low',
  'volume',
  'change',
  'changePercent',
  'exchangeAt',
  'receivedAt',
  'state',
  'basis',
] as const

export const rowStride = columns.length

const orNaN = (value: number | null): number => (value === null ? NaN : value)
const orNull = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value

export function allocateBatch(sequence: number, rowCount: number): Float64Array {
  const batch = new Float64Array(headerLength + rowCount * rowStride)
  batch[0] = sequence
  batch[1] = rowCount
  return batch
}

export function writeRow(batch: Float64Array, row: number, index: number, quote: Quote): void {
  let at = headerLength + row * rowStride
  batch[at++] = index
  batch[at++] = orNaN(quote.last)
  batch[at++] = orNaN(quote.bid)
  batch[at++] = orNaN(quote.ask)
  batch[at++] = orNaN(quote.open)
  batch[at++] = orNaN(quote.high)
  batch[at++] = orNaN(quote.low)
  batch[at++] = orNaN(quote.volume)
  batch[at++] = orNaN(quote.change)
  batch[at++] = orNaN(quote.changePercent)
  batch[at++] = orNaN(quote.exchangeAt)
  batch[at++] = quote.receivedAt
  batch[at++] = quoteStates.indexOf(quote.state)
  batch[at] = quote.basis === null ? NaN : changeBases.indexOf(quote.basis)
}

/** `{ sequence, rowCount }`, or null for what is not a batch. */
export function readHeader(batch: Float64Array): { sequence: number; rowCount: number } | null {
  const sequence = batch[0]
  const rowCount = batch[1]
  if (
    sequence === undefined ||
    rowCount === undefined ||
    batch.length !== headerLength + rowCount * rowStride
  )
    return null
  return { sequence, rowCount }
}

export function readRow(batch: Float64Array, row: number): { index: number } & Omit<Quote, 'instrument'> {
  const at = headerLength + row * rowStride
  const state: QuoteState = quoteStates[batch[at + 12] ?? -1] ?? 'stale'
  const basis: ChangeBasis | null = changeBases[batch[at + 13] ?? -1] ?? null
  return {
    index: batch[at] ?? -1,
    last: orNull(batch[at + 1]),
    bid: orNull(batch[at + 2]),
    ask: orNull(batch[at + 3]),
    open: orNull(batch[at + 4]),
    high: orNull(batch[at + 5]),
    low: orNull(batch[at + 6]),
    volume: orNull(batch[at + 7]),
    change: orNull(batch[at + 8]),
    changePercent: orNull(batch[at + 9]),
    exchangeAt: orNull(batch[at + 10]),
    receivedAt: batch[at + 11] ?? 0,
    state,
    basis,
  }
}
