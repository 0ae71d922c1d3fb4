/** Rules as they go on after a restart: from what was last seen, where bars can tell the rest, else as after a gap. */
import type { AlertMemory } from '../../shared/alerts/memory.ts'
import type { Sight } from '../../shared/alerts/sight.ts'
import { isInBars } from '../../shared/alerts/sources.ts'
import type { StoredRule } from '../store/rules.ts'
import type { Subject } from './engine/entry.ts'
import { memoryAfterGap } from './language/gap.ts'
import { judgedOnLastOf, memoryAfterQuiet } from './language/quiet.ts'
import { watch, type Watch } from './language/watch.ts'

/**
 * Of a rule on one instrument's last price only what that price does not tell is kept with it: the price that was last seen brings it
 * up to that moment, unless it fired after that and so knows a newer one, or did not watch yet.
 */
function atLastSight(watched: Watch, memory: AlertMemory, { tick }: Sight): AlertMemory {
  const { price, exchangeAt, receivedAt } = tick
  const { armedAt, schedule } = watched.rule
  const isNewer = memory.conditions.some(({ last }) => last !== null && last.receivedAt > receivedAt)
  if (isNewer || receivedAt < Math.max(armedAt, schedule.startsAt ?? armedAt)) return memory
  return memoryAfterQuiet(watched, memory, { value: price, exchangeAt, receivedAt })
}

/** Bid, ask, events and what else bars do not tell begin anew. */
export function loadedMemory(
  rule: StoredRule['rule'],
  subject: Subject,
  memory: AlertMemory,
  sights: ReadonlyMap<NonNullable<Subject>, Sight>,
): AlertMemory {
  const watched = watch(rule, subject, () => 1)
  const isTold = watched.conditions.every(({ parts }) => parts.every(({ source }) => isInBars(source)))
  if (!isTold) return memoryAfterGap(watched, memory, { kind: 'gap', instruments: 'all', cause: 'restart' })
  const instrument = judgedOnLastOf(watched)
  const sight = instrument === null ? undefined : sights.get(instrument)
  return sight === undefined
    ? memory
    : atLastSight(
        watch(rule, subject, () => sight.tickSize),
        memory,
        sight,
      )
}
