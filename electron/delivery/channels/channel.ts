/** What every channel over HTTP is: a pure builder of its request, and a pure reader of the answer. */
import { codedError } from '../../../shared/errors.ts'
import type { Delivery, Target } from '../../../shared/model/delivery.ts'
import { targetUrl } from '../address-guard.ts'
import type { Sending } from '../sending.ts'
import { answerText, judgeAnswer, type Answer } from './answer.ts'

export type HttpRequest = {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

type Built = {
  readonly target: Target
  readonly delivery: Delivery
  readonly secret: string | null
  /** UTC epoch ms. */
  readonly now: number
}

export type HttpChannel = {
  /** Throws a coded error, which never holds the secret, where the target can't be sent to as it is. */
  request(built: Built): HttpRequest
  /** `secrets`: what is masked in the log. */
  judge(answer: Answer, now: number, secrets: readonly string[]): Sending
}

export function jsonRequest(url: URL, value: object, headers: Record<string, string> = {}): HttpRequest {
  return { url, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) }
}

/** The secret of a kind that is nothing without one. */
export function neededSecret(secret: string | null, { name }: Target, what: string): string {
  if (secret === null) throw codedError('bad-request', `${name} has no ${what}: enter it in the settings`)
  return secret
}

/** Of a target whose whole address is its secret. */
export function secretUrl(secret: string | null, target: Target): URL {
  const text = neededSecret(secret, target, 'webhook address')
  try {
    return targetUrl(text, target.allowPrivate)
  } catch (error) {
    // The reason may quote what was given.
    const why = URL.canParse(text) ? (error as Error).message.replaceAll(text, '***') : 'it is not a URL'
    throw codedError('bad-request', `the webhook address of ${target.name} can't be used: ${why}`)
  }
}

/** The object that an answer holds; {} where it holds none. */
export function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

/** It will not come back by itself: the target is switched off. */
export function gone(answer: Answer, secrets: readonly string[], reason: string): Sending {
  return { outcome: 'refused', reason, answer: answerText(answer, secrets), again: null, gone: true }
}

/** The whole target waits. */
export function held(
  answer: Answer,
  secrets: readonly string[],
  reason: string,
  afterMs: number | null,
): Sending {
  const text = answerText(answer, secrets)
  return { outcome: 'refused', reason, answer: text, again: { afterMs, holds: true }, gone: false }
}

const longestAskedMs = 3_600_000

/** Seconds as a receiver says them in JSON, whole or broken, up to a whole second; null where it says none. An hour at most. */
export function waitMs(seconds: unknown): number | null {
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) return null
  return Math.min(longestAskedMs, Math.ceil(seconds) * 1000)
}

/** 429 with what the body says of the wait, where it says more than the header; null for another status. */
export function heldBy(
  answer: Answer,
  now: number,
  secrets: readonly string[],
  seconds: unknown,
): Sending | null {
  if (answer.status !== 429) return null
  const judged = judgeAnswer(answer, now, secrets)
  const said = judged.outcome === 'refused' ? (judged.again?.afterMs ?? null) : null
  const asked = waitMs(seconds)
  const afterMs = asked === null ? said : Math.max(asked, said ?? 0)
  return held(answer, secrets, 'the receiver asks to wait (429)', afterMs)
}

/** A 2xx whose body says that it failed: it may be taken another time. */
export function notTaken(answer: Answer, secrets: readonly string[], reason: string): Sending {
  const text = answerText(answer, secrets)
  return { outcome: 'refused', reason, answer: text, again: { afterMs: null, holds: false }, gone: false }
}
