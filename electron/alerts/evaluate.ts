/** The one alert evaluator: a rule, what it remembers and a tick give what it remembers next, and perhaps a firing. */
import type { Firing, Rule, RuleMemory } from '../../shared/model/alert.ts'
import { toTicks } from '../../shared/model/numbers.ts'
import type { Tick } from '../../shared/model/quote.ts'
import { holds, operatorTable, reaches } from './operators.ts'

/** What is known of the price's source at the tick. */
export type MarketState = { readonly stale: boolean; readonly tickSize: number }

/** What the evaluator reads of a rule. */
export type Watched = Pick<Rule, 'operator' | 'level' | 'frequency' | 'expiresAt' | 'state' | 'armedAt'>

export type Evaluation = {
  readonly state: Rule['state']
  readonly memory: RuleMemory
  readonly firing: Firing['evidence'] | null
}

/** Memory of a rule that has just been armed. What it did before (count, last time) is kept. */
export function armedMemory(before?: RuleMemory): RuleMemory {
  return { lastTick: null, lastFiredAt: before?.lastFiredAt ?? null, firedCount: before?.firedCount ?? 0 }
}

/** Memory after a gap: the tick before is unknown, but whether a level was already exceeded is not forgotten. */
export function memoryAfterGap(memory: RuleMemory): RuleMemory {
  return memory.lastTick === null ? memory : { ...memory, lastTick: null }
}

/** Whether the venue says that `tick` happened before `last`; ticks without the venue's time are taken as they come. */
export function isOlder(tick: Tick, last: Tick | null): boolean {
  return (
    last !== null && tick.exchangeAt !== null && last.exchangeAt !== null && tick.exchangeAt < last.exchangeAt
  )
}

/** A cool-down counts from a firing since arming; a wall clock that was set back ends it. */
export function coolingUntil(rule: Watched, memory: RuleMemory, at: number): number | null {
  if (rule.frequency.kind === 'once' || memory.lastFiredAt === null || memory.lastFiredAt < rule.armedAt)
    return null
  const elapsedMs = at - memory.lastFiredAt
  return elapsedMs >= 0 && elapsedMs < rule.frequency.coolDownMs
    ? memory.lastFiredAt + rule.frequency.coolDownMs
    : null
}

/**
 * Crossings compare the tick with the one before: after arming, a restart or a gap there is none, so that tick is only
 * remembered. Since "before" must lie strictly on the other side, a price that rests on the level fires once, and
 * again only after it has left on the side it came from.
 *
 * Greater and less than fire when the condition becomes true. True at the first tick after arming, they fire then: that
 * is what "tell me when it is above" means. True at the first tick after a gap, they wait for one more tick that agrees,
 * since the first price of a rebuilt feed proves little; and where they had already fired for it, they stay quiet.
 *
 * A condition that is met during the cool-down is not made up for later. Ticks that are stale, not finite or older than
 * the last change nothing.
 */
export function evaluate(rule: Watched, memory: RuleMemory, tick: Tick, market: MarketState): Evaluation {
  if (
    rule.state !== 'armed' ||
    market.stale ||
    !Number.isFinite(tick.price) ||
    isOlder(tick, memory.lastTick)
  ) {
    return { state: rule.state, memory, firing: null }
  }
  if (rule.expiresAt !== null && tick.receivedAt >= rule.expiresAt)
    return { state: 'expired', memory, firing: null }

  const spec = operatorTable[rule.operator]
  const level = toTicks(rule.level, market.tickSize)
  const now = toTicks(tick.price, market.tickSize)
  const before = memory.lastTick
  let hit: boolean
  let next: RuleMemory
  if (spec.kind === 'crossing') {
    hit = before !== null && reaches(spec, level, toTicks(before.price, market.tickSize), now)
    next = { ...memory, lastTick: tick }
  } else {
    const held = holds(spec, level, now)
    const unconfirmed = held && before === null && memory.met === false
    hit = held && memory.met !== true && !unconfirmed
    next = { ...memory, lastTick: tick, met: held && !unconfirmed }
  }
  if (!hit || coolingUntil(rule, memory, tick.receivedAt) !== null)
    return { state: 'armed', memory: next, firing: null }
  return {
    state: rule.frequency.kind === 'once' ? 'fired' : 'armed',
    memory: { ...next, lastFiredAt: tick.receivedAt, firedCount: memory.firedCount + 1 },
    firing: { before, at: tick },
  }
}

/** Whether the next tick can be judged from the instrument's last price alone, without looking at the rule. */
export function isSettled(rule: Watched, memory: RuleMemory, tickSize: number): boolean {
  if (memory.lastTick === null) return false
  const spec = operatorTable[rule.operator]
  if (spec.kind === 'crossing') return true
  return memory.met === holds(spec, toTicks(rule.level, tickSize), toTicks(memory.lastTick.price, tickSize))
}

/** The memory that a settled rule has after `last`, the tick that its instrument saw last. */
export function memoryAt(rule: Watched, memory: RuleMemory, last: Tick, tickSize: number): RuleMemory {
  const spec = operatorTable[rule.operator]
  if (spec.kind === 'crossing') return { ...memory, lastTick: last }
  return {
    ...memory,
    lastTick: last,
    met: holds(spec, toTicks(rule.level, tickSize), toTicks(last.price, tickSize)),
  }
}
