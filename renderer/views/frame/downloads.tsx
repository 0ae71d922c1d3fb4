/** Hands files to the user that actions made ready. */
import { useEffect } from 'react'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { saveFile } from '../../ui/files.ts'

export function Downloads() {
  const downloads = useApp((state) => state.downloads)
  useEffect(() => {
    if (downloads.length === 0) return
    for (const { name, type, text } of downloads) saveFile(name, type, text)
    actions.tookDownloads()
  }, [downloads])
  return null
}
