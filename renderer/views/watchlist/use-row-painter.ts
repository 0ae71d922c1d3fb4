/** The painter of a mounted list: told of quote frames, of the clock, and of which rows can be seen. */
import { useEffect, useState, type RefObject } from 'react'
import { quotes } from '../../state/quotes.ts'
import { createRowPainter, type RowPainter } from './row-painter.ts'

// Rows that are about to be scrolled in are painted before they are seen.
const aheadPx = 120
const tickPeriodMs = 250

/** `root` is the element that scrolls. */
export function useRowPainter(root: RefObject<HTMLElement | null>): RowPainter {
  const [{ painter, observe, seen }] = useState(() => {
    const seen = new Set<Element>()
    const known = new Set<Element>()
    let observer: IntersectionObserver | null = null
    const inner = createRowPainter({
      read: quotes.get,
      now: Date.now,
      visible: (element) => observer === null || seen.has(element),
    })
    const painter: RowPainter = {
      ...inner,
      register(id, element, grid) {
        const undo = inner.register(id, element, grid)
        known.add(element)
        observer?.observe(element)
        return () => {
          undo()
          known.delete(element)
          seen.delete(element)
          observer?.unobserve(element)
        }
      },
    }
    const observe = (next: IntersectionObserver | null): void => {
      observer?.disconnect()
      observer = next
      for (const element of known) next?.observe(element)
    }
    return { painter, observe, seen }
  })

  useEffect(() => {
    observe(
      new IntersectionObserver(
        (entries) => {
          for (const { isIntersecting, target } of entries) {
            if (isIntersecting) seen.add(target)
            else seen.delete(target)
          }
          painter.tick()
        },
        { root: root.current, rootMargin: `${aheadPx}px 0px` },
      ),
    )
    const stop = quotes.listenAll((changed) => painter.changed(changed))
    const timer = setInterval(() => {
      if (!document.hidden) painter.tick()
    }, tickPeriodMs)
    return () => {
      observe(null)
      stop()
      clearInterval(timer)
    }
  }, [painter, observe, seen, root])

  return painter
}
