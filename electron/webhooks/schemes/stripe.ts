/** Checks what Stripe signs: time and body, by the whole text of the secret, `whsec_` and all. */
import { createHmac } from 'node:crypto'
import { ageOf, matching, oneHeader, refused, usable, type Evidence, type SchemeVerdict } from './scheme.ts'

export function signStripe(secret: string, timestamp: string, body: Uint8Array): string {
  return createHmac('sha256', Buffer.from(secret, 'utf8')).update(`${timestamp}.`).update(body).digest('hex')
}

export function verifyStripe({ headers, body, secrets, nowMs }: Evidence): SchemeVerdict {
  const keys = usable(secrets)
  if (keys.length === 0) return refused('no_usable_secret')
  const header = oneHeader(headers, 'stripe-signature')
  if ('reason' in header) return refused(header.reason)
  const parts = header.value.split(',').map((part) => part.trim())
  const valuesUnder = (key: string) =>
    parts.filter((part) => part.startsWith(`${key}=`)).map((part) => part.slice(key.length + 1))
  // Two times would leave open which one was signed.
  const [timestamp, ...moreTimes] = valuesUnder('t')
  if (timestamp === undefined || moreTimes.length > 0) return refused('malformed_signature')
  const age = ageOf(timestamp, nowMs)
  if ('reason' in age) return refused(age.reason)
  const given = valuesUnder('v1').slice(0, 64)
  if (given.length === 0) return refused('unsupported_signature_version')
  const secret = matching(keys, given, (key) => signStripe(key, timestamp, body))
  return secret === -1 ? refused('no_matching_signature') : { ok: true, secret, ageMs: age.ageMs, id: null }
}
