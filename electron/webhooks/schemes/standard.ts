/** Checks Standard Webhooks 1.0.0: `v1` by a shared secret, `v1a` by the sender's public key; also under Svix's names. */
import { createHmac, verify as verifyWith, type KeyObject } from 'node:crypto'
import { publicKey, secretBytes } from '../../lib/signing-keys.ts'
import { ageOf, oneHeader, refused, sameText, type Evidence, type SchemeVerdict } from './scheme.ts'

type CheckingKey =
  { readonly label: 'v1'; readonly key: Buffer } | { readonly label: 'v1a'; readonly key: KeyObject }

const signatureBytes = 64

/** Throws `bad-request`, which never holds the secret. */
export function checkingKey(text: string): CheckingKey {
  return text.startsWith('whpk_')
    ? { label: 'v1a', key: publicKey(text) }
    : { label: 'v1', key: secretBytes(text) }
}

function keyOrNull(text: string): CheckingKey | null {
  try {
    return checkingKey(text)
  } catch {
    return null
  }
}

/** Only the one way of writing bytes in base64 counts: what a lenient decoder takes is not what was signed. */
function isSignedBy(checking: CheckingKey, signed: Buffer, given: string): boolean {
  if (checking.label === 'v1')
    return sameText(given, createHmac('sha256', checking.key).update(signed).digest('base64'))
  const bytes = Buffer.from(given, 'base64')
  if (bytes.length !== signatureBytes || bytes.toString('base64') !== given) return false
  return verifyWith(null, signed, checking.key, bytes)
}

/** `svix`: the headers begin with that word, not with `webhook`. */
export function verifyStandard(
  { headers, body, secrets, nowMs }: Evidence,
  brand: 'webhook' | 'svix' = 'webhook',
): SchemeVerdict {
  const keys = secrets.map(keyOrNull)
  if (keys.every((key) => key === null)) return refused('no_usable_secret')
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((part) =>
    oneHeader(headers, `${brand}-${part}`),
  )
  if (id === undefined || timestamp === undefined || signatures === undefined)
    return refused('missing_header')
  if ('reason' in id) return refused(id.reason)
  if ('reason' in timestamp) return refused(timestamp.reason)
  if ('reason' in signatures) return refused(signatures.reason)
  // A dot would let a part of the id pass for the time.
  if (!/^[\x21-\x2d\x2f-\x7e]{1,256}$/.test(id.value)) return refused('bad_id_format')
  const age = ageOf(timestamp.value, nowMs)
  if ('reason' in age) return refused(age.reason)

  const signed = Buffer.concat([Buffer.from(`${id.value}.${timestamp.value}.`, 'ascii'), body])
  let reason: 'malformed_signature' | 'unsupported_signature_version' | 'no_matching_signature' =
    'malformed_signature'
  let secret = -1
  for (const entry of signatures.value.split(' ').slice(0, 64)) {
    const comma = entry.indexOf(',')
    if (comma < 1) continue
    const label = entry.slice(0, comma)
    if (label !== 'v1' && label !== 'v1a') {
      if (reason === 'malformed_signature') reason = 'unsupported_signature_version'
      continue
    }
    reason = 'no_matching_signature'
    for (const [place, key] of keys.entries()) {
      if (key?.label !== label || !isSignedBy(key, signed, entry.slice(comma + 1))) continue
      if (secret === -1) secret = place
    }
  }
  return secret === -1 ? refused(reason) : { ok: true, secret, ageMs: age.ageMs, id: id.value }
}
