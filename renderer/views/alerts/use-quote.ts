/** A quote for a line of text: told at most four times a second, outside React. */
import { useEffect, useEffectEvent, useState } from 'react'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { quotes, type QuoteView } from '../../state/quotes.ts'

const everyMs = 250

/** Calls `paint` now and after changes, at most four times a second, the last change always included. */
export function useQuotePaint(id: InstrumentId | null, paint: (quote: QuoteView | undefined) => void): void {
  const current = useEffectEvent(paint)
  useEffect(() => {
    if (id === null) return undefined
    let timer: ReturnType<typeof setTimeout> | null = null
    let paintedMs = -Infinity
    const run = (): void => {
      timer = null
      paintedMs = performance.now()
      current(quotes.get(id))
    }
    const changed = (): void => {
      if (timer === null) timer = setTimeout(run, Math.max(0, paintedMs + everyMs - performance.now()))
    }
    run()
    const stop = quotes.listen(id, changed)
    return () => {
      stop()
      if (timer !== null) clearTimeout(timer)
    }
  }, [id])
}

/** The last price for a dialog: there, rendering four times a second costs nothing. */
export function useLastPrice(id: InstrumentId | null): number | null {
  const [last, setLast] = useState<number | null>(null)
  useQuotePaint(id, (quote) => setLast(quote?.last ?? null))
  return id === null ? null : last
}
