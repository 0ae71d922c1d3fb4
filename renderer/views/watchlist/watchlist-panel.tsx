/** The list panel: its name, how many rows, whether its prices are simulated, and how to add more. */
import { actions } from '../../state/actions.ts'
import { activeList } from '../../state/slices/watchlists.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Panel } from '../../ui/panel.tsx'
import { Kbd, SimulatedTag, Tag } from '../../ui/tag.tsx'
import { WatchlistGrid } from './watchlist-grid.tsx'
import styles from './watchlist.module.css'

const search = (): void => actions.openDialog({ kind: 'search' })

export function WatchlistPanel() {
  const list = useApp(activeList)
  const sorted = useApp((state) => state.settings.sort !== null)
  const loading = useApp((state) => state.system === null)
  const simulated = useApp((state) =>
    (activeList(state)?.items ?? []).some(
      (item) => item.kind === 'instrument' && state.instruments.get(item.instrument)?.simulated === true,
    ),
  )
  const rows = list?.items.filter((item) => item.kind !== 'section').length ?? 0

  const title = (
    <>
      <h2 className={styles['title']}>{list?.name ?? 'Watchlist'}</h2>
      <Tag title={rows === 1 ? '1 row' : `${rows} rows`}>{rows}</Tag>
      {simulated && <SimulatedTag />}
    </>
  )
  const tools = (
    <>
      {sorted && <Button onClick={() => void actions.saveSettings({ sort: null })}>My order</Button>}
      <Button onClick={search}>+ Add</Button>
    </>
  )

  return (
    <Panel label="Watchlist" title={title} tools={tools}>
      {list !== null && rows > 0 ? (
        <WatchlistGrid key={list.id} list={list} />
      ) : (
        <Empty title={loading ? 'Connecting to the core' : 'Nothing is watched here yet'}>
          {!loading && (
            <>
              <span>
                Search with <Kbd>/</Kbd> or <Kbd>Ctrl K</Kbd> and press <Kbd>Ctrl Enter</Kbd> to add what you
                find.
              </span>
              <Button variant="primary" onClick={search}>
                Add an instrument
              </Button>
            </>
          )}
        </Empty>
      )}
    </Panel>
  )
}
