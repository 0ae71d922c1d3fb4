/** Rows that are dragged to another place in their list, with a line where they would land. */
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { attachClosestEdge, extractClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge'

type RowDrag = {
  readonly element: HTMLElement
  /** Only rows of the same list take each other. */
  readonly list: string
  /** Place in the list now. */
  readonly index: () => number
  readonly enabled: () => boolean
  /** `to` is where the row is afterwards. */
  readonly onMove: (from: number, to: number) => void
}

/** Where a row from `from` ends when it is dropped at an edge of the row at `target`. */
export function destinationOf(from: number, target: number, edge: 'top' | 'bottom'): number {
  const before = edge === 'top' ? target : target + 1
  return from < before ? before - 1 : before
}

/** Marks the row under the pointer with `data-drop="top|bottom"`; answers the undo. */
export function makeRowDraggable({ element, list, index, enabled, onMove }: RowDrag): () => void {
  const mark = (edge: string | null): void => {
    if (edge === null) element.removeAttribute('data-drop')
    else element.setAttribute('data-drop', edge)
  }
  return combine(
    draggable({
      element,
      canDrag: enabled,
      getInitialData: () => ({ list, index: index() }),
      onDragStart: () => element.setAttribute('data-dragging', ''),
      onDrop: () => element.removeAttribute('data-dragging'),
    }),
    dropTargetForElements({
      element,
      canDrop: ({ source }) => source.data['list'] === list && source.element !== element,
      getData: ({ input }) =>
        attachClosestEdge({ index: index() }, { element, input, allowedEdges: ['top', 'bottom'] }),
      onDrag: ({ self }) => mark(extractClosestEdge(self.data)),
      onDragLeave: () => mark(null),
      onDrop: ({ self, source }) => {
        mark(null)
        const edge = extractClosestEdge(self.data)
        const from = source.data['index']
        if (typeof from !== 'number' || (edge !== 'top' && edge !== 'bottom')) return
        onMove(from, destinationOf(from, index(), edge))
      },
    }),
  )
}
