/** Views that are no part of what a window needs to show prices: each is fetched when it is first opened. */
import { useEffect, useState, type ComponentType } from 'react'
import { actions } from '../../state/actions.ts'

/** `what` is named if it can't be fetched: `The log`. */
export function lazily(what: string, fetch: () => Promise<ComponentType>): ComponentType {
  let fetched: ComponentType | null = null
  return function Lazily() {
    const [View, setView] = useState(() => fetched)
    useEffect(() => {
      if (View !== null) return undefined
      let wanted = true
      fetch().then(
        (loaded) => {
          fetched = loaded
          if (wanted) setView(() => loaded)
        },
        (error: unknown) => {
          if (!wanted) return
          actions.closeDialog()
          actions.reportError(`${what} could not be shown`, error)
        },
      )
      return () => {
        wanted = false
      }
    }, [View])
    return View === null ? null : <View />
  }
}
