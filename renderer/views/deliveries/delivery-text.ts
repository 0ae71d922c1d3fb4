/** What is said of a sending: its state, why it was made, and what came back. */
import { formatClock, formatDateTime } from '../../../shared/format/time.ts'
import type { Delivery, DeliveryReason } from '../../../shared/model/delivery.ts'
import type { Tone } from '../../ui/tag.tsx'

const tones: Record<Delivery['state'], Tone> = {
  waiting: 'off',
  pending: 'warn',
  sent: 'ok',
  failed: 'bad',
  cancelled: 'off',
}

const words: Record<Exclude<Delivery['state'], 'waiting'>, string> = {
  pending: 'on its way',
  sent: 'delivered',
  failed: 'failed',
  cancelled: 'cancelled',
}

export function stateTone({ state }: Pick<Delivery, 'state'>): Tone {
  return tones[state]
}

const dayMs = 86_400_000

/** `waiting until 14:03`, with the date where it is not within a day. */
export function stateText(
  { state, dueAt }: Pick<Delivery, 'state' | 'dueAt'>,
  now: number,
  timeZone: string | undefined,
): string {
  if (state !== 'waiting') return words[state]
  const near = Math.abs(dueAt - now) < dayMs
  const until = near ? formatClock(dueAt, timeZone).slice(0, 5) : formatDateTime(dueAt, timeZone).slice(0, 16)
  return `waiting until ${until}`
}

const reasons: Record<DeliveryReason, string | null> = {
  alert: null,
  escalation: 'escalation',
  folded: 'together',
  digest: 'digest',
  'catch-up': 'afterwards',
}

const hints: Record<DeliveryReason, string> = {
  alert: 'Sent because the alert fired',
  escalation: 'Sent because nobody acknowledged it in time',
  folded: 'Several firings in one message, past the storm budget',
  digest: 'What fired in quiet hours, told at their end',
  'catch-up': 'What fired while nobody was watching',
}

/** Null for the usual one. */
export function reasonText(reason: DeliveryReason): string | null {
  return reasons[reason]
}

export function reasonHint(reason: DeliveryReason): string {
  return hints[reason]
}

/** What the receiver said last, or what went wrong; null for nothing. */
export function answerText({ state, lastError, answer }: Delivery): string | null {
  if (state === 'failed' || state === 'pending') return lastError ?? answer
  return answer ?? lastError
}
