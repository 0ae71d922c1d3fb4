/** The size of the window, as React state. */
import { useEffect, useState } from 'react'
import type { WindowSize } from './layout.ts'

const read = (): WindowSize => ({ width: window.innerWidth, height: window.innerHeight })

export function useWindowSize(): WindowSize {
  const [size, setSize] = useState(read)
  useEffect(() => {
    const onResize = (): void => setSize(read())
    window.addEventListener('resize', onResize)
    return () => window.removeEventListener('resize', onResize)
  }, [])
  return size
}
