/** One mounted row: React gives it its cells once, the painter writes into them from then on. */
import { memo, useEffect, useRef } from 'react'
import { providerOf, symbolOf, type InstrumentId } from '../../../shared/model/ids.ts'
import { decimalsOf } from '../../../shared/model/numbers.ts'
import { useApp } from '../../state/store.ts'
import { Cell, Row } from '../../ui/grid.tsx'
import { makeRowDraggable } from '../../ui/row-drag.ts'
import { SessionBadge, useSessionText } from '../session/session-badge.tsx'
import type { RowPainter } from './row-painter.ts'
import styles from './watchlist.module.css'

type Props = {
  readonly id: InstrumentId
  /** Place in the list's items. */
  readonly index: number
  /** Place among what is shown, counted from 1, the header being the first. */
  readonly rowNumber: number
  readonly list: string
  readonly selected: boolean
  readonly movable: boolean
  /** Another row has the same symbol at another venue: each says which is its own. */
  readonly named: boolean
  readonly painter: RowPainter
  readonly onMove: (from: number, to: number) => void
}

export function rowDomId(id: InstrumentId): string {
  return `row-${id}`
}

function WatchlistRowView(props: Props) {
  const { id, index, rowNumber, list, selected, movable, named, painter, onMove } = props
  const instrument = useApp((state) => state.instruments.get(id))
  const phase = useSessionText(instrument?.session)
  const venue = useApp(
    (state) => state.providers.find((each) => each.id === providerOf(id))?.name ?? providerOf(id),
  )
  const element = useRef<HTMLDivElement>(null)
  // The undo of a drag must not be made anew on each move of a row: it reads what is true when it is asked.
  const now = useRef({ index, movable, onMove })
  useEffect(() => {
    now.current = { index, movable, onMove }
  })

  const tickSize = instrument?.tickSize
  useEffect(() => {
    if (element.current === null) return
    return painter.register(id, element.current, () => (tickSize === undefined ? null : { tickSize }))
  }, [painter, id, tickSize])

  useEffect(() => {
    if (element.current === null) return
    return makeRowDraggable({
      element: element.current,
      list,
      index: () => now.current.index,
      enabled: () => now.current.movable,
      onMove: (from, to) => now.current.onMove(from, to),
    })
  }, [list])

  const name = instrument?.name ?? 'No venue that is on knows it'
  const about = [`${instrument?.symbol ?? symbolOf(id)} at ${venue}`, name, phase?.title ?? '']
    .filter((line) => line !== '')
    .join('\n')
  return (
    <Row
      ref={element}
      id={rowDomId(id)}
      aria-rowindex={rowNumber}
      aria-selected={selected}
      className={styles['row']}
      data-instrument={id}
      data-state="none"
      data-fine={tickSize !== undefined && decimalsOf(tickSize) > 6}
    >
      <Cell className={styles['symbol']} title={about}>
        <span className={styles['ticker']}>{instrument?.symbol ?? symbolOf(id)}</span>
        {named && <span className={styles['venue']}>{venue}</span>}
        <SessionBadge text={phase} />
        {!named && <span className={styles['name']}>{instrument?.name ?? 'unknown here'}</span>}
      </Cell>
      <Cell className={styles['last']}>
        <span className={styles['flash']} data-flashes="">
          <span data-cell="last" />
          <b data-cell="lastTail" />
        </span>
      </Cell>
      <Cell className={styles['change']} data-cell="change" />
      <Cell className={styles['percent']} data-cell="changePercent" />
      <Cell className={styles['bid']} data-cell="bid" />
      <Cell className={styles['ask']} data-cell="ask" />
      <Cell className={styles['volume']} data-cell="volume" />
      <Cell className={styles['age']} data-cell="age" />
    </Row>
  )
}

export const WatchlistRow = memo(WatchlistRowView)
