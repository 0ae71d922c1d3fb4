/** Why a rule did not fire in a minute of the past, from its bars: they go through the evaluator once more. */
import type { Firing } from '../../../shared/alerts/firing.ts'
import type { AlertMemory } from '../../../shared/alerts/memory.ts'
import type { Names } from '../../../shared/alerts/sentence.ts'
import { barsWithin, candleAt, minuteMs } from '../rehearsal/bars.ts'
import { createRun, type Run, type RunInput, type Tape } from '../rehearsal/run.ts'
import { heldBackWords, standText } from '../language/explain.ts'
import { coolingUntil } from '../language/fire.ts'
import type { Watch } from '../language/watch.ts'
import { nearestOf, neverReachedText, thresholdOf } from './nearest.ts'
import type { Moments } from './words.ts'

export type PastFacts = {
  readonly names: Names
  readonly moments: Moments
  readonly watched: Watch
  /** Of all instruments that it is judged on, from well before the minute up to its end. */
  readonly tapes: readonly [Tape, ...Tape[]]
  readonly fromAt: number
  readonly makeSeries: () => RunInput['series']
  /** The last firing in the log before the minute; undefined for none. */
  readonly before: Firing | undefined
}

const market = { stale: () => false }

function played({ watched, tapes, fromAt, makeSeries }: PastFacts, toAt: number): Run {
  const cut = (tape: Tape): Tape => ({ ...tape, bars: barsWithin(tape.bars, -Infinity, toAt) })
  const [first, ...others] = tapes
  const run = createRun({
    watched,
    tapes: [cut(first), ...others.map(cut)],
    fromAt,
    series: makeSeries(),
  })
  while (run.step(10_000));
  return run
}

function isSameHold(one: AlertMemory['heldBack'], other: AlertMemory['heldBack']): boolean {
  return one?.at === other?.at && one?.reason === other?.reason
}

/** What the bars of the minute from `minuteAt` on say; a firing of that minute is not in the log. */
export function explainPast(facts: PastFacts, minuteAt: number): string {
  const { watched, tapes, moments, names, before } = facts
  const endAt = minuteAt + minuteMs
  const bars = tapes.map((tape) => barsWithin(tape.bars, minuteAt, endAt))
  if (bars.every(({ count }) => count === 0)) {
    const isGap = tapes.some(({ gaps }) => gaps.some((gap) => gap.fromAt < endAt && gap.toAt > minuteAt))
    return isGap
      ? `Nothing is known of ${moments.minute(minuteAt)}: there are no bars of that time.`
      : `Nothing was traded in the minute of ${moments.minute(minuteAt)}.`
  }
  const run = played(facts, endAt)
  const memory = run.memory()
  const found = run.part().firings.findLast(({ at }) => at >= minuteAt && at <= endAt)
  if (found !== undefined) {
    const when = moments.second(found.at)
    const lastFiredAt = before?.firedAt ?? null
    const until = coolingUntil(watched, { lastFiredAt }, found.at)
    return until === null
      ? `By its bars it would have fired at ${when}, but it is not in the log: it was not watched then, or the ticks came otherwise than bars tell.`
      : `The conditions were true at ${when}, but it was cooling down until ${moments.second(until)}.`
  }
  const earlier = played(facts, minuteAt).memory()
  if (memory.state === 'fired')
    return `By its bars it had fired before, at ${moments.second(memory.lastFiredAt ?? minuteAt)}, and was to fire once.`
  const held = memory.heldBack
  if (held !== null && !isSameHold(held, earlier.heldBack))
    return `The conditions were true at ${moments.second(held.at)}, but ${heldBackWords[held.reason]}.`
  const threshold = thresholdOf(watched)
  const place = tapes.findIndex(({ instrument }) => instrument === threshold?.instrument)
  const own = bars[place]
  if (threshold !== null && own !== undefined) {
    const candles = Array.from({ length: own.count }, (_each, index) => candleAt(own, index))
    const never = neverReachedText(watched, threshold, nearestOf(candles, threshold.price), moments)
    const isInBand = memory.conditions.some(({ disarmed }) => disarmed)
    if (never !== null && !isInBand) return never
  }
  return `At the end of ${moments.minute(minuteAt)}: ${standText(watched, memory, endAt - 1, { names, market })}`
}
