/** What a rule would have done in a time that became known only later, and how that joins what it has done since. */
import type { AlertMemory } from '../../../shared/alerts/memory.ts'
import { evaluate } from '../language/evaluate.ts'
import type { MarketState } from '../language/input.ts'
import type { Fired } from '../language/message.ts'
import type { Watch } from '../language/watch.ts'
import type { BarSeries } from '../series/bar-series.ts'
import type { MissedStep } from './missed-inputs.ts'

export type LateResult = {
  /** With the numbers that they get now. */
  readonly fired: readonly Fired[]
  /** The memory that the rule has now, with what it did then. */
  readonly memory: AlertMemory
}

function lastOf(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.max(a, b)
}

/**
 * `then` is what the rule remembered before the time, `now` what it remembers today; it went on since as after a gap. A rule that
 * is to fire once and has fired since is not told again: what it was for has been said. A state that began in that time and went
 * on was told when it was next seen: it is not told twice either.
 */
export function judgeLate(
  watched: Watch,
  then: AlertMemory,
  now: AlertMemory,
  steps: readonly MissedStep[],
  series: BarSeries,
): LateResult {
  const market: MarketState = { stale: () => false, derived: series.derived }
  let memory = then
  const found: Fired[] = []
  for (const { input, instrument, begins, ends } of steps) {
    if (begins !== null) series.beginBar(instrument, begins)
    const result = evaluate(watched, memory, input, market)
    memory = result.memory
    for (const event of result.events) if (event.kind === 'fired') found.push(event)
    if (ends !== null) series.endBar(instrument, ends)
  }
  const isOnce = watched.rule.frequency.kind === 'once'
  if (found.length === 0 || (isOnce && now.state === 'fired')) return { fired: [], memory: now }
  const hasFiredSince = now.firedCount > then.firedCount
  const goesOn = watched.conditions.some(
    ({ spec }, place) => spec.kind === 'state' && memory.conditions[place]?.met === true,
  )
  const kept = hasFiredSince && goesOn ? found.slice(0, -1) : found
  if (kept.length === 0) return { fired: [], memory: now }
  const fired = kept.map((event, place) => ({ ...event, number: now.firedCount + place + 1 }))
  return {
    fired,
    memory: {
      ...now,
      state: isOnce ? 'fired' : now.state,
      firedCount: now.firedCount + kept.length,
      lastFiredAt: lastOf(now.lastFiredAt, memory.lastFiredAt),
      conditions: now.conditions.map((condition, place) => {
        const last = memory.conditions[place]
        // Told by then: the state that is met now is the same one.
        return condition.met === false || last?.met !== true ? condition : { ...condition, met: true }
      }),
    },
  }
}
