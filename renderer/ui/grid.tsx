/** The parts of an interactive table made of boxes: rows keep `contain`, which the browser's own table rows cannot have. */
/* oxlint-disable jsx-a11y/control-has-associated-label -- cells are filled by a painter. */
import type { ComponentPropsWithRef } from 'react'

type DivProps = ComponentPropsWithRef<'div'>
type SpanProps = ComponentPropsWithRef<'span'>

/** Give it an `aria-label`. It takes the focus for its rows, which are named by `aria-activedescendant`. */
export function Grid(props: DivProps) {
  return <div role="grid" tabIndex={0} {...props} />
}

export function RowGroup(props: DivProps) {
  return <div role="rowgroup" {...props} />
}

export function Row(props: DivProps) {
  return <div role="row" tabIndex={-1} {...props} />
}

export function Cell(props: SpanProps) {
  return <span role="gridcell" {...props} />
}

export function HeadCell(props: SpanProps) {
  return <span role="columnheader" {...props} />
}
