/** A message that belongs to no firing, to see whether a target works. */
import type { Delivery, Target } from '../../shared/model/delivery.ts'
import { testBody } from './channels/webhook-body.ts'
import type { Sending } from './sending.ts'

const words = 'This is a test: alerts will look like this.'

/** It is sent as every other is, and not recorded. */
export function tryOut(target: Target, id: string, now: number): Delivery {
  return {
    ...{ id, firing: null, target: target.id, reason: 'alert', state: 'pending', dueAt: now, attempts: 0 },
    ...{ createdAt: now, sentAt: null, lastError: null, answer: null, title: 'Tickerdeck' },
    body: target.kind === 'webhook' ? testBody(id, words, now) : words,
  }
}

/** What a user is told of it. */
export function tryOutResult(target: Target, sending: Sending): { delivered: boolean; detail: string } {
  if (sending.outcome === 'refused') {
    const { reason, answer } = sending
    return { delivered: false, detail: answer === null ? reason : `${reason}; its answer: ${answer}` }
  }
  const detail =
    target.kind === 'desktop'
      ? 'The system took the notification. If nothing appears, look at its do-not-disturb setting.'
      : `The receiver answered ${sending.answer}`
  return { delivered: true, detail }
}
