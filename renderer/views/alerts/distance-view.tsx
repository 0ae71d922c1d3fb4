/** How far the price is from a rule's level, written into the page directly: no render per tick. */
import { useEffect, useRef } from 'react'
import type { AlertView } from '../../../shared/alerts/view.ts'
import { chartAtr, startAtr } from '../../state/atr.ts'
import { quotes } from '../../state/quotes.ts'
import styles from './alerts.module.css'
import { distanceOf, instrumentsOf, type Distance } from './distance.ts'
import { useQuotesPaint } from './use-quote.ts'

/** As it is at this moment. */
export function distanceNow(rule: AlertView): Distance {
  const known = chartAtr.getState()
  return distanceOf(rule, {
    quote: (id) => quotes.get(id),
    atr: (id) => (known?.instrument === id ? known.atr : null),
  })
}

/** Keeps the average true range of the chart known while anything shows distances. */
export function useAtr(): void {
  useEffect(() => startAtr(), [])
}

const listenAtr = (changed: () => void): (() => void) => chartAtr.subscribe(changed)

export function DistanceView({ rule }: { readonly rule: AlertView }) {
  const text = useRef<HTMLSpanElement>(null)
  const atr = useRef<HTMLSpanElement>(null)
  const bar = useRef<HTMLElement>(null)
  const paint = (): void => {
    const { text: words, atrText, nearness, stale } = distanceNow(rule)
    const shown = stale ? `${words}, stale` : words
    if (text.current !== null && text.current.textContent !== shown) text.current.textContent = shown
    if (text.current !== null) text.current.dataset['stale'] = String(stale)
    const range = atrText ?? ''
    if (atr.current !== null && atr.current.textContent !== range) atr.current.textContent = range
    if (bar.current !== null) bar.current.style.transform = `scaleX(${nearness.toFixed(3)})`
  }
  useQuotesPaint(instrumentsOf(rule), paint, listenAtr)
  return (
    <>
      <span ref={text} className={styles['distance']} />
      <span ref={atr} className={styles['atr']} title="In average true ranges (14) of the chart's bars" />
      <span className={styles['bar']} aria-hidden="true">
        <i ref={bar} />
      </span>
    </>
  )
}
