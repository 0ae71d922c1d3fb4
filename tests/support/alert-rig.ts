/** An alert service on a real database, with a tape for a market: bars come from its trades, and deliveries are planned as in the app. */
import { createAlertService, type AlertService } from '../../electron/alerts/alert-service.ts'
import type { AlertServiceDeps, AlertStore } from '../../electron/alerts/service-deps.ts'
import { planFiring, planSummary, toldBySummary } from '../../electron/delivery/plan.ts'
import type { Clock } from '../../electron/lib/clock.ts'
import { silentLog } from '../../electron/lib/log.ts'
import type { Store } from '../../electron/store/store.ts'
import type { Firing } from '../../shared/alerts/firing.ts'
import { alertDraftSchema, type AlertDraft } from '../../shared/alerts/rule.ts'
import { codedError } from '../../shared/errors.ts'
import type { Summary, Target } from '../../shared/model/delivery.ts'
import { symbolOf, type InstrumentId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import { barsOf, type TapeTick } from './tape.ts'

export function tapeInstrument(id: InstrumentId, tickSize: number): Instrument {
  return {
    id,
    provider: 'simulated',
    symbol: symbolOf(id),
    name: symbolOf(id),
    kind: 'crypto',
    currency: 'USDT',
    tickSize,
    session: { kind: 'always' },
    intervals: ['1m', '5m', '15m', '1h'],
    simulated: true,
  }
}

/** An outbound target that rules of a test may name. */
export const peerTarget: Target = {
  id: 'peer',
  kind: 'webhook',
  name: 'Peer',
  enabled: true,
  url: 'https://peer.example/',
  hasSecret: false,
  allowPrivate: false,
  disabledReason: null,
}

export type AlertRig = {
  readonly service: AlertService
  readonly recorded: Firing[]
  readonly summaries: Summary[]
}

type Options = {
  readonly store: AlertStore & { readonly watchlists: Pick<Store['watchlists'], 'get'> }
  readonly clock: Clock
  readonly instruments: readonly Instrument[]
  tape(instrument: InstrumentId): readonly TapeTick[]
  readonly changes?: Partial<AlertServiceDeps>
}

export function createAlertRig({ store, clock, instruments, tape, changes }: Options): AlertRig {
  const recorded: Firing[] = []
  const summaries: Summary[] = []
  const instrument = (id: InstrumentId) => instruments.find((each) => each.id === id)
  const context = () => ({
    targets: [peerTarget],
    settings: { notifications: true, quietHours: null },
    now: clock.now(),
    newId: () => crypto.randomUUID(),
  })
  const service = createAlertService({
    clock,
    log: silentLog,
    store,
    names: {
      symbol: symbolOf,
      tickSize: (id) => instrument(id)?.tickSize ?? 1e-8,
      watchlist: (id) => store.watchlists.get(id)?.name ?? id,
      hook: (id) => id,
      timeZone: 'UTC',
    },
    known: {
      instrument,
      hasWatchlist: (id) => store.watchlists.get(id) !== null,
      hasHook: () => true,
      hasTarget: (id) => id === 'desktop' || id === peerTarget.id,
      hasSound: () => false,
    },
    watchlist: (id) =>
      (store.watchlists.get(id)?.items ?? []).flatMap((item) =>
        item.kind === 'instrument' ? [item.instrument] : [],
      ),
    quote: () => undefined,
    stream: () => 'live',
    isLive: () => true,
    unwatched: () => null,
    bars: async (id, fromAt, toAt) => barsOf(tape(id), fromAt, toAt, clock.now()),
    async history(id, interval, fromAt, toAt) {
      if (interval !== '1m') throw codedError('unsupported', `no ${interval} bars on a tape`)
      const { candles, gaps } = barsOf(tape(id), fromAt, toAt, clock.now())
      return { candles: candles.filter(({ closed }) => closed), gaps }
    },
    follow: () => () => {},
    plan: (firing, rule) => planFiring(firing, rule.actions, context()),
    summarize: (reason, firings, rules) =>
      planSummary(reason, firings, {
        ...context(),
        to: [...new Set(rules.flatMap(({ actions }) => toldBySummary(reason, actions)))],
      }),
    recorded({ firings, summaries: told }) {
      recorded.push(...firings)
      summaries.push(...told)
    },
    changed: () => {},
    ...changes,
  })
  return { service, recorded, summaries }
}

/** A rule on one price level, in full. */
export function levelRule(
  instrument: InstrumentId,
  operator: AlertDraft['conditions'][number]['operator'],
  operands: readonly number[],
  more: Partial<AlertDraft> = {},
): AlertDraft {
  return alertDraftSchema.parse({
    scope: { kind: 'instruments', instruments: [instrument] },
    conditions: [
      {
        source: { kind: 'last' },
        operator,
        operands: [...operands],
        within: null,
        interval: null,
        instrument: null,
      },
    ],
    frequency: { kind: 'every-time', coolDownMs: 0 },
    ...more,
  })
}
