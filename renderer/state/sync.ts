/** Keeps the store equal to the core: loads all on every connection, then follows its events. */
import type { StoreApi } from 'zustand/vanilla'
import type { Firing } from '../../shared/alerts/firing.ts'
import type { ChangedThing } from '../../shared/contract/events.ts'
import type { FeedStatus } from '../../shared/model/feed-status.ts'
import { symbolOf } from '../../shared/model/ids.ts'
import type { InboxEntry } from '../../shared/model/webhook.ts'
import type { BridgeClient, BridgeState } from '../bridge/client-types.ts'
import type { Actions } from './actions.ts'
import type { AppState } from './app-state.ts'
import { createLoaders } from './loaders.ts'
import { browserNotifier, type Notifier } from './notify.ts'
import { tellProgress } from './progress.ts'
import type { QuoteStore } from './quotes.ts'
import { createReporter } from './reports.ts'
import { onSilenced, silencedBefore } from './silence.ts'
import { withFiring } from './slices/alerts.ts'
import { withFeed } from './slices/feeds.ts'
import { withDelivery, withEntry } from './slices/lists.ts'
import { activeList } from './slices/watchlists.ts'
import { forgetSounds } from './sound/player.ts'
import { startSounds, type Sounds } from './sound/sounds.ts'
import { createSubscriptions } from './subscriptions.ts'
import { createTeller, whenOnScreen } from './tell.ts'

type Deps = {
  readonly client: BridgeClient
  readonly store: StoreApi<AppState>
  readonly actions: Actions
  readonly quotes: QuoteStore
  readonly notifier?: Notifier
  readonly sounds?: Sounds
  readonly whenSeen?: (run: () => void) => void
  readonly now?: () => number
}

/** A window that is opened rings for what fired this long before and was not answered. */
const ringsBackMs = 3_600_000
/** While a time that was missed is being made up for, that is asked about so often. */
const catchUpEveryMs = 2000

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
export function startSync(deps: Deps): () => void {
  const { client, store, actions, quotes, notifier = browserNotifier } = deps
  const { sounds = startSounds, whenSeen = whenOnScreen, now = Date.now } = deps
  const report = (thrown: unknown): void => actions.reportError('Something could not be loaded', thrown)
  const loaders = createLoaders(client, store, report)
  const subscriptions = createSubscriptions({
    client,
    store,
    quotes,
    remember: actions.rememberInstruments,
    onError: (thrown) => actions.reportError('Quotes could not be subscribed', thrown),
  })
  const reporter = createReporter(client)
  store.setState({ silencedAt: Math.max(silencedBefore(), now() - ringsBackMs) })
  const ringer = sounds(store, (firing, outcome) =>
    reporter.add({ firing, channel: 'sound', outcome, at: now() }),
  )
  const teller = createTeller({ store, actions, notifier, ringer, reporter, whenSeen, now })
  let loadedOnce = false
  let statusTimer: ReturnType<typeof setTimeout> | null = null

  const watchCatchUp = (): void => {
    const running = store.getState().alertStatus.catchUps.some(({ state }) => state === 'running')
    if (!running || statusTimer !== null) return
    statusTimer = setTimeout(() => {
      statusTimer = null
      if (client.state() === 'open') void loaders.load('alert-status').then(watchCatchUp)
    }, catchUpEveryMs)
  }

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
      teller.missed(missed.toReversed())
    }
    subscriptions.update()
    watchCatchUp()
  }

  const onFiring = (firing: Firing): void => {
    const { firings, isNew } = withFiring(store.getState().firings, firing)
    store.setState({ firings })
    if (firing.acknowledgedAt !== null)
      store.setState((state) => ({ toasts: state.toasts.filter((toast) => toast.firing !== firing.id) }))
    if (!isNew || firing.acknowledgedAt !== null) return
    teller.firing(firing)
    // The rule remembers that it fired.
    void loaders.load('alerts')
  }

  const onFeed = (status: FeedStatus): void => {
    store.setState((state) => ({ feeds: withFeed(state.feeds, status) }))
    // What was missed while it was down is made up for from now on.
    if (status.state === 'live') void loaders.load('alert-status').then(watchCatchUp)
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
    if (what === 'alerts' || what === 'settings') void loaders.load('alert-status').then(watchCatchUp)
    if (what === 'sounds') forgetSounds()
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
    client.on('feed', onFeed),
    client.on('connections', (health) => store.setState({ health })),
    client.on('firing', onFiring),
    client.on('summary', (summary) => {
      teller.summary(summary)
      if (summary.reason === 'catch-up') void loaders.load('alert-status').then(watchCatchUp)
    }),
    client.on('progress', tellProgress),
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
    onSilenced((silencedAt) => store.setState({ silencedAt })),
    () => ringer.stop(),
    () => statusTimer !== null && clearTimeout(statusTimer),
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
