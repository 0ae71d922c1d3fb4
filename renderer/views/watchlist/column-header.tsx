/** The header row: each column's name sorts by it; a third click brings the user's own order back. */
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { HeadCell, Row } from '../../ui/grid.tsx'
import { columnHints, columnIds, columnTitles, type ColumnId } from './columns.ts'
import styles from './watchlist.module.css'

const cellStyles: Record<ColumnId, string | undefined> = {
  symbol: styles['symbol'],
  last: styles['last'],
  change: styles['change'],
  changePercent: styles['percent'],
  bid: styles['bid'],
  ask: styles['ask'],
  volume: styles['volume'],
  age: styles['age'],
}

export function ColumnHeader() {
  const sort = useApp((state) => state.settings.sort)
  return (
    <Row aria-rowindex={1} className={styles['header']}>
      {columnIds.map((id) => {
        const direction = sort?.column === id ? (sort.descending ? 'descending' : 'ascending') : 'none'
        return (
          <HeadCell key={id} aria-sort={direction} className={cellStyles[id]}>
            <button
              type="button"
              className={styles['sorter']}
              title={columnHints[id]}
              onClick={() => actions.setSort(id)}
            >
              {columnTitles[id]}
              {direction !== 'none' && (
                <span aria-hidden="true">{direction === 'descending' ? ' ↓' : ' ↑'}</span>
              )}
            </button>
          </HeadCell>
        )
      })}
    </Row>
  )
}
