/** Rules, firings and what comes of them for tests, each complete, with the fields that a test cares about replaced. */
import { defaultActions } from '../../shared/alerts/actions.ts'
import type { Firing } from '../../shared/alerts/firing.ts'
import type { AlertView, Standing } from '../../shared/alerts/view.ts'
import type { Delivery, Target } from '../../shared/model/delivery.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import { btc } from './samples.ts'

export function sampleStanding(instrument: InstrumentId | null, fields: Partial<Standing> = {}): Standing {
  return {
    instrument,
    state: 'armed',
    unwatched: null,
    lastFiredAt: null,
    firedCount: 0,
    disarmed: false,
    pendingSince: null,
    heldBack: null,
    ...fields,
  }
}

/** `BTCUSDT last crosses 100, once`, armed and watched. */
export function sampleRule(id: string, fields: Partial<AlertView> = {}): AlertView {
  const instrument = fields.instrument === undefined ? btc : fields.instrument
  return {
    language: 2,
    id,
    name: '',
    note: '',
    message: null,
    scope: { kind: 'instruments', instruments: [instrument ?? btc] },
    combine: 'all',
    conditions: [
      {
        source: { kind: 'last' },
        operator: 'crossing',
        operands: [100],
        within: null,
        interval: null,
        instrument: null,
      },
    ],
    frequency: { kind: 'once' },
    rearm: null,
    confirm: { kind: 'last-tick' },
    schedule: { startsAt: null, expiresAt: null, snoozeUntil: null, active: null },
    actions: defaultActions,
    state: 'armed',
    createdAt: 1,
    armedAt: 1,
    version: 1,
    sentence: 'BTCUSDT last crosses 100, once',
    instrument: btc,
    operator: 'crossing',
    level: 100,
    expiresAt: null,
    standings: [sampleStanding(instrument ?? btc)],
    lastFiredAt: null,
    firedCount: 0,
    unwatched: null,
    ...fields,
  }
}

export function sampleFiring(id: string, fields: Partial<Firing> = {}): Firing {
  return {
    id,
    rule: 'rule',
    ruleVersion: 1,
    ruleName: '',
    instrument: btc,
    sentence: 'BTCUSDT last crosses 100, once',
    note: '',
    message: 'BTCUSDT last crosses 100, once',
    price: 100,
    level: 100,
    firedAt: 1_000,
    decidedAt: 1_000,
    happenedAt: 1_000,
    evidence: { before: null, at: { price: 100, exchangeAt: 1_000, receivedAt: 1_000 } },
    conditions: [],
    inferred: null,
    late: false,
    folded: false,
    number: 1,
    feed: { quote: 'simulated', stream: 'live' },
    show: { toast: true, badge: true, sound: null },
    quietUntil: null,
    simulated: true,
    acknowledgedAt: null,
    ...fields,
  }
}

export function sampleTarget(id: string, fields: Partial<Target> = {}): Target {
  return {
    id,
    kind: 'webhook',
    name: id,
    enabled: true,
    url: 'https://hooks.example/one',
    hasSecret: true,
    allowPrivate: false,
    disabledReason: null,
    ...fields,
  }
}

export function sampleDelivery(id: string, fields: Partial<Delivery> = {}): Delivery {
  return {
    id,
    firing: 'firing',
    target: 'desktop',
    reason: 'alert',
    state: 'sent',
    dueAt: 0,
    attempts: 1,
    createdAt: 1_000,
    sentAt: 1_200,
    lastError: null,
    answer: null,
    title: '',
    body: '',
    ...fields,
  }
}
