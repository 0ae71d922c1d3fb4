/**
 * Builds and wires everything: the page to read first.
 * Venue → feeds → hub → candles and alerts → store and outbox; webhooks → inbox; all of it → bridge.
 */
import type { EventPayload } from '../../shared/contract/events.ts'
import { toAppError } from '../../shared/errors.ts'
import { providerOf, type InstrumentId, type ProviderId } from '../../shared/model/ids.ts'
import { createBridge, type Bridge } from '../bridge/bridge.ts'
import type { BridgeEvent } from '../bridge/handlers.ts'
import { createCandleService } from '../candles/candle-service.ts'
import { createDisposer } from '../lib/disposer.ts'
import { createEmitter } from '../lib/emitter.ts'
import { openStore } from '../store/store.ts'
import { createWebhooks } from '../webhooks/webhooks.ts'
import { createAlerting } from './alerting.ts'
import type { CoreDeps } from './deps.ts'
import { createHandlers } from './handlers/handlers.ts'
import { firstInstrument, firstWatchlists, replayListId, showReplay } from './handlers/market.ts'
import { readHealth } from './health.ts'
import { watchMachine } from './machine-watch.ts'
import { createMarket } from './market.ts'
import { createNotices } from './notices.ts'
import type { Parts } from './parts.ts'
import { startSimulation } from './simulation.ts'
import { startUpkeep } from './upkeep.ts'
import { createWatching } from './watching.ts'

export type Core = {
  /** Serves a client; see `electron/bridge`. */
  readonly bridge: Pick<Bridge, 'attach' | 'sessions'>
  /** `http://127.0.0.1:8788`, or null while the listener is off or failed. */
  hooksAddress(): string | null
  /** The machine slept or changed networks: every socket is presumed dead. */
  wake(reason: string): void
  /** Stops in order: no new work, what was accepted is finished, files are closed. */
  stop(): Promise<void>
}

export async function createCore(deps: CoreDeps): Promise<Core> {
  const { clock, log, host, env } = deps
  const disposer = createDisposer()
  const startedAt = clock.now()
  const fail = (part: string) => (error: unknown) =>
    log.error({ part, reason: toAppError(error).message }, 'listener failed')

  const events = createEmitter<BridgeEvent>(fail('events'))
  const candleEvents = createEmitter<EventPayload<'candles'>>(fail('candles'))
  const changed: Parts['changed'] = (what) => events.emit({ name: 'changed', payload: { what } })
  const notices = createNotices(clock, () => changed('notices'))

  const { store, setAside } = openStore({ dataDir: deps.dataDir, now: startedAt })
  disposer.add(() => store.close())
  for (const path of setAside) {
    notices.put(
      `set-aside:${path}`,
      'warning',
      `A data file could not be read. It was kept as ${path} and a new one was started.`,
    )
  }

  const simulation = await startSimulation({
    clock,
    log,
    env,
    ...(deps.replay === undefined ? {} : { replay: deps.replay }),
  })
  disposer.add(() => simulation.close())

  const armedAt = (provider: ProviderId): InstrumentId[] =>
    alerts.armedInstruments().filter((id) => providerOf(id) === provider)
  const market = createMarket({
    ...{ clock, log, host, env, store, simulation, version: deps.version },
    tick: (id, tick) => alerts.onTick(id, tick),
    wantsBook: (id) => alerts.needsBook(id),
    book: (id, update) => alerts.onBook(id, update),
    setBack: (id) => alerts.onRestart(id),
    disconnected: (provider) => alerts.onDown(armedAt(provider)),
    instrumentsChanged: () => onInstruments(),
  })
  disposer.add(() => market.stop())
  const { feeds, history, catalogue, hub, venues, instrument } = market

  const candles = createCandleService({
    clock,
    log: log.child({ part: 'candles' }),
    table: store.candles,
    history: history.candles,
    maxRows: history.maxRows,
    deepestRows: history.deepestRows,
    note: (which, _interval, about) => history.note(which, about),
    streams: (which, interval) => history.streams(which, interval),
    subscribe: (which, need) => feeds.subscribe(which, need),
    changed: (event) => candleEvents.emit(event),
    cacheable: (which) => history.isCacheable(which, simulation.endpoints !== null),
  })
  disposer.add(() => candles.stop())

  const alerting = createAlerting({
    ...{ clock, log, host, store, market, candles, notices, changed, version: deps.version },
    onCandles: candleEvents.on,
    emit: (event) => events.emit(event),
    reconcile: () => reconcile(),
  })
  disposer.add(() => alerting.stop())
  const { alerts } = alerting

  const watching = createWatching((id) => {
    const known = catalogue.get(id)
    return known === undefined ? null : feeds.subscribe(known, 'quotes')
  })
  disposer.add(() => watching.stop())
  const reconcile = (): void => watching.reconcile(alerts.armedInstruments())
  let isStopping = false
  const webhooks = createWebhooks({
    clock,
    log: log.child({ part: 'webhooks' }),
    store,
    secrets: host.secrets,
    folded: () => changed('inbox'),
    notice: (text) => notices.put(`hook:${text}`, 'warning', text),
    resolveSymbol: (text) => catalogue.resolve(text),
    received(entry, body) {
      events.emit({ name: 'hook', payload: entry })
      alerts.onWebhook(entry.source, body, entry.receivedAt)
    },
    notify(entry) {
      if (!store.settings.get().notifications) return
      const title = entry.symbol === null ? entry.sourceName : `${entry.symbol} ${entry.price ?? ''}`.trim()
      void host
        .notify({ id: `hook-${entry.id}`, title, body: entry.message ?? entry.summary })
        .catch(fail('notify'))
    },
    changed: () => changed('hook-sources'),
    listener(state) {
      // That it stops at the end is no news.
      if (!isStopping) alerts.onEvent(state === 'failed' ? 'listener-refused' : 'listener-stopped', 'all')
    },
  })
  disposer.add(() => webhooks.stop())

  const hooksPort = (): number => deps.hooksPort ?? store.settings.get().hooksPort
  const parts: Parts = {
    deps,
    startedAt,
    store,
    notices,
    simulation,
    venues,
    proxy: market.proxy,
    catalogue,
    feeds,
    candles,
    ...alerting,
    webhooks,
    health: () => readHealth(feeds, webhooks, clock.now()),
    emit: (event) => events.emit(event),
    changed,
    instrument,
    restartInstrument(id) {
      hub.restart(id)
      candles.forget(id)
      alerts.onRestart(id)
    },
    forgetCandles(provider) {
      history.retry(provider)
      for (const { id } of catalogue.search('', { provider, limit: Infinity })) candles.forget(id)
    },
    refreshInstruments: (provider) => catalogue.refresh(provider),
    async applySettings(before, after) {
      // Quiet hours may be over, or notifications on again.
      alerting.outbox.kick()
      alerts.setPaused(after.alertsPaused)
      if (before.openAtLogin !== after.openAtLogin) await host.setOpenAtLogin(after.openAtLogin)
      if (before.hooksEnabled === after.hooksEnabled && before.hooksPort === after.hooksPort) return
      await webhooks.stop()
      if (after.hooksEnabled) await webhooks.start({ port: hooksPort() })
    },
  }

  function onInstruments(): void {
    if (firstWatchlists(parts)) changed('watchlists')
    const { chart } = store.settings.get()
    if (chart.instrument === null && catalogue.get(firstInstrument) !== undefined) {
      store.settings.save({ chart: { ...chart, instrument: firstInstrument } })
      changed('settings')
    }
    alerts.onInstruments()
    changed('instruments')
  }

  market.feedSink.connect({
    hub,
    candles,
    feedChanged: (status) => events.emit({ name: 'feed', payload: status }),
    down(provider) {
      const ids = armedAt(provider)
      alerts.onDown(ids)
      alerts.onEvent('feed-down', ids)
      changed('alerts')
    },
    resumed(provider) {
      const ids = armedAt(provider)
      alerts.onResumed(ids)
      alerts.onEvent('feed-back', ids)
      changed('alerts')
    },
    stale: (id, isStale) => alerts.onStale(id, isStale),
  })

  const bridge = createBridge({
    handlers: createHandlers(parts),
    quotes: {
      acquire(ids) {
        const releases = ids.map(instrument).map((which) => feeds.subscribe(which, 'quotes'))
        return () => releases.forEach((release) => release())
      },
      current: hub.current,
      indexOf: hub.indexOf,
      onChange: hub.onChange,
    },
    candles: {
      subscribe: (id, interval) => candles.subscribe(instrument(id), interval),
      onChange: candleEvents.on,
    },
    events,
    clock,
    log: log.child({ part: 'bridge' }),
  })
  disposer.add(() => bridge.close())

  // What an earlier run replayed is not there any more.
  if (!simulation.replayStatus().active && store.watchlists.get(replayListId) !== null) {
    store.watchlists.delete(replayListId)
  }

  alerting.start()
  await market.start()
  if (store.settings.get().hooksEnabled) await webhooks.start({ port: hooksPort() })
  if (simulation.replayStatus().active) await showReplay(parts)
  alerting.badge()
  alerts.onEvent('started', 'all')

  const woke = (reason: string): void => {
    alerting.outbox.woke()
    feeds.presumeDead(reason)
    alerts.onEvent('woken', 'all')
  }
  disposer.add(
    clock.every(1_000, () => {
      hub.checkSessions()
      events.emit({ name: 'connections', payload: parts.health() })
    }),
  )
  disposer.add(startUpkeep({ clock, log, store, notices }))
  disposer.add(watchMachine({ clock, woke }))

  return {
    bridge,
    hooksAddress: () => webhooks.address(),
    wake: woke,
    async stop() {
      isStopping = true
      for (const error of await disposer.dispose()) {
        log.error({ reason: toAppError(error).message }, 'did not stop cleanly')
      }
    },
  }
}
