/** Wires the alerts: rules on prices and bars, what they send and where, and what they would have done. */
import type { AlertRule } from '../../shared/alerts/rule.ts'
import { codedError } from '../../shared/errors.ts'
import type { Delivery, Summary } from '../../shared/model/delivery.ts'
import { isWithinHours } from '../../shared/model/hours.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import { createAlertService, type AlertService } from '../alerts/alert-service.ts'
import { createExplainer, type Explainer } from '../alerts/explaining/explain-rule.ts'
import { createRehearsals, type Rehearsals } from '../alerts/rehearsal/rehearsals.ts'
import type { BridgeEvent } from '../bridge/handlers.ts'
import type { CandleService } from '../candles/candle-service.ts'
import { createOutbox, type Outbox } from '../delivery/outbox.ts'
import { desktopAsTarget, planFiring, planSummary, toldBySummary } from '../delivery/plan.ts'
import { createSender } from '../delivery/sender.ts'
import { createTargets, type Targets } from '../delivery/targets.ts'
import { createDisposer } from '../lib/disposer.ts'
import type { Store } from '../store/store.ts'
import type { Names } from '../../shared/alerts/sentence.ts'
import type { EventPayload } from '../../shared/contract/events.ts'
import { alertNames } from './alert-names.ts'
import type { CoreDeps } from './deps.ts'
import type { Market } from './market.ts'
import { missedBars } from './missed-bars.ts'
import type { Notices } from './notices.ts'
import type { Parts } from './parts.ts'
import { whyUnwatched } from './watchability.ts'

export type AlertingDeps = Pick<CoreDeps, 'clock' | 'log' | 'host' | 'version'> & {
  readonly store: Store
  readonly market: Pick<Market, 'catalogue' | 'feeds' | 'hub'>
  readonly candles: CandleService
  readonly notices: Pick<Notices, 'put'>
  onCandles(listener: (event: EventPayload<'candles'>) => void): () => void
  emit(event: BridgeEvent): void
  changed: Parts['changed']
  /** Instruments that armed rules need may be others now. */
  reconcile(): void
}

export type Alerting = {
  readonly alerts: AlertService
  readonly rehearsals: Rehearsals
  readonly explainer: Explainer
  readonly outbox: Outbox
  readonly targets: Targets
  readonly names: Names
  /** Firings that nobody has seen, on the app's icon. */
  badge(): void
  start(): void
  stop(): Promise<void>
}

export function createAlerting(deps: AlertingDeps): Alerting {
  const { clock, log, host, store, candles } = deps
  const { catalogue, feeds, hub } = deps.market
  const disposer = createDisposer()
  const names = alertNames({ catalogue, store })
  const newId = () => crypto.randomUUID()

  const instrument = (id: InstrumentId): Instrument => {
    const found = catalogue.get(id)
    if (found === undefined) throw codedError('not-found', `no enabled venue knows ${id}`, 'later')
    return found
  }
  const badge = (): void => host.setBadge(store.firings.unseenCount())

  const targets = createTargets({
    table: store.targets,
    secrets: host.secrets,
    settings: () => store.settings.get(),
    setNotifications(enabled) {
      store.settings.save({ notifications: enabled })
      deps.changed('settings')
    },
    changed: () => deps.changed('targets'),
    now: () => clock.now(),
    notice: (text) => deps.notices.put(`target:${text}`, 'warning', text),
    newId,
  })
  const sender = createSender({
    clock,
    version: deps.version,
    secret: (id) => targets.secret(id),
    notify: (notification) => host.notify(notification),
  })
  disposer.add(() => sender.close())

  /** A rule that waits for this very thing is not told of its own deliveries: it would go round for ever. */
  const isAboutItself = ({ firing, reason }: Delivery): boolean => {
    if (firing === null) return reason === 'folded'
    const rule = alerts.get(store.firings.get(firing)?.rule ?? '')?.rule
    return (rule?.conditions ?? []).some(
      ({ source }) => source.kind === 'event' && source.event === 'delivery-given-up',
    )
  }
  const givenUp = (delivery: Delivery): void => {
    if (!isAboutItself(delivery)) alerts.onEvent('delivery-given-up', 'all')
  }

  const tellSummary = (summary: Summary): void => deps.emit({ name: 'summary', payload: summary })
  const outbox = createOutbox({
    clock,
    log: log.child({ part: 'delivery' }),
    deliveries: store.deliveries,
    transaction: (work) => store.transaction(work),
    firings: store.firings,
    targets,
    settings: () => store.settings.get(),
    send: (target, delivery) => sender.send(target, delivery),
    changed: (delivery) => deps.emit({ name: 'delivery', payload: delivery }),
    summary: tellSummary,
    givenUp,
    notice: (text) => deps.notices.put(`delivery:${text}`, 'warning', text),
    newId,
  })
  disposer.add(() => outbox.stop())

  const planContext = () => ({
    targets: [desktopAsTarget(store.settings.get()), ...store.targets.list()],
    settings: store.settings.get(),
    now: clock.now(),
    newId,
  })

  const alerts: AlertService = createAlertService({
    clock,
    log: log.child({ part: 'alerts' }),
    store,
    names,
    known: {
      instrument: (id) => catalogue.get(id),
      hasWatchlist: (id) => store.watchlists.get(id) !== null,
      hasHook: (id) => store.hookSources.get(id) !== null,
      hasTarget: (id) => targets.get(id) !== null,
      hasSound: (id) => store.sounds.get(id) !== null,
    },
    watchlist: (id) => [
      ...new Set(
        (store.watchlists.get(id)?.items ?? []).flatMap((item) =>
          item.kind === 'instrument' ? [item.instrument] : [],
        ),
      ),
    ],
    quote: (id) => hub.current(id),
    stream: (id) =>
      feeds.status().find(({ provider }) => provider === catalogue.get(id)?.provider)?.state ?? null,
    isLive: (id) => hub.isLive(catalogue.get(id)?.provider ?? ''),
    unwatched: (id) => whyUnwatched(id, { catalogue, feeds, hub }),
    bars: async (id, fromAt, toAt, signal) =>
      missedBars(candles, instrument(id), fromAt, toAt, clock.now(), signal),
    history: async (id, interval, fromAt, toAt, signal) =>
      candles.range(instrument(id), interval, fromAt, toAt, signal),
    follow(id, interval, listener) {
      const stop = deps.onCandles((event) => {
        if (event.instrument === id && event.interval === interval) listener(event)
      })
      const release = candles.subscribe(instrument(id), interval)
      return () => {
        stop()
        release()
      }
    },
    plan: (firing, rule) => planFiring(firing, rule.actions, planContext()),
    summarize: (reason, firings, rules: readonly AlertRule[]) =>
      planSummary(reason, firings, {
        ...planContext(),
        to: [...new Set(rules.flatMap(({ actions }) => toldBySummary(reason, actions)))],
        urgent: rules.some(({ actions }) => actions.urgent),
      }),
    recorded({ firings, summaries, deliveries }) {
      for (const firing of firings) deps.emit({ name: 'firing', payload: firing })
      for (const summary of summaries) tellSummary(summary)
      for (const delivery of deliveries) if (delivery.state === 'failed') givenUp(delivery)
      outbox.kick()
      badge()
    },
    changed() {
      deps.changed('alerts')
      deps.reconcile()
    },
  })
  disposer.add(() => alerts.stop())

  const rehearsals = createRehearsals({
    clock,
    names,
    instrument: (id) => catalogue.get(id),
    subjectsOf: (draft) => alerts.subjectsOf(draft),
    history: (which, interval, fromAt, toAt, signal) => candles.range(which, interval, fromAt, toAt, signal),
    progress: (ticket, done, total, what) =>
      deps.emit({ name: 'progress', payload: { ticket, done, total, what } }),
  })
  disposer.add(() => rehearsals.stop())

  const isQuietAt = (at: number): boolean => {
    const { quietHours } = store.settings.get()
    return quietHours !== null && isWithinHours(quietHours, at)
  }
  const explainer = createExplainer({
    clock,
    names,
    instrument: (id) => catalogue.get(id),
    stale: (id) => hub.current(id)?.state === 'stale',
    firingsOf: (rule, subject, fromAt, toAt) =>
      store.firings.list({
        ...{ rule: rule.id, fromAt, toAt, limit: 1000 },
        ...(subject === null ? {} : { instrument: subject }),
      }),
    unwatched: (subject) => (subject === null ? null : whyUnwatched(subject, { catalogue, feeds, hub })),
    holes: (subject, fromAt, toAt) =>
      alerts
        .catchUps()
        .filter((hole) => hole.instrument === subject && hole.fromAt < toAt && hole.toAt > fromAt)
        .map((hole) => ({
          fromAt: hole.fromAt,
          toAt: hole.toAt,
          reason: hole.reason ?? 'the feed was down, or Tickerdeck was closed',
        })),
    quietAt: isQuietAt,
    pausedNow: () => alerts.isPaused(),
    history: (which, interval, fromAt, toAt, signal) => candles.range(which, interval, fromAt, toAt, signal),
  })

  return {
    alerts,
    rehearsals,
    explainer,
    outbox,
    targets,
    names,
    badge,
    start() {
      alerts.setPaused(store.settings.get().alertsPaused)
      alerts.start()
      outbox.start()
    },
    async stop() {
      const [error] = await disposer.dispose()
      if (error !== undefined) throw error
    },
  }
}
