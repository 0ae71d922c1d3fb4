/** Every command of the window, once: the palette, the keys and the `?` page all read this table. */
import { symbolOf } from '../../shared/model/ids.ts'
import { intervals } from '../../shared/model/interval.ts'
import { actions } from '../state/actions.ts'
import { rowOrder } from '../state/row-order.ts'
import { activeList } from '../state/slices/watchlists.ts'
import { appStore } from '../state/store.ts'
import { alertCommands } from './alert-commands.ts'
import { copyText } from './clipboard.ts'
import { command, type Command } from './command.ts'
import { isTwice } from './keys.ts'

export type { Command } from './command.ts'
export { openAlertHere } from './alert-commands.ts'

/** The address that a sender posts to: listener, path and token. Null while nothing listens. */
export function hookUrl(): string | null {
  const { health, hookSources } = appStore.getState()
  const source = hookSources.find(({ enabled }) => enabled)
  const address = health?.webhook.address ?? null
  return address === null || source === undefined ? null : `${address}/hooks/${source.token}`
}

export async function copyHookUrl(): Promise<void> {
  const url = hookUrl()
  if (url !== null) return copyText(url, 'the webhook address')
  actions.toast({
    kind: 'error',
    title: 'There is no webhook address now',
    body: 'Switch the listener on in Settings, and one source in Sources.',
  })
}

function select(steps: number): void {
  const next = rowOrder.beside(appStore.getState().selected, steps)
  if (next !== null) actions.selectInstrument(next)
}

function shift(steps: number): void {
  const state = appStore.getState()
  const from = activeList(state)?.items.findIndex(
    (item) => item.kind === 'instrument' && item.instrument === state.selected,
  )
  if (from === undefined || from === -1 || state.settings.sort !== null) return
  void actions.moveInWatchlist(from, Math.max(0, from + steps))
}

function openList(steps: number): void {
  const state = appStore.getState()
  const at = state.watchlists.findIndex((list) => list.id === activeList(state)?.id)
  const next = state.watchlists.at((at + steps) % Math.max(1, state.watchlists.length))
  if (next !== undefined) actions.openWatchlist(next.id)
}

function removeSelected(): void {
  const { selected } = appStore.getState()
  const next = rowOrder.beside(selected, 1)
  const before = rowOrder.beside(selected, -1)
  if (selected === null || !rowOrder.get().includes(selected)) return
  void actions.removeFromWatchlist([selected])
  const neighbour = next === selected ? before : next
  if (neighbour !== null && neighbour !== selected) actions.selectInstrument(neighbour)
}

const list = { scope: 'list', keysOnly: true } as const

export const commands: readonly Command[] = [
  command(
    'General',
    'search',
    'Search symbols, commands, settings',
    () => actions.openDialog({ kind: 'search' }),
    {
      keys: ['Mod+K', '/'],
    },
  ),
  command('General', 'settings', 'Settings', () => actions.openDialog({ kind: 'settings' }), {
    keys: ['Mod+,'],
  }),
  command('General', 'shortcuts', 'Keyboard shortcuts', () => actions.openDialog({ kind: 'shortcuts' }), {
    keys: ['?'],
  }),
  command('List', 'list.next', 'Next row', () => select(1), { ...list, keys: ['j', 'ArrowDown'] }),
  command('List', 'list.previous', 'Previous row', () => select(-1), { ...list, keys: ['k', 'ArrowUp'] }),
  command('List', 'list.open', 'Go to the chart', () => document.getElementById('chart')?.focus(), {
    ...list,
    keys: ['Enter'],
  }),
  command('List', 'list.remove', 'Remove the row', removeSelected, { ...list, keys: ['Delete'] }),
  command('List', 'list.up', 'Move the row up', () => shift(-1), { keysOnly: true, keys: ['Alt+ArrowUp'] }),
  command('List', 'list.down', 'Move the row down', () => shift(1), {
    keysOnly: true,
    keys: ['Alt+ArrowDown'],
  }),
  command(
    'List',
    'list.own-order',
    'Sort the list in my own order',
    () => void actions.saveSettings({ sort: null }),
  ),
  command('List', 'list.copy', 'Copy the symbol', () => {
    const { selected } = appStore.getState()
    if (selected !== null) void copyText(symbolOf(selected), 'the symbol')
  }),
  command('List', 'watchlist.new', 'New watchlist', () => void actions.createWatchlist('New list')),
  command('List', 'watchlist.next', 'Next watchlist', () => openList(1), { keys: ['Alt+]'] }),
  command('List', 'watchlist.previous', 'Previous watchlist', () => openList(-1), { keys: ['Alt+['] }),
  ...intervals.map((interval) =>
    command('Chart', `interval.${interval}`, `Chart interval ${interval}`, () =>
      actions.setInterval(interval),
    ),
  ),
  command('Chart', 'replay.open', 'Replay a CSV file', () => actions.openDialog({ kind: 'settings' })),
  command('Chart', 'replay.stop', 'End the replay', () => void actions.stopReplay()),
  ...alertCommands,
  command('Connections', 'connections.show', 'Show connections', () => actions.setBottomTab('connections')),
  command('Connections', 'deliveries.show', 'Show deliveries', () => actions.setBottomTab('deliveries')),
  command('Connections', 'venues', 'Venues', () => actions.openDialog({ kind: 'venues' })),
  command('Connections', 'network', 'Network: proxy', () =>
    actions.openDialog({ kind: 'venues', at: 'network' }),
  ),
  command('Connections', 'connections.retry', 'Reconnect all venues now', () => {
    for (const { provider } of appStore.getState().feeds) void actions.reconnect(provider)
  }),
  command('Connections', 'hooks.sources', 'Webhook sources', () =>
    actions.openDialog({ kind: 'hook-sources' }),
  ),
  command('Connections', 'hooks.copy', 'Copy the webhook address', () => void copyHookUrl()),
  ...(['dark', 'light', 'system'] as const).map((theme) =>
    command('Appearance', `theme.${theme}`, `Theme: ${theme}`, () => void actions.saveSettings({ theme })),
  ),
]

/** The command that a key press means, where it may act; null for a press that is not ours. */
export function commandFor(
  table: readonly Command[],
  key: string,
  place: 'text' | 'control' | 'list' | 'nowhere',
): Command | null {
  const found = table.find((candidate) => candidate.keys.includes(key)) ?? null
  if (found === null) return null
  const combined = (key.includes('+') && key.length > 1) || isTwice(key)
  if (place === 'text' && !combined) return null
  // A focused control has Enter, the arrows and Delete for itself; it does nothing with letters.
  if (place === 'control' && key.length > 1 && found.scope === 'list') return null
  return found
}
