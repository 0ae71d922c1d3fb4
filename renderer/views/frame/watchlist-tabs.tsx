/** The lists as tabs in the header: open, add, rename in place, export, delete. */
import { Plus } from 'lucide-react'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import type { Watchlist } from '../../../shared/model/watchlist.ts'
import { actions } from '../../state/actions.ts'
import { activeList } from '../../state/slices/watchlists.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { saveFile } from '../../ui/files.ts'
import { ContextMenu } from '../../ui/menu.tsx'
import { Tip } from '../../ui/tooltip.tsx'
import styles from './frame.module.css'

async function exportList(list: Watchlist): Promise<void> {
  const exported = await actions.attempt('The list was not exported', 'watchlists.export', { id: list.id })
  if (exported !== null) saveFile(`${exported.name}.txt`, 'text/plain', exported.text)
}

function Renaming({ list, onDone }: { readonly list: Watchlist; readonly onDone: () => void }) {
  const [name, setName] = useState(list.name)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    input.current?.focus()
    input.current?.select()
  }, [])
  const finish = (): void => {
    onDone()
    void actions.renameWatchlist(list.id, name)
  }
  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        finish()
      }}
    >
      <input
        ref={input}
        aria-label={`New name of ${list.name}`}
        className={styles['rename']}
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onDone()
        }}
      />
    </form>
  )
}

export function WatchlistTabs() {
  const lists = useApp((state) => state.watchlists)
  const active = useApp((state) => activeList(state)?.id ?? null)
  const [renaming, setRenaming] = useState<string | null>(null)

  const add = async (): Promise<void> => setRenaming(await actions.createWatchlist('New list'))

  return (
    <nav className={styles['tabs']} aria-label="Watchlists">
      {lists.map((list) =>
        renaming === list.id ? (
          <Renaming key={list.id} list={list} onDone={() => setRenaming(null)} />
        ) : (
          <ContextMenu
            key={list.id}
            area={
              <button
                type="button"
                className={styles['tab']}
                aria-label={list.name}
                aria-current={list.id === active ? 'page' : undefined}
                onClick={() => actions.openWatchlist(list.id)}
                onDoubleClick={() => setRenaming(list.id)}
              />
            }
            items={[
              { label: 'Rename', run: () => setRenaming(list.id) },
              { label: 'Export as .txt', run: () => void exportList(list) },
              {
                label: 'Delete',
                danger: true,
                separated: true,
                run: () => void actions.deleteWatchlist(list.id),
              },
            ]}
          >
            {list.name}
          </ContextMenu>
        ),
      )}
      <Tip text="New watchlist">
        <Button square aria-label="New watchlist" onClick={() => void add()}>
          <Plus size={13} aria-hidden="true" />
        </Button>
      </Tip>
    </nav>
  )
}
