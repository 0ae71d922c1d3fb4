/** Watchlists: changed at once on the screen, saved to the core, put back if it refuses. Everything can be undone. */
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { symbolOf } from '../../../shared/model/ids.ts'
import type { Watchlist, WatchlistItem } from '../../../shared/model/watchlist.ts'
import type { AppState } from '../app-state.ts'
import type { ActionContext } from '../context.ts'
import type { SettingsActions } from './settings.ts'

export type WatchlistActions = {
  openWatchlist(id: string): void
  /** To the list that is open; makes one if there is none. Answers false when it was there already. */
  addToWatchlist(id: InstrumentId): Promise<boolean>
  removeFromWatchlist(ids: readonly InstrumentId[]): Promise<void>
  /** Both are places in `items`; `to` is where the item is afterwards. */
  moveInWatchlist(from: number, to: number): Promise<void>
  /** Answers the new list's id. */
  createWatchlist(name: string): Promise<string>
  renameWatchlist(id: string, name: string): Promise<void>
  deleteWatchlist(id: string): Promise<void>
}

export function activeList(state: AppState): Watchlist | null {
  return state.watchlists.find((list) => list.id === state.activeWatchlist) ?? state.watchlists[0] ?? null
}

/** In order, with `list` made or replaced. */
export function withWatchlist(lists: readonly Watchlist[], list: Watchlist): readonly Watchlist[] {
  return [...lists.filter((other) => other.id !== list.id), list].sort((a, b) => a.position - b.position)
}

/** The item at `from` taken out and put in so that it ends at `to`. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const result = [...items]
  const taken = result.splice(from, 1)
  result.splice(Math.max(0, Math.min(to, result.length)), 0, ...taken)
  return result
}

export function holds(list: Watchlist, id: InstrumentId): boolean {
  return list.items.some((item) => item.kind === 'instrument' && item.instrument === id)
}

export function createWatchlistActions(
  { store, newId, toast, attempt }: ActionContext,
  settings: SettingsActions,
): WatchlistActions {
  const put = async (list: Watchlist): Promise<boolean> => {
    const before = store.getState().watchlists.find((other) => other.id === list.id)
    store.setState((state) => ({ watchlists: withWatchlist(state.watchlists, list) }))
    const saved = await attempt('The list was not saved', 'watchlists.save', list)
    if (saved !== null) return true
    store.setState((state) => {
      const others = state.watchlists.filter((other) => other.id !== list.id)
      return { watchlists: before === undefined ? others : withWatchlist(others, before) }
    })
    return false
  }
  const find = (id: string): Watchlist | undefined =>
    store.getState().watchlists.find((list) => list.id === id)

  const openWatchlist = (id: string): void => {
    store.setState({ activeWatchlist: id })
    settings.saveSettingsSoon({ watchlist: id })
  }

  const createWatchlist = async (name: string): Promise<string> => {
    const last = store.getState().watchlists.at(-1)
    const id = newId()
    openWatchlist(id)
    await put({ id, name, position: last === undefined ? 0 : last.position + 1, items: [] })
    return id
  }

  return {
    openWatchlist,
    createWatchlist,
    async addToWatchlist(id) {
      if (activeList(store.getState()) === null) await createWatchlist('Watchlist')
      const list = activeList(store.getState())
      if (list === null || holds(list, id)) return false
      const item: WatchlistItem = { kind: 'instrument', instrument: id }
      return put({ ...list, items: [...list.items, item] })
    },
    async removeFromWatchlist(ids) {
      const list = activeList(store.getState())
      if (list === null) return
      const gone = new Set(ids)
      const items = list.items.filter((item) => item.kind !== 'instrument' || !gone.has(item.instrument))
      if (items.length === list.items.length || !(await put({ ...list, items }))) return
      const what = ids.length === 1 && ids[0] !== undefined ? symbolOf(ids[0]) : `${ids.length} instruments`
      toast({
        kind: 'info',
        title: `Removed ${what}`,
        body: `from ${list.name}`,
        undo: () => void put({ ...(find(list.id) ?? list), items: list.items }),
      })
    },
    async moveInWatchlist(from, to) {
      const list = activeList(store.getState())
      if (list === null || from === to || list.items[from] === undefined) return
      await put({ ...list, items: moved(list.items, from, to) })
    },
    async renameWatchlist(id, name) {
      const list = find(id)
      const trimmed = name.trim().slice(0, 80)
      if (list === undefined || trimmed === '' || trimmed === list.name) return
      await put({ ...list, name: trimmed })
    },
    async deleteWatchlist(id) {
      const deleted = await attempt('The list was not deleted', 'watchlists.delete', { id })
      if (deleted === null) return
      const wasOpen = activeList(store.getState())?.id === id
      store.setState((state) => ({ watchlists: state.watchlists.filter((list) => list.id !== id) }))
      const next = store.getState().watchlists[0]
      if (wasOpen && next !== undefined) openWatchlist(next.id)
      toast({
        kind: 'info',
        title: `Deleted the list ${deleted.name}`,
        body: deleted.items.length === 1 ? '1 row' : `${deleted.items.length} rows`,
        undo: () => void put(deleted).then(() => openWatchlist(deleted.id)),
      })
    },
  }
}
