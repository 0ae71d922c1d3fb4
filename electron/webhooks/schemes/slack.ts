/** Checks what Slack signs: the version, the time and the body, in hex. */
import { createHmac } from 'node:crypto'
import { ageOf, matching, oneHeader, refused, usable, type Evidence, type SchemeVerdict } from './scheme.ts'

export function signSlack(secret: string, timestamp: string, body: Uint8Array): string {
  const key = Buffer.from(secret, 'utf8')
  return `v0=${createHmac('sha256', key).update(`v0:${timestamp}:`).update(body).digest('hex')}`
}

export function verifySlack({ headers, body, secrets, nowMs }: Evidence): SchemeVerdict {
  const keys = usable(secrets)
  if (keys.length === 0) return refused('no_usable_secret')
  const timestamp = oneHeader(headers, 'x-slack-request-timestamp')
  const signature = oneHeader(headers, 'x-slack-signature')
  if ('reason' in timestamp) return refused(timestamp.reason)
  if ('reason' in signature) return refused(signature.reason)
  const age = ageOf(timestamp.value, nowMs)
  if ('reason' in age) return refused(age.reason)
  if (!/^v\d+=/.test(signature.value)) return refused('malformed_signature')
  if (!signature.value.startsWith('v0=')) return refused('unsupported_signature_version')
  const secret = matching(keys, [signature.value], (key) => signSlack(key, timestamp.value, body))
  return secret === -1 ? refused('no_matching_signature') : { ok: true, secret, ageMs: age.ageMs, id: null }
}
