/** What rules would have done in a time that became known only after they had gone on. */
import type { Log } from '../../lib/log.ts'
import type { Clock } from '../../lib/clock.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { Hole } from '../../store/sights.ts'
import { createNeeds } from '../engine/needs.ts'
import { makeEntry } from '../engine/entry.ts'
import type { Outcome, RuleBook } from '../engine/rule-book.ts'
import { timeOf } from '../language/input.ts'
import { watch } from '../language/watch.ts'
import type { AlertServiceDeps } from '../service-deps.ts'
import { missedSeries } from './judge-missed.ts'
import { judgeLate } from './late.ts'
import type { MissedStep } from './missed-inputs.ts'

export type JudgeHoleDeps = Pick<AlertServiceDeps, 'history'> & {
  readonly clock: Clock
  readonly log: Log
  readonly book: Pick<RuleBook, 'get'>
  instrument(id: InstrumentId): Instrument | undefined
}

/** Those rules that are the same as then and armed still, or done since; with the memory that they are to have now. */
export async function judgeHole(
  hole: Hole,
  steps: readonly MissedStep[],
  deps: JudgeHoleDeps,
): Promise<Outcome[]> {
  const { instrument } = hole
  const step = deps.instrument(instrument)?.tickSize ?? hole.before?.tickSize ?? hole.after.tickSize
  const first = steps.find(({ input }) => input.kind !== 'gap')?.input
  const outcomes: Outcome[] = []
  for (const { rule: id, version, memory: then } of hole.rules) {
    const booked = deps.book.get(id)
    const now = booked?.armed.get(instrument)
    if (booked?.rule.version !== version || now === undefined || booked.rule.state === 'paused') continue
    // It may be done by now; what it would have done then is asked all the same.
    const rule = { ...booked.rule, state: 'armed' as const }
    const needs = createNeeds()
    needs.add(makeEntry({ rule, order: 0, entries: new Map() }, instrument, 0, then))
    const wanted = needs.series()
    const series = await missedSeries(
      first === undefined || first.kind === 'gap' ? [] : wanted,
      first === undefined || first.kind === 'gap' ? 0 : timeOf(first),
      deps,
    )
    const result = judgeLate(
      watch(rule, instrument, () => step),
      then,
      now,
      steps,
      series,
    )
    if (result.fired.length === 0) continue
    outcomes.push({ rule: booked.rule, subject: instrument, memory: result.memory, events: result.fired })
  }
  return outcomes
}
