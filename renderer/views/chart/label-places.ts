/** Where the labels of many lines go: none covers another, and what has no room of its own is counted beside a neighbour. */

export type Labelled = {
  readonly id: string
  /** Pixels from the top. */
  readonly y: number
  /** Higher ones are placed first: what is under the hand, what is being written. */
  readonly rank: number
}

export type LabelPlace = {
  /** The label's bottom edge, px; null where it is not shown. */
  readonly bottom: number | null
  /** Lines without a label of their own that are counted here. */
  readonly more: number
}

export const labelHeightPx = 17
/** Between a line and its label. */
const gapPx = 3
const hidden: LabelPlace = { bottom: null, more: 0 }

/** Over its line; under it where there is no room above. */
function bottomOf(y: number): number {
  return y - gapPx - labelHeightPx < 0 ? y + gapPx + labelHeightPx : y - gapPx
}

/** Lines outside of the picture have no label and are not counted. */
export function labelPlaces(lines: readonly Labelled[], heightPx: number): ReadonlyMap<string, LabelPlace> {
  const places = new Map<string, LabelPlace>()
  const shown: { id: string; y: number; bottom: number; more: number }[] = []
  const inOrder = lines.toSorted((a, b) => b.rank - a.rank || a.y - b.y || (a.id < b.id ? -1 : 1))
  for (const { id, y } of inOrder) {
    places.set(id, hidden)
    if (y < 0 || y > heightPx) continue
    const bottom = bottomOf(y)
    let nearest: (typeof shown)[number] | undefined
    for (const other of shown) {
      if (Math.abs(other.bottom - bottom) >= labelHeightPx + 1) continue
      if (nearest === undefined || Math.abs(other.y - y) < Math.abs(nearest.y - y)) nearest = other
    }
    if (nearest === undefined) shown.push({ id, y, bottom, more: 0 })
    else nearest.more += 1
  }
  for (const { id, bottom, more } of shown) places.set(id, { bottom, more })
  return places
}
