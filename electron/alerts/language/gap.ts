/** What a rule still knows after something may have been missed. */
import type { AlertMemory, ConditionMemory } from '../../../shared/alerts/memory.ts'
import type { GapInput } from './input.ts'
import type { ConditionWatch, Watch } from './watch.ts'

/**
 * The value before is unknown now, and with it moves, open bars and parts. Whether a state was true is kept, so that it is
 * not reported twice; so is what the re-arm band waits for. The age of data goes on over an outage (that is what it is
 * for) but starts anew with the app.
 */
function afterGap(watched: ConditionWatch, memory: ConditionMemory, gap: GapInput): ConditionMemory {
  const concerns = ({ instrument, kind }: ConditionWatch['parts'][number]) => {
    if (gap.cause === 'restart') return true
    if (kind === 'age' || instrument === null) return false
    return gap.instruments === 'all' || gap.instruments.includes(instrument)
  }
  if (!watched.parts.some(concerns)) return memory
  return {
    ...memory,
    last: null,
    position: null,
    parts: memory.parts.map((part, place) => {
      const of = watched.parts[place]
      return of !== undefined && concerns(of) ? null : part
    }),
    window: [],
    bar: null,
  }
}

export function memoryAfterGap(watched: Watch, memory: AlertMemory, gap: GapInput): AlertMemory {
  const conditions = watched.conditions.map((each, place) => {
    const before = memory.conditions[place]
    return before === undefined ? undefined : afterGap(each, before, gap)
  })
  const { confirm } = watched.rule
  const secondGone =
    confirm.kind === 'second-venue' &&
    (gap.instruments === 'all' || gap.cause === 'restart' || gap.instruments.includes(confirm.instrument))
  const changed = conditions.some((condition, place) => condition !== memory.conditions[place])
  if (!changed && !secondGone) return memory
  return {
    ...memory,
    conditions: conditions.filter((condition) => condition !== undefined),
    // What was to be confirmed by the values that follow can't be any more.
    pending: changed ? null : memory.pending,
    second: secondGone ? null : memory.second,
  }
}
