/** Quotes for a line of text: told at most four times a second, outside React. */
import { useEffect, useEffectEvent, useState } from 'react'
import { isInstrumentId, type InstrumentId } from '../../../shared/model/ids.ts'
import { quotes, type QuoteView } from '../../state/quotes.ts'

const everyMs = 250

/** Something else that is painted when it changes; answers the undo. */
type Listen = (changed: () => void) => () => void
const nothing: Listen = () => () => undefined

/** Calls `paint` now and after changes of any of them, at most four times a second, the last change always included. */
export function useQuotesPaint(
  ids: readonly InstrumentId[],
  paint: () => void,
  listenBesides: Listen = nothing,
): void {
  const current = useEffectEvent(paint)
  const key = ids.join('\n')
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null
    let paintedMs = -Infinity
    const run = (): void => {
      timer = null
      paintedMs = performance.now()
      current()
    }
    const changed = (): void => {
      if (timer === null) timer = setTimeout(run, Math.max(0, paintedMs + everyMs - performance.now()))
    }
    run()
    const stops = key
      .split('\n')
      .filter(isInstrumentId)
      .map((id) => quotes.listen(id, changed))
    stops.push(listenBesides(changed))
    return () => {
      for (const stop of stops) stop()
      if (timer !== null) clearTimeout(timer)
    }
  }, [key, listenBesides])
}

/** The same of one. */
export function useQuotePaint(id: InstrumentId | null, paint: (quote: QuoteView | undefined) => void): void {
  useQuotesPaint(id === null ? [] : [id], () => {
    if (id !== null) paint(quotes.get(id))
  })
}

/** The last price for a dialog: there, rendering four times a second costs nothing. */
export function useLastPrice(id: InstrumentId | null): number | null {
  const [last, setLast] = useState<number | null>(null)
  useQuotePaint(id, (quote) => setLast(quote?.last ?? null))
  return id === null ? null : last
}
