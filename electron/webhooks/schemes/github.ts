/** Checks what GitHub, and those that took over its form, sign: the body alone, in hex. */
import { createHmac } from 'node:crypto'
import {
  matching,
  oneHeader,
  refused,
  usable,
  valuesOf,
  type Evidence,
  type SchemeVerdict,
} from './scheme.ts'

export function signGithub(secret: string, body: Uint8Array): string {
  return `sha256=${createHmac('sha256', Buffer.from(secret, 'utf8')).update(body).digest('hex')}`
}

export function verifyGithub({ headers, body, secrets }: Evidence): SchemeVerdict {
  const keys = usable(secrets)
  if (keys.length === 0) return refused('no_usable_secret')
  const signature = oneHeader(headers, 'x-hub-signature-256')
  if ('reason' in signature) return refused(signature.reason)
  if (!/^sha256=[0-9a-f]{64}$/.test(signature.value)) return refused('malformed_signature')
  const [id = null, ...moreIds] = valuesOf(headers, 'x-github-delivery')
  if (moreIds.length > 0) return refused('duplicate_header')
  const secret = matching(keys, [signature.value], (key) => signGithub(key, body))
  return secret === -1 ? refused('no_matching_signature') : { ok: true, secret, ageMs: null, id }
}
