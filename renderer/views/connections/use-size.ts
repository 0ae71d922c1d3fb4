/** The size of an element in pixels, followed while it lives. */
import { useLayoutEffect, useRef, useState, type RefObject } from 'react'
import type { Size } from './lane-drawing.ts'

export function useSize<E extends Element>(): [RefObject<E | null>, Size] {
  const element = useRef<E>(null)
  const [size, setSize] = useState<Size>({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const host = element.current
    if (host === null) return undefined
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return
      setSize({ width: Math.round(entry.contentRect.width), height: Math.round(entry.contentRect.height) })
    })
    observer.observe(host)
    return () => observer.disconnect()
  }, [])
  return [element, size]
}
