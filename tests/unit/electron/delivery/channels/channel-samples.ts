/** Targets, secrets and answers of the channels as tests need them. */
import type { Answer } from '../../../../../electron/delivery/channels/answer.ts'
import type { HttpChannel } from '../../../../../electron/delivery/channels/channel.ts'
import type { Sending } from '../../../../../electron/delivery/sending.ts'
import type { Delivery, Target } from '../../../../../shared/model/delivery.ts'
import { hook, row, startAt } from '../samples.ts'

export function build(
  channel: HttpChannel,
  secret: string | null,
  words: Pick<Delivery, 'title' | 'body'>,
  over: Partial<Target> = {},
) {
  const target = hook('t', { url: null, hasSecret: secret !== null, ...over })
  return channel.request({ target, delivery: row('d', words), secret, now: startAt })
}

export function json(body: string): Record<string, unknown> {
  const value: unknown = JSON.parse(body)
  if (typeof value !== 'object' || value === null) throw new Error('no object')
  return { ...value }
}

export function judge(
  channel: HttpChannel,
  status: number,
  body: string,
  over: Partial<Answer> = {},
): Sending {
  const answer: Answer = { ...{ status, body, latencyMs: 12, retryAfter: null, date: null }, ...over }
  return channel.judge(answer, startAt, [])
}

/** `taken`, `gone`, `no`, `later`, or how many ms the whole target waits. */
export function verdict(sending: Sending): string | number {
  if (sending.outcome === 'taken') return 'taken'
  if (sending.gone) return 'gone'
  if (sending.again === null) return 'no'
  return sending.again.holds ? (sending.again.afterMs ?? 'held') : 'later'
}
