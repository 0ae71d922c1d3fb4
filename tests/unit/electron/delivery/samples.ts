/** Firings, targets and rows as tests need them. */
import { defaultActions, type Actions } from '../../../../shared/alerts/actions.ts'
import { firingSchema, type Firing } from '../../../../shared/alerts/firing.ts'
import { deliverySchema, type Delivery, type Target } from '../../../../shared/model/delivery.ts'
import type { ActiveHours } from '../../../../shared/model/hours.ts'
import { instrumentId } from '../../../../shared/model/ids.ts'

/** A Monday. */
export const startAt = Date.UTC(2026, 0, 5, 12)
export const minuteMs = 60_000
export const hourMs = 60 * minuteMs

export function firing(id: string, changes: Partial<Firing> = {}): Firing {
  return {
    ...firingSchema.parse({
      id,
      rule: 'r1',
      ruleVersion: 1,
      instrument: instrumentId('simulated', 'BTCUSDT'),
      sentence: 'BTCUSDT last crosses up 64,200, once',
      note: '',
      level: 64_200,
      firedAt: startAt,
      evidence: { before: null, at: { price: 64_200.25, exchangeAt: null, receivedAt: startAt } },
      late: false,
      simulated: false,
      acknowledgedAt: null,
    }),
    ...changes,
  }
}

export function hook(id: string, changes: Partial<Target> = {}): Target {
  return {
    ...{ id, kind: 'webhook', name: `Hook ${id}`, enabled: true, url: 'https://example.com/in' },
    ...{ hasSecret: false, allowPrivate: false, disabledReason: null },
    ...changes,
  }
}

export function row(id: string, changes: Partial<Delivery> = {}): Delivery {
  return {
    ...deliverySchema.parse({
      id,
      firing: `f-${id}`,
      target: 'desktop',
      state: 'pending',
      dueAt: startAt,
      attempts: 0,
      createdAt: startAt,
      sentAt: null,
      lastError: null,
      title: `title of ${id}`,
      body: `body of ${id}`,
    }),
    ...changes,
  }
}

export function actions(changes: Partial<Actions> = {}): Actions {
  return { ...defaultActions, ...changes }
}

/** Every day from the first to the second minute of the day, UTC. */
export function quietHours(fromMinute: number, toMinute: number): ActiveHours {
  return { timeZone: 'UTC', windows: [{ days: [0, 1, 2, 3, 4, 5, 6], fromMinute, toMinute }] }
}
