/** The selection of the manager as the window keeps it: commands act on it too. */
import { appStore } from '../../state/store.ts'
import type { Selection } from './selection.ts'

/** Changes it; what answers the same selection changes nothing. */
export function putSelection(change: (selection: Selection) => Selection): void {
  const { selectedRules: ids, ruleCursor } = appStore.getState()
  const before: Selection = { ids, ...ruleCursor }
  const next = change(before)
  if (next === before) return
  const { anchor, active } = next
  appStore.setState({ selectedRules: next.ids, ruleCursor: { anchor, active } })
}
