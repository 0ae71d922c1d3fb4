/** Streams and replay: what the window holds of them, and the buttons that touch them. */
import type { MethodInput, ProviderView } from '../../../shared/contract/methods.ts'
import type { FeedStatus, RestHealth } from '../../../shared/model/feed-status.ts'
import type { InstrumentId, ProviderId } from '../../../shared/model/ids.ts'
import type { AppState } from '../app-state.ts'
import type { ActionContext } from '../context.ts'
import { holds } from './watchlists.ts'

export type FeedActions = {
  /** Skips the wait, or rebuilds the stream. */
  reconnect(provider: ProviderId): Promise<void>
  /** A failure is told by a toast. */
  configureProvider(input: MethodInput<'providers.configure'>): Promise<boolean>
  /** The same for forms that show a failure in place: rejects with a `CodedError`. */
  changeProvider(input: MethodInput<'providers.configure'>): Promise<void>
  /** Reads the file here and hands its text to the core; answers whether it is being replayed. */
  startReplay(file: File, speed?: number): Promise<boolean>
  stopReplay(): Promise<void>
}

/** One status replaced or added, in the order first met. */
export function withFeed(feeds: readonly FeedStatus[], status: FeedStatus): readonly FeedStatus[] {
  const known = feeds.findIndex((feed) => feed.provider === status.provider)
  return known === -1 ? [...feeds, status] : feeds.with(known, status)
}

/** What the venue's stream is doing: the newest that was told, else what came with the list of venues. */
export function statusOf(state: Pick<AppState, 'feeds'>, { id, status }: ProviderView): FeedStatus {
  return state.feeds.find((feed) => feed.provider === id) ?? status
}

/** The counters of the venue's REST, likewise; null before the first request. */
export function restOf(state: Pick<AppState, 'health'>, { id, rest }: ProviderView): RestHealth | null {
  return state.health?.rest.providers.find((health) => health.provider === id) ?? rest
}

export function createFeedActions(
  { client, store, toast, attempt }: ActionContext,
  show: (id: InstrumentId) => Promise<void>,
): FeedActions {
  const put = (view: ProviderView): void =>
    store.setState((state) => ({
      providers: state.providers.map((provider) => (provider.id === view.id ? view : provider)),
    }))
  return {
    async reconnect(provider) {
      await attempt(`${provider} was not reconnected`, 'feeds.reconnect', { provider })
    },
    async configureProvider(input) {
      const view = await attempt('The venue was not changed', 'providers.configure', input)
      if (view === null) return false
      put(view)
      return true
    },
    async changeProvider(input) {
      put(await client.call('providers.configure', input))
    },
    async startReplay(file, speed = 60) {
      const csv = await file.text()
      const replay = await attempt('The file was not replayed', 'replay.start', {
        name: file.name,
        csv,
        speed,
      })
      if (replay === null) return false
      store.setState({ replay })
      toast({ kind: 'info', title: `Replaying ${file.name}`, body: `at ${speed}× its own speed` })
      if (replay.instrument !== null) await show(replay.instrument)
      return true
    },
    async stopReplay() {
      const { replay: played, selected, watchlists } = store.getState()
      const replay = await attempt('The replay was not stopped', 'replay.stop', {})
      if (replay === null) return
      store.setState({ replay })
      // The chart would go on asking for what is gone.
      if (selected === null || selected !== played?.instrument) return
      const others = watchlists.filter((list) => !holds(list, selected)).flatMap((list) => list.items)
      const next = others.find((item) => item.kind === 'instrument')
      if (next !== undefined) await show(next.instrument)
    },
  }
}
