/** The wall clock for what is shown with ages and countdowns. */
import { useEffect, useState } from 'react'

/** UTC epoch ms, renewed every `periodMs` while the window is visible. */
export function useNow(periodMs: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setNow(Date.now())
    }, periodMs)
    return () => clearInterval(timer)
  }, [periodMs])
  return now
}
