/** Rules, tapes and a way to play them, for the tests of the alert language. */
import { defaultActions } from '../../../../../shared/alerts/actions.ts'
import fc from 'fast-check'
import { evaluate } from '../../../../../electron/alerts/language/evaluate.ts'
import type { AlertEvent } from '../../../../../electron/alerts/language/fire.ts'
import type { Input, MarketState, TickInput } from '../../../../../electron/alerts/language/input.ts'
import { memoryFor, watch, type Watch } from '../../../../../electron/alerts/language/watch.ts'
import type { Condition } from '../../../../../shared/alerts/condition.ts'
import { alertMemorySchema, type AlertMemory } from '../../../../../shared/alerts/memory.ts'
import type { AlertRule } from '../../../../../shared/alerts/rule.ts'
import { instrumentId } from '../../../../../shared/model/ids.ts'

export const startAt = Date.UTC(2026, 0, 5, 12)
export const tickSize = 0.01
export const bitcoin = instrumentId('simulated', 'BTCUSDT')
export const ether = instrumentId('simulated', 'ETHUSDT')

export function condition(changes: Partial<Condition> = {}): Condition {
  return {
    source: { kind: 'last' },
    operator: 'crossing-up',
    operands: [100],
    within: null,
    interval: null,
    instrument: null,
    ...changes,
  }
}

type RuleChanges = Partial<Omit<AlertRule, 'schedule'>> & { schedule?: Partial<AlertRule['schedule']> }

export function rule(changes: RuleChanges = {}): AlertRule {
  return {
    language: 2,
    id: 'r1',
    name: '',
    note: '',
    message: null,
    scope: { kind: 'instruments', instruments: [bitcoin] },
    combine: 'all',
    conditions: [condition()],
    frequency: { kind: 'every-time', coolDownMs: 0 },
    rearm: null,
    confirm: { kind: 'last-tick' },
    state: 'armed',
    createdAt: startAt,
    armedAt: startAt,
    version: 1,
    ...changes,
    schedule: { startsAt: null, expiresAt: null, snoozeUntil: null, active: null, ...changes.schedule },
    actions: defaultActions,
  }
}

export const market: MarketState = { stale: () => false, derived: () => null }

export function watched(of: AlertRule): Watch {
  return watch(of, bitcoin, () => tickSize)
}

export function tick(last: number | null, second: number, changes: Partial<TickInput> = {}): TickInput {
  const at = startAt + second * 1000
  return { kind: 'tick', instrument: bitcoin, last, exchangeAt: at, receivedAt: at, ...changes }
}

/** Prices one second apart. */
export function ticks(...prices: number[]): TickInput[] {
  return prices.map((price, place) => tick(price, place))
}

export const clockAt = (second: number): Input => ({ kind: 'clock', at: startAt + second * 1000 })
export const feedGap: Input = { kind: 'gap', instruments: 'all', cause: 'feed' }
export const restart: Input = { kind: 'gap', instruments: 'all', cause: 'restart' }

export type Played = { memory: AlertMemory; events: AlertEvent[]; firedAt: number[] }

/** Plays a tape; a restart sends the memory through its stored form. `firedAt` holds the places in the tape that fired. */
export function play(
  of: AlertRule | Watch,
  tape: readonly Input[],
  from?: AlertMemory,
  around = market,
): Played {
  const prepared = 'conditions' in of && 'subject' in of ? of : watched(of)
  let memory = from ?? memoryFor(prepared)
  const events: AlertEvent[] = []
  const firedAt: number[] = []
  tape.forEach((input, place) => {
    if (input.kind === 'gap' && input.cause === 'restart')
      memory = alertMemorySchema.parse(JSON.parse(JSON.stringify(memory)))
    const result = evaluate(prepared, memory, input, around)
    memory = result.memory
    events.push(...result.events)
    for (const event of result.events) if (event.kind === 'fired') firedAt.push(place)
  })
  return { memory, events, firedAt }
}

/** The prices at which a rule fires, of prices one second apart. */
export function fires(of: AlertRule, ...prices: number[]): number[] {
  return play(of, ticks(...prices)).firedAt.map((place) => prices[place] ?? NaN)
}

/**
 * Tapes of close prices around 100 on a grid of 0.01, in which touches, equal prices, wicks, duplicates, ticks out of order, missing
 * venue times, holes, restarts and values that are none are all common. Made from plain numbers, since making them is
 * what costs most of the time.
 */
export function tapes(maxLength = 30, longestWaitMs = 4000): fc.Arbitrary<Input[]> {
  return fc
    .array(fc.nat(0xff_ff_ff), { maxLength, size: 'max' })
    .map((numbers) => tapeOf(numbers, longestWaitMs))
}

const oddPrices = [NaN, Infinity, -Infinity, null, 97.5, 104, 100, 0.5]

function tapeOf(numbers: readonly number[], longestWaitMs: number): Input[] {
  let at = startAt
  let before: TickInput | null = null
  return numbers.map((number): Input => {
    const kind = number % 32
    const rest = Math.floor(number / 32)
    if (kind === 0) return feedGap
    if (kind === 1) return restart
    at += (rest % 5) * Math.floor(longestWaitMs / 4)
    if (kind === 2 && before !== null) return { ...before, receivedAt: at }
    const venue = Math.floor(rest / 5) % 12
    const exchangeAt = venue === 0 ? null : venue === 1 ? at - 5000 : at
    const price = Math.floor(rest / 60)
    const last = kind === 3 ? (oddPrices[price % 8] ?? null) : (9995 + (price % 11)) / 100
    before = { kind: 'tick', instrument: bitcoin, last, exchangeAt, receivedAt: at }
    return before
  })
}
