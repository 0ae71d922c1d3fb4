/** The rows of the open list in the order in which they stand on the screen; written by the list, read by commands. */
import type { InstrumentId } from '../../shared/model/ids.ts'

let visible: readonly InstrumentId[] = []

export const rowOrder = {
  get: (): readonly InstrumentId[] => visible,
  set: (order: readonly InstrumentId[]): void => {
    visible = order
  },
  /** The row `steps` below (or above) `from`, held at the ends; the first one where `from` is not a row. */
  beside(from: InstrumentId | null, steps: number): InstrumentId | null {
    const at = from === null ? -1 : visible.indexOf(from)
    if (at === -1) return visible[0] ?? null
    return visible[Math.max(0, Math.min(visible.length - 1, at + steps))] ?? null
  },
}
