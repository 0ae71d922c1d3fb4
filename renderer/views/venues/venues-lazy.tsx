/** Fetches the Venues dialog when it is first opened: it is no part of what a window needs to show prices. */
import { useEffect, useState, type ComponentType } from 'react'
import { actions } from '../../state/actions.ts'

let fetched: ComponentType | null = null

export function VenuesDialogLazy() {
  const [Dialog, setDialog] = useState(() => fetched)
  useEffect(() => {
    if (Dialog !== null) return undefined
    let wanted = true
    const fetch = async (): Promise<void> => {
      try {
        const { VenuesDialog } = await import('./venues-dialog.tsx')
        fetched = VenuesDialog
        if (wanted) setDialog(() => VenuesDialog)
      } catch (error) {
        if (!wanted) return
        actions.closeDialog()
        actions.reportError('The venues could not be shown', error)
      }
    }
    void fetch()
    return () => {
      wanted = false
    }
  }, [Dialog])
  return Dialog === null ? null : <Dialog />
}
