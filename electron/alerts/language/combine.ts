/** ALL or ANY: whether the conditions, taken together, became true by an input. */
import type { ConditionEvidence } from '../../../shared/alerts/memory.ts'
import { isTrue } from './confirm.ts'
import type { Chance, Draft } from './fire.ts'
import { timeOf, type MarketState, type Step } from './input.ts'
import type { Judged } from './judge.ts'
import type { Watch } from './watch.ts'

/** Whether the conditions, taken together, became true by this input. */
export function combine(
  watched: Watch,
  draft: Draft,
  judged: readonly (Judged | null)[],
  owed: readonly boolean[] | null,
  input: Step,
  market: MarketState,
): Chance | null {
  const isHit = (place: number) => judged[place]?.hit === true || owed?.[place] === true
  if (!watched.conditions.some((_each, place) => isHit(place))) return null
  let at = -Infinity
  for (const each of judged) if (each !== null) at = Math.max(at, each.judgedAt)
  if (at === -Infinity) at = timeOf(input)
  if (watched.rule.combine === 'all') {
    const all = watched.conditions.every(
      (each, place) => isHit(place) || isTrue(each, draft.conditions[place], at, market),
    )
    if (!all) return null
  }
  const evidence = watched.conditions.map((each, place): ConditionEvidence => {
    const now = judged[place]
    return {
      hit: isHit(place),
      before: now?.before ?? null,
      at: now?.at ?? draft.conditions[place]?.last ?? null,
      bounds: [...(now?.bounds ?? each.fixed?.bounds ?? [])],
    }
  })
  const from = watched.conditions.map((_each, place) =>
    isHit(place) ? (judged[place]?.from ?? draft.conditions[place]?.position ?? 0) : null,
  )
  const inferred = (input.kind === 'tick' || input.kind === 'clock' ? input.inferred : undefined) ?? null
  return { at, from, evidence, inferred }
}
