/** The rows of the open list, under their header, with the menu of a row. */
import { useCallback, useEffect, useMemo, useRef, useState, type MouseEvent } from 'react'
import { isInstrumentId, symbolOf, type InstrumentId } from '../../../shared/model/ids.ts'
import type { Watchlist } from '../../../shared/model/watchlist.ts'
import { copyText } from '../../commands/clipboard.ts'
import { openAlertHere } from '../../commands/commands.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Cell, Grid, Row, RowGroup } from '../../ui/grid.tsx'
import { ContextMenu, type MenuItem } from '../../ui/menu.tsx'
import { ColumnHeader } from './column-header.tsx'
import { useRowOrder } from './use-row-order.ts'
import { useRowPainter } from './use-row-painter.ts'
import { WatchlistRow, rowDomId } from './watchlist-row.tsx'
import styles from './watchlist.module.css'

type Line =
  | { readonly kind: 'row'; readonly id: InstrumentId; readonly index: number }
  | { readonly kind: 'section' | 'unresolved'; readonly text: string; readonly index: number }

/** Those whose symbols alone would not tell which market is meant: `BTC-USD` and `BTC/USD` read the same. */
export function alikeOf(ids: readonly InstrumentId[]): ReadonlySet<InstrumentId> {
  const bySpelling = Map.groupBy(ids, (id) =>
    symbolOf(id)
      .toUpperCase()
      .replaceAll(/[^\p{L}\p{N}]/gu, ''),
  )
  return new Set([...bySpelling.values()].filter((alike) => alike.length > 1).flat())
}

/** Headings stand only in the user's own order: under a sorted column they would head nothing. */
export function linesOf(list: Watchlist, order: readonly InstrumentId[], sorted: boolean): readonly Line[] {
  const places = new Map<InstrumentId, number>()
  const others: Line[] = []
  const own: Line[] = []
  for (const [index, item] of list.items.entries()) {
    if (item.kind === 'instrument') {
      places.set(item.instrument, index)
      own.push({ kind: 'row', id: item.instrument, index })
    } else if (item.kind === 'section') own.push({ kind: 'section', text: item.title, index })
    else {
      const line: Line = { kind: 'unresolved', text: item.text, index }
      own.push(line)
      others.push(line)
    }
  }
  if (!sorted) return own
  const rows = order.map((id): Line => ({ kind: 'row', id, index: places.get(id) ?? 0 }))
  return [...rows, ...others]
}

function menuFor(id: InstrumentId | null): readonly MenuItem[] {
  if (id === null) return [{ label: 'Add an instrument', run: () => actions.openDialog({ kind: 'search' }) }]
  return [
    { label: 'Alert here', keys: 'A', run: () => openAlertHere(id) },
    { label: 'Open chart', keys: 'Enter', run: () => actions.selectInstrument(id) },
    { label: 'Copy symbol', run: () => void copyText(symbolOf(id), 'the symbol') },
    {
      label: 'Remove',
      keys: 'Del',
      danger: true,
      separated: true,
      run: () => void actions.removeFromWatchlist([id]),
    },
  ]
}

function instrumentUnder(target: EventTarget): InstrumentId | null {
  const row = target instanceof Element ? target.closest('[data-instrument]') : null
  const id = row?.getAttribute('data-instrument') ?? null
  return isInstrumentId(id) ? id : null
}

export function WatchlistGrid({ list }: { readonly list: Watchlist }) {
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useRef<HTMLDivElement>(null)
  const selected = useApp((state) => state.selected)
  const sort = useApp((state) => state.settings.sort)
  const flash = useApp((state) => state.settings.flash)
  const painter = useRowPainter(scroller)
  const [menuRow, setMenuRow] = useState<InstrumentId | null>(null)

  const own = useMemo(
    () => list.items.flatMap((item) => (item.kind === 'instrument' ? [item.instrument] : [])),
    [list.items],
  )
  const alike = useMemo(() => alikeOf(own), [own])
  const order = useRowOrder(own, sort, rows)
  const lines = useMemo(() => linesOf(list, order, sort !== null), [list, order, sort])
  const move = useCallback((from: number, to: number) => void actions.moveInWatchlist(from, to), [])

  useEffect(() => {
    if (selected !== null) document.getElementById(rowDomId(selected))?.scrollIntoView({ block: 'nearest' })
  }, [selected])

  const selectUnder = (event: MouseEvent): void => {
    const id = instrumentUnder(event.target)
    if (id !== null) actions.selectInstrument(id)
  }

  const area = (
    <Grid
      ref={scroller}
      aria-label={`Watchlist ${list.name}`}
      aria-rowcount={lines.length + 1}
      aria-activedescendant={selected !== null && own.includes(selected) ? rowDomId(selected) : undefined}
      className={styles['grid']}
      data-flash={flash ? 'on' : 'off'}
      onContextMenuCapture={(event) => setMenuRow(instrumentUnder(event.target))}
    />
  )

  return (
    <ContextMenu area={area} items={menuFor(menuRow)}>
      <ColumnHeader />
      <RowGroup ref={rows} className={styles['rows']} onClick={selectUnder}>
        {lines.map((line, place) =>
          line.kind === 'row' ? (
            <WatchlistRow
              key={line.id}
              id={line.id}
              index={line.index}
              rowNumber={place + 2}
              list={list.id}
              selected={line.id === selected}
              movable={sort === null}
              named={alike.has(line.id)}
              painter={painter}
              onMove={move}
            />
          ) : (
            <Row key={`${line.kind}-${line.index}`} aria-rowindex={place + 2} className={styles[line.kind]}>
              <Cell>{line.text}</Cell>
              {line.kind === 'unresolved' && <Cell>no venue knows it</Cell>}
            </Row>
          ),
        )}
      </RowGroup>
    </ContextMenu>
  )
}
