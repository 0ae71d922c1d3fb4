/** Tells what quiet hours held back: for each target one delivery in the place of many, and one word to the windows. */
import type { Firing } from '../../shared/alerts/firing.ts'
import type { Delivery, Summary } from '../../shared/model/delivery.ts'
import { planSummary, windowsTarget, type PlanContext } from './plan.ts'

export type Digest = {
  /** New rows, to be inserted. */
  readonly made: readonly Delivery[]
  /** The rows that were held, in their new state. */
  readonly ended: readonly Delivery[]
  /** Null where windows are not concerned. */
  readonly summary: Summary | null
}

/**
 * `held` by target. A row whose firing is not on record can't be told in a digest: it is sent by itself, with the words that
 * it has.
 */
export function planDigest(
  held: ReadonlyMap<string, readonly Delivery[]>,
  firingOf: (id: string) => Firing | null,
  context: PlanContext,
): Digest {
  const made: Delivery[] = []
  const ended: Delivery[] = []
  const all = new Map<string, Firing>()
  for (const [target, rows] of held) {
    const firings = new Map<string, Firing>()
    for (const row of rows) {
      const firing = row.firing === null ? null : firingOf(row.firing)
      if (firing !== null) firings.set(firing.id, firing)
      const isTold = firing !== null || target === windowsTarget
      ended.push(
        isTold
          ? { ...row, state: 'cancelled', lastError: 'told in the digest' }
          : { ...row, state: 'pending', dueAt: context.now },
      )
    }
    for (const [id, firing] of firings) all.set(id, firing)
    if (target !== windowsTarget)
      made.push(
        ...(planSummary('digest', [...firings.values()], { ...context, to: [target] })?.deliveries ?? []),
      )
  }
  const shown = [...all.values()].filter(({ show }) => show.toast).toSorted((a, b) => a.firedAt - b.firedAt)
  const summary = planSummary('digest', shown, { ...context, to: [] })?.summary ?? null
  return { made, ended, summary }
}
