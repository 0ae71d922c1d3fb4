/** The order in which instruments are shown: the user's own, or a sorted column's, mended while nobody points at a row. */
import { useEffect, useMemo, useState, type RefObject } from 'react'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Settings } from '../../../shared/model/settings.ts'
import { quotes } from '../../state/quotes.ts'
import { rowOrder } from '../../state/row-order.ts'
import { comparator, kept, mended } from './sort.ts'

const sortPeriodMs = 700

type Sorted = { readonly key: string; readonly order: readonly InstrumentId[] }

/** `own`: the instruments in the user's order; `area`: where a pointer stops rows from moving under it. */
export function useRowOrder(
  own: readonly InstrumentId[],
  sort: Settings['sort'],
  area: RefObject<HTMLElement | null>,
): readonly InstrumentId[] {
  const column = sort?.column ?? null
  const descending = sort?.descending ?? false
  const key = `${column} ${descending}`
  const [sorted, setSorted] = useState<Sorted>({ key: '', order: [] })

  const compare = useMemo(
    () => (column === null ? null : comparator({ column, descending }, quotes.get)),
    [column, descending],
  )

  const order = useMemo(() => {
    if (compare === null) return own
    const current = kept(sorted.order, own)
    // A click on a header is answered at once; what moves afterwards waits for the timer.
    return sorted.key === key && current.length === sorted.order.length ? current : mended(current, compare)
  }, [compare, key, own, sorted])

  useEffect(() => {
    rowOrder.set(order)
    if (compare === null) return
    const timer = setInterval(() => {
      if (document.hidden || area.current?.matches(':hover') === true) return
      const next = mended(order, compare)
      if (next !== order) setSorted({ key, order: next })
    }, sortPeriodMs)
    return () => clearInterval(timer)
  }, [order, compare, key, area])

  return order
}
