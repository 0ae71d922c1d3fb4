/** How each slow thing is asked for and where its answer goes: one loader a slice, never two of one at once. */
import type { StoreApi } from 'zustand/vanilla'
import type { ChangedThing } from '../../shared/contract/events.ts'
import type { BridgeClient } from '../bridge/client-types.ts'
import type { AppState } from './app-state.ts'

export type LoadedThing =
  | Exclude<ChangedThing, 'instruments' | 'notices'>
  | 'system'
  | 'alert-status'
  | 'firings'
  | 'inbox'
  | 'deliveries'
  | 'feeds'
  | 'health'

export type Loaders = {
  /** Resolves when the newest answer is in the store, or after its failure was reported. */
  load(what: LoadedThing): Promise<void>
  loadAll(): Promise<void>
}

type Load = () => Promise<Partial<AppState>>

/** What a reader of the inbox and the logs sees without paging. */
const pageSize = 200

export function createLoaders(
  client: BridgeClient,
  store: StoreApi<AppState>,
  onError: (thrown: unknown) => void,
): Loaders {
  const table: Record<LoadedThing, Load> = {
    system: async () => {
      const system = await client.call('system.info', {})
      return { system, notices: system.notices }
    },
    settings: async () => ({ settings: await client.call('settings.get', {}) }),
    watchlists: async () => ({ watchlists: await client.call('watchlists.list', {}) }),
    alerts: async () => ({ rules: await client.call('alerts.list', {}) }),
    'alert-status': async () => ({ alertStatus: await client.call('alerts.status', {}) }),
    presets: async () => ({ presets: await client.call('alerts.presets.list', {}) }),
    sounds: async () => ({ sounds: await client.call('sounds.list', {}) }),
    firings: async () => ({ firings: await client.call('firings.list', { limit: pageSize }) }),
    inbox: async () => ({ inbox: await client.call('hooks.inbox.list', { limit: pageSize }) }),
    'hook-sources': async () => ({ hookSources: await client.call('hooks.sources.list', {}) }),
    targets: async () => ({ targets: await client.call('targets.list', {}) }),
    deliveries: async () => ({ deliveries: await client.call('deliveries.list', { limit: pageSize }) }),
    providers: async () => ({ providers: await client.call('providers.list', {}) }),
    feeds: async () => ({ feeds: await client.call('feeds.status', {}) }),
    health: async () => ({ health: await client.call('connections.health', {}) }),
    replay: async () => ({ replay: await client.call('replay.status', {}) }),
  }
  const running = new Map<LoadedThing, Promise<void>>()
  const again = new Set<LoadedThing>()

  const run = async (what: LoadedThing): Promise<void> => {
    try {
      do {
        again.delete(what)
        store.setState(await table[what]())
      } while (again.has(what))
    } catch (error) {
      again.delete(what)
      // A lost connection is told once, by the banner.
      if (client.state() === 'open') onError(error)
    } finally {
      running.delete(what)
    }
  }

  const load = (what: LoadedThing): Promise<void> => {
    const current = running.get(what)
    if (current !== undefined) {
      again.add(what)
      return current
    }
    const started = run(what)
    running.set(what, started)
    return started
  }

  return {
    load,
    async loadAll() {
      await Promise.all((Object.keys(table) as LoadedThing[]).map(load))
    },
  }
}
