/** Writes prices into rows that React mounted: only visible rows, only text that changed, at most once a quote frame. */
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Quote } from '../../../shared/model/quote.ts'
import {
  ageText,
  ageTitle,
  basisTitle,
  boldFrom,
  cellTexts,
  directionOf,
  unknownText,
  type CellTexts,
} from './columns.ts'

type CellName = keyof CellTexts

/** What a row's painter needs to know of the instrument; null while no venue has named it. */
export type RowGrid = { readonly tickSize: number } | null

type Row = {
  readonly element: HTMLElement
  readonly grid: () => RowGrid
  readonly nodes: ReadonlyMap<CellName | 'age' | 'lastTail', Text>
  readonly cells: ReadonlyMap<CellName | 'age' | 'lastTail', HTMLElement>
  readonly lastCell: HTMLElement | null
  lastText: string | null
  lastPrice: number | null
  flashes: number
  dirty: boolean
}

export type RowPainter = {
  /** Takes a mounted row in; answers the undo. Cells are found by `data-cell`. */
  register(id: InstrumentId, element: HTMLElement, grid: () => RowGrid): () => void
  /** These quotes changed. */
  changed(ids: Iterable<InstrumentId>): void
  /** Everything may have changed its look: paint all that is visible. */
  repaint(): void
  /** The clock went on: ages. */
  tick(): void
}

type Deps = {
  readonly read: (id: InstrumentId) => Quote | undefined
  readonly now: () => number
  /** Whether this element is inside the scrolled part that can be seen. */
  readonly visible: (element: HTMLElement) => boolean
}

const cellNames: readonly (CellName | 'age' | 'lastTail')[] = [
  'last',
  'lastTail',
  'change',
  'changePercent',
  'bid',
  'ask',
  'volume',
  'age',
]

/** Writes only what differs: a text that stays is a text the browser does not lay out again. */
function write(node: Text | undefined, text: string): void {
  if (node !== undefined && node.data !== text) node.data = text
}

function mark(element: HTMLElement | null | undefined, name: string, value: string): void {
  if (element !== null && element !== undefined && element.getAttribute(name) !== value)
    element.setAttribute(name, value)
}

export function createRowPainter({ read, now, visible }: Deps): RowPainter {
  const rows = new Map<InstrumentId, Row>()

  const paintLast = (row: Row, quote: Quote, text: string): void => {
    if (text === row.lastText) return
    const at = boldFrom(row.lastText, text)
    write(row.nodes.get('last'), text.slice(0, at))
    write(row.nodes.get('lastTail'), text.slice(at))
    const moved = row.lastPrice !== null && quote.last !== null ? quote.last - row.lastPrice : 0
    if (moved !== 0 && quote.state !== 'stale') {
      row.flashes += 1
      // Two names in turn, so that the animation starts anew.
      mark(row.lastCell, 'data-flash', `${moved > 0 ? 'up' : 'down'}-${row.flashes % 2}`)
    }
    row.lastText = text
    row.lastPrice = quote.last
  }

  const paintEmpty = (row: Row): void => {
    for (const name of cellNames) write(row.nodes.get(name), name === 'lastTail' ? '' : unknownText)
    mark(row.cells.get('age'), 'title', 'No quote yet')
    mark(row.element, 'data-state', 'none')
  }

  const paint = (id: InstrumentId, row: Row): void => {
    row.dirty = false
    const quote = read(id)
    const grid = row.grid()
    if (quote === undefined || grid === null) return paintEmpty(row)
    const texts = cellTexts(quote, grid.tickSize)
    paintLast(row, quote, texts.last)
    write(row.nodes.get('change'), texts.change)
    write(row.nodes.get('changePercent'), texts.changePercent)
    write(row.nodes.get('bid'), texts.bid)
    write(row.nodes.get('ask'), texts.ask)
    write(row.nodes.get('volume'), texts.volume)
    write(row.nodes.get('age'), ageText(quote, now()))
    mark(row.cells.get('age'), 'title', ageTitle(quote))
    const basis = basisTitle(quote)
    mark(row.cells.get('change'), 'title', basis)
    mark(row.cells.get('changePercent'), 'title', basis)
    mark(row.element, 'data-state', quote.state)
    mark(row.element, 'data-direction', directionOf(quote))
  }

  const paintVisible = (id: InstrumentId, row: Row): void => {
    if (visible(row.element)) return paint(id, row)
    row.dirty = true
    // What a price is worth is told at once, also where nobody looks.
    const state = read(id)?.state
    if (state !== undefined && row.grid() !== null) mark(row.element, 'data-state', state)
  }

  return {
    register(id, element, grid) {
      const nodes = new Map<CellName | 'age' | 'lastTail', Text>()
      const cells = new Map<CellName | 'age' | 'lastTail', HTMLElement>()
      for (const name of cellNames) {
        const cell = element.querySelector<HTMLElement>(`[data-cell="${name}"]`)
        if (cell === null) continue
        cells.set(name, cell)
        const node = element.ownerDocument.createTextNode('')
        cell.replaceChildren(node)
        nodes.set(name, node)
      }
      const lastCell = element.querySelector<HTMLElement>('[data-flashes]')
      // A row that is sorted elsewhere must not flash again where it lands.
      lastCell?.addEventListener('animationend', () => lastCell.removeAttribute('data-flash'))
      const row: Row = {
        element,
        grid,
        nodes,
        cells,
        lastCell,
        lastText: null,
        lastPrice: null,
        flashes: 0,
        dirty: true,
      }
      rows.set(id, row)
      paint(id, row)
      return () => {
        if (rows.get(id) === row) rows.delete(id)
      }
    },
    changed(ids) {
      for (const id of ids) {
        const row = rows.get(id)
        if (row !== undefined) paintVisible(id, row)
      }
    },
    repaint() {
      for (const [id, row] of rows) paintVisible(id, row)
    },
    tick() {
      const at = now()
      for (const [id, row] of rows) {
        if (!visible(row.element)) continue
        if (row.dirty) paint(id, row)
        const quote = read(id)
        if (quote !== undefined) write(row.nodes.get('age'), ageText(quote, at))
      }
    },
  }
}
