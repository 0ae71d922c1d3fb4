/** Rules of the five price operators, said in the full language: the same firings, the same memory. */
import { armedMemory, type AlertMemory } from '../../../shared/alerts/memory.ts'
import type { AlertRule } from '../../../shared/alerts/rule.ts'
import type { Rule, RuleMemory } from '../../../shared/model/alert.ts'
import { toTicks } from '../../../shared/model/numbers.ts'
import { positionOf, watch } from './watch.ts'

export function fromSimpleRule(rule: Rule): AlertRule {
  const { id, instrument, operator, level, frequency, note, expiresAt, state, createdAt, armedAt, version } =
    rule
  return {
    language: 2,
    id,
    name: '',
    note,
    message: null,
    scope: { kind: 'instruments', instruments: [instrument] },
    combine: 'all',
    conditions: [
      {
        source: { kind: 'last' },
        operator,
        operands: [level],
        within: null,
        interval: null,
        instrument: null,
      },
    ],
    frequency,
    rearm: null,
    confirm: { kind: 'last-tick' },
    schedule: { startsAt: null, expiresAt, snoozeUntil: null, active: null },
    state,
    createdAt,
    armedAt,
    version,
  }
}

/** What the rule remembers, for `fromSimpleRule(rule)` on its instrument. */
export function fromSimpleMemory(rule: Rule, memory: RuleMemory, tickSize: number): AlertMemory {
  const [watched] = watch(fromSimpleRule(rule), rule.instrument, () => tickSize).conditions
  const empty = armedMemory(1)
  const { lastTick: tick, lastFiredAt, firedCount, met } = memory
  return {
    ...empty,
    state: rule.state === 'paused' ? 'armed' : rule.state,
    lastFiredAt,
    firedCount,
    conditions: empty.conditions.map((condition) => ({
      ...condition,
      met: watched?.spec.kind === 'state' ? (met ?? null) : condition.met,
      last:
        tick === null
          ? null
          : { value: tick.price, exchangeAt: tick.exchangeAt, receivedAt: tick.receivedAt },
      position:
        tick === null || watched === undefined
          ? null
          : positionOf(watched.spec, toTicks(tick.price, tickSize), watched.fixed?.ticks ?? []),
    })),
  }
}
