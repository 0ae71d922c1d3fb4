/** The order of rows under a sorted column: kept from before and mended, so that rows move as little as they must. */
import { symbolOf, type InstrumentId } from '../../../shared/model/ids.ts'
import type { Quote } from '../../../shared/model/quote.ts'
import type { Settings } from '../../../shared/model/settings.ts'
import { isColumnId, type ColumnId } from './columns.ts'

type Read = (id: InstrumentId) => Quote | undefined

function valueOf(column: ColumnId, quote: Quote | undefined): number | null {
  if (quote === undefined || column === 'symbol') return null
  // The youngest age is the latest arrival.
  if (column === 'age') return -quote.receivedAt
  return quote[column]
}

/** Answers how two rows stand to each other. What is unknown comes last, in either direction. */
export function comparator(
  sort: NonNullable<Settings['sort']>,
  read: Read,
): (a: InstrumentId, b: InstrumentId) => number {
  const column: ColumnId = isColumnId(sort.column) ? sort.column : 'symbol'
  const sign = sort.descending ? -1 : 1
  if (column === 'symbol')
    return (a, b) => sign * symbolOf(a).localeCompare(symbolOf(b), 'en', { numeric: true })
  return (a, b) => {
    const left = valueOf(column, read(a))
    const right = valueOf(column, read(b))
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    return sign * (left - right)
  }
}

/**
 * Insertion sort over the order before: nearly free where little changed, and equal rows stay where they are.
 * Answers `order` itself where nothing moved.
 */
export function mended(
  order: readonly InstrumentId[],
  compare: (a: InstrumentId, b: InstrumentId) => number,
): readonly InstrumentId[] {
  const result = [...order]
  let moved = false
  for (let at = 1; at < result.length; at += 1) {
    const row = result[at]
    if (row === undefined) continue
    let to = at
    for (let above = result[to - 1]; above !== undefined && compare(above, row) > 0; above = result[to - 1]) {
      result[to] = above
      to -= 1
    }
    if (to !== at) {
      result[to] = row
      moved = true
    }
  }
  return moved ? result : order
}

/** The order before, without rows that are gone and with new ones at the end. */
export function kept(
  before: readonly InstrumentId[],
  rows: readonly InstrumentId[],
): readonly InstrumentId[] {
  const present = new Set(rows)
  const known = before.filter((id) => present.has(id))
  const seen = new Set(known)
  return [...known, ...rows.filter((id) => !seen.has(id))]
}
