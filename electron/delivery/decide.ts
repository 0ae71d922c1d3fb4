/** What becomes of a delivery before and after an attempt. */
import type { Firing } from '../../shared/alerts/firing.ts'
import type { Delivery, Target } from '../../shared/model/delivery.ts'
import { whyNotTo, wordsFor, type PlanSettings } from './plan.ts'
import { retryDelayMs } from './schedule.ts'
import type { Sending } from './sending.ts'

/** Why a row was not sent that nobody needs any more. */
export const acknowledgedFirst = 'acknowledged before it was due'

export type Before =
  | { readonly kind: 'send'; readonly delivery: Delivery; readonly target: Target }
  | { readonly kind: 'cancel'; readonly reason: string }
  | { readonly kind: 'fail'; readonly reason: string }

/** `firing` and `target`: those that the row names, or null where there is none (any more). */
export function beforeSending(
  row: Delivery,
  firing: Firing | null,
  target: Target | null,
  settings: PlanSettings,
): Before {
  const isEscalation = row.reason === 'escalation' && row.state === 'waiting'
  if (isEscalation && firing !== null && firing.acknowledgedAt !== null)
    return { kind: 'cancel', reason: acknowledgedFirst }
  const why = whyNotTo(row.target, target)
  if (target === null || why !== null)
    return { kind: 'fail', reason: why ?? `there is no target ${row.target}` }
  const delivery: Delivery = { ...row, state: 'pending' }
  if (row.body !== '') return { kind: 'send', delivery, target }
  // Rows from before words were kept.
  if (firing === null) return { kind: 'fail', reason: `firing ${row.firing} is not on record` }
  return {
    kind: 'send',
    delivery: { ...delivery, ...wordsFor(firing, row.target, row.reason, settings, target) },
    target,
  }
}

export type After = {
  readonly delivery: Delivery
  /** Tried again after `delayMs`; `holds`: and nothing else goes to that target before. Null where it ends here. */
  readonly again: { readonly delayMs: number; readonly holds: boolean } | null
}

/** `now`: wall clock, UTC epoch ms. `random`: in [0, 1). */
export function afterSending(
  delivery: Delivery,
  kind: Target['kind'],
  sending: Sending,
  now: number,
  random: number,
): After {
  const tried: Delivery = { ...delivery, attempts: delivery.attempts + 1, answer: sending.answer }
  if (sending.outcome === 'taken')
    return { delivery: { ...tried, state: 'sent', sentAt: now, lastError: null }, again: null }
  const { reason, again } = sending
  const jitteredMs = again === null ? null : retryDelayMs(kind, tried.attempts, random)
  if (again === null || jitteredMs === null)
    return { delivery: { ...tried, state: 'failed', lastError: reason }, again: null }
  const delayMs = Math.max(jitteredMs, again.afterMs ?? 0)
  return {
    delivery: { ...tried, dueAt: now + delayMs, lastError: reason },
    again: { delayMs, holds: again.holds },
  }
}
