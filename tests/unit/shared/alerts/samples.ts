/** A rule and names, for the tests of the language's words. */
import { defaultActions } from '../../../../shared/alerts/actions.ts'
import type { Condition } from '../../../../shared/alerts/condition.ts'
import type { AlertRule } from '../../../../shared/alerts/rule.ts'
import type { Names } from '../../../../shared/alerts/sentence.ts'
import { instrumentId, symbolOf } from '../../../../shared/model/ids.ts'

export const bitcoin = instrumentId('simulated', 'BTCUSDT')
export const ether = instrumentId('simulated', 'ETHUSDT')

export const names: Names = {
  symbol: symbolOf,
  tickSize: () => 0.01,
  watchlist: () => 'Majors',
  hook: (id) => id,
  timeZone: 'UTC',
}

export function condition(changes: Partial<Condition> = {}): Condition {
  return {
    source: { kind: 'last' },
    operator: 'crossing-up',
    operands: [64_200],
    within: null,
    interval: null,
    instrument: null,
    ...changes,
  }
}

export function rule(changes: Partial<AlertRule> = {}): AlertRule {
  return {
    language: 2,
    id: 'r1',
    name: '',
    note: '',
    message: null,
    scope: { kind: 'instruments', instruments: [bitcoin] },
    combine: 'all',
    conditions: [condition()],
    frequency: { kind: 'once' },
    rearm: null,
    confirm: { kind: 'last-tick' },
    schedule: { startsAt: null, expiresAt: null, snoozeUntil: null, active: null },
    actions: defaultActions,
    state: 'armed',
    createdAt: 0,
    armedAt: 0,
    version: 1,
    ...changes,
  }
}
