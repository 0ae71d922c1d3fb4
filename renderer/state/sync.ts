/** Keeps the store equal to the core: loads all on every connection, then follows its events. */
import type { StoreApi } from 'zustand/vanilla'
import type { ChangedThing } from '../../shared/contract/events.ts'
import type { Firing } from '../../shared/model/alert.ts'
import { symbolOf } from '../../shared/model/ids.ts'
import type { InboxEntry } from '../../shared/model/webhook.ts'
import type { BridgeClient, BridgeState } from '../bridge/client-types.ts'
import type { Actions } from './actions.ts'
import type { AppState } from './app-state.ts'
import { createLoaders } from './loaders.ts'
import { browserNotifier, type Notifier } from './notify.ts'
import type { QuoteStore } from './quotes.ts'
import { withFiring } from './slices/alerts.ts'
import { withFeed } from './slices/feeds.ts'
import { withDelivery, withEntry } from './slices/lists.ts'
import { activeList } from './slices/watchlists.ts'
import { createSubscriptions } from './subscriptions.ts'

type Deps = {
  readonly client: BridgeClient
  readonly store: StoreApi<AppState>
  readonly actions: Actions
  readonly quotes: QuoteStore
  readonly notifier?: Notifier
}

/** What a window shows first: the list and the chart it showed last, or the first there is. */
export function firstSelection(
  state: AppState,
): Pick<AppState, 'activeWatchlist' | 'selected' | 'interval' | 'rightTab'> {
  const { settings, watchlists, rightTab } = state
  const list = watchlists.find(({ id }) => id === settings.watchlist) ?? watchlists[0] ?? null
  const row = list?.items.find((item) => item.kind === 'instrument')
  return {
    activeWatchlist: list?.id ?? null,
    selected: settings.chart.instrument ?? row?.instrument ?? null,
    interval: settings.chart.interval,
    rightTab,
  }
}

/** Starts following; answers the undo. */
export function startSync({ client, store, actions, quotes, notifier = browserNotifier }: Deps): () => void {
  const report = (thrown: unknown): void => actions.reportError('Something could not be loaded', thrown)
  const loaders = createLoaders(client, store, report)
  const subscriptions = createSubscriptions({
    client,
    store,
    quotes,
    remember: actions.rememberInstruments,
    onError: (thrown) => actions.reportError('Quotes could not be subscribed', thrown),
  })
  let loadedOnce = false

  const load = async (): Promise<void> => {
    const seen = new Set(store.getState().firings.map((firing) => firing.id))
    await loaders.loadAll()
    if (client.state() !== 'open') return
    if (!loadedOnce) {
      loadedOnce = true
      store.setState((state) => {
        const chosen = state.selected !== null ? { selected: state.selected } : {}
        return { ...firstSelection(state), ...chosen }
      })
    } else {
      const missed = store
        .getState()
        .firings.filter((firing) => !seen.has(firing.id) && firing.acknowledgedAt === null)
      for (const firing of missed.toReversed()) announce(firing)
    }
    subscriptions.update()
  }

  const announce = (firing: Firing): void => {
    const title = firing.late ? `Late: ${firing.sentence}` : firing.sentence
    const simulated = firing.simulated ? 'Simulated' : ''
    const body = [simulated, firing.note].filter((part) => part !== '').join(' · ')
    const { instrument } = firing
    actions.toast({ kind: 'firing', title, body, instrument })
    const state = store.getState()
    notifier.show(state, { id: firing.id, title, body }, () => actions.selectInstrument(instrument))
    notifier.beep(state)
  }

  const onFiring = (firing: Firing): void => {
    const { firings, isNew } = withFiring(store.getState().firings, firing)
    store.setState({ firings })
    if (!isNew || firing.acknowledgedAt !== null) return
    announce(firing)
    // The rule remembers that it fired.
    void loaders.load('alerts')
  }

  const onHook = (entry: InboxEntry): void => {
    const { inbox, isNew } = withEntry(store.getState().inbox, entry)
    store.setState({ inbox })
    if (!isNew) return
    const symbol = entry.instrument === null ? entry.symbol : symbolOf(entry.instrument)
    const title = symbol === null ? `Webhook: ${entry.sourceName}` : `Webhook: ${symbol}`
    actions.toast({
      kind: 'hook',
      title,
      body: entry.message ?? entry.summary,
      ...(entry.instrument === null ? {} : { instrument: entry.instrument }),
    })
    const { instrument } = entry
    notifier.show(store.getState(), { id: `hook-${entry.id}`, title, body: entry.summary }, () => {
      if (instrument !== null) actions.selectInstrument(instrument)
    })
  }

  const onChanged = (what: ChangedThing): void => {
    if (what === 'notices') void loaders.load('system')
    else if (what === 'instruments') {
      subscriptions.retryUnknown()
      store.setState((state) => ({ instrumentLists: state.instrumentLists + 1 }))
    } else void loaders.load(what)
    if (what === 'providers') subscriptions.retryUnknown()
  }

  const onState = (state: BridgeState, reason: string | null): void => {
    const before = store.getState().connection.state
    // Connecting again after a loss is still lost to whoever looks at the prices.
    if (state !== 'connecting' || before !== 'lost') store.setState({ connection: { state, reason } })
    if (state === 'lost') {
      subscriptions.reset()
      quotes.markAllStale()
    }
    if (state === 'open') void load()
  }

  const undos = [
    client.on('feed', (status) => store.setState((state) => ({ feeds: withFeed(state.feeds, status) }))),
    client.on('connections', (health) => store.setState({ health })),
    client.on('firing', onFiring),
    client.on('hook', onHook),
    client.on('delivery', (delivery) =>
      store.setState((state) => ({ deliveries: withDelivery(state.deliveries, delivery) })),
    ),
    client.on('changed', ({ what }) => onChanged(what)),
    client.on('quotes', (payload) => quotes.applySnapshot(payload.quotes, [])),
    client.onBatch((batch) => {
      // A credit that fails belongs to a connection that is gone; the next one starts anew.
      quotes.applyBatch(
        batch,
        (sequence) => void client.call('quotes.credit', { sequence }).catch(() => null),
      )
    }),
    client.onState(onState),
    store.subscribe((state, before) => {
      if (
        state.selected !== before.selected ||
        state.rules !== before.rules ||
        activeList(state)?.items !== activeList(before)?.items
      )
        subscriptions.update()
    }),
  ]
  if (client.state() === 'open') onState('open', null)
  return () => {
    for (const undo of undos) undo()
  }
}
