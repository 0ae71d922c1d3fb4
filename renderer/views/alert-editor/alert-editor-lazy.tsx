/** Fetches the alert editor when it is first opened: it is no part of what a window needs to show prices. */
import { lazily } from '../frame/lazily.tsx'

export const AlertEditorLazy = lazily('The alert editor', async () => {
  const { AlertEditor } = await import('./alert-editor.tsx')
  return AlertEditor
})
