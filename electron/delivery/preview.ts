/** What a sample firing would be for a target: the bytes that would be sent, with `***` for what is secret. */
import type { Firing } from '../../shared/alerts/firing.ts'
import { firingSchema } from '../../shared/alerts/firing.ts'
import { codedError } from '../../shared/errors.ts'
import type { Delivery, DeliveryPreview, Target } from '../../shared/model/delivery.ts'
import { instrumentId } from '../../shared/model/ids.ts'
import { httpChannels, type HttpKind } from './channels/by-kind.ts'
import { mailBytes } from './channels/smtp.ts'
import { wordsFor, type PlanSettings } from './plan.ts'

/** What stands in the place of the secret, in its shape. The real one is not even read. */
const hidden: Readonly<Record<HttpKind, string | null>> = {
  webhook: null,
  discord: 'https://discord.com/api/webhooks/***',
  slack: 'https://hooks.slack.com/services/***',
  telegram: '***',
  ntfy: '***',
  pushover: '*** ***',
  teams: 'https://workflow.invalid/***',
}

const sampleLevel = 64_200

export function sampleFiring(now: number): Firing {
  return firingSchema.parse({
    ...{ id: 'sample', rule: 'sample', ruleVersion: 1, ruleName: 'Breakout & retest' },
    instrument: instrumentId('simulated', 'BTCUSDT'),
    ...{ sentence: 'BTCUSDT last crosses up 64,200, once', note: 'Look at the <1h> chart' },
    ...{ level: sampleLevel, firedAt: now, late: false, simulated: true, acknowledgedAt: null },
    evidence: { before: null, at: { price: sampleLevel + 0.25, exchangeAt: null, receivedAt: now } },
  })
}

/** Rejects with `bad-request` where the target can't be sent to as it is, and with `unsupported` for this computer. */
export async function previewOf(
  target: Target,
  settings: PlanSettings,
  now: number,
): Promise<DeliveryPreview> {
  const { kind } = target
  if (kind === 'desktop') throw codedError('unsupported', 'a notification of the system has no bytes')
  const delivery: Delivery = {
    ...{ id: 'sample', firing: 'sample', target: target.id, reason: 'alert', state: 'pending' },
    ...{ dueAt: now, attempts: 0, createdAt: now, sentAt: null, lastError: null, answer: null },
    ...wordsFor(sampleFiring(now), target.id, 'alert', settings, target),
  }
  const sizeBytes = (body: string): number => Buffer.byteLength(body, 'utf8')
  if (kind === 'email') {
    const body = await mailBytes(target, delivery)
    return { to: null, headers: {}, body, sizeBytes: sizeBytes(body) }
  }
  const secret = kind === 'ntfy' && !target.hasSecret ? null : hidden[kind]
  const { url, headers, body } = httpChannels[kind].request({ target, delivery, secret, now })
  const signature = kind === 'webhook' && target.hasSecret ? { 'webhook-signature': 'v1,***' } : {}
  return {
    to: `POST ${url.href}`,
    headers: { ...headers, ...signature },
    body,
    sizeBytes: sizeBytes(body),
  }
}
