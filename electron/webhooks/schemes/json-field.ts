/** Checks a secret that the sender writes into a field of its JSON body, and takes it out of what is kept. */
import { decodeBody } from '../body-text.ts'
import { readJson } from '../json-text.ts'
import { matching, refused, usable, type Evidence, type SchemeVerdict } from './scheme.ts'

/** The text in that field of the outer level. */
function fieldOf(
  body: Uint8Array,
  field: string,
): { value: string } | { reason: 'not_json' | 'missing_field' } {
  const text = decodeBody(body)
  const json = text === null ? null : readJson(text)
  if (json === null || 'error' in json || !(json.value instanceof Map)) return { reason: 'not_json' }
  const value: unknown = json.value.get(field)
  return typeof value === 'string' ? { value } : { reason: 'missing_field' }
}

/** The body with the live secrets starred out, or null where one is still in it: written with escapes, it can't be found. */
export function withoutSecret(
  body: Uint8Array,
  field: string,
  secrets: readonly string[],
): Uint8Array | null {
  let text = decodeBody(body) ?? ''
  // The longest first: one may be the beginning of the other.
  for (const secret of usable(secrets).toSorted((one, other) => other.length - one.length)) {
    text = text.replaceAll(secret, '***').replaceAll(JSON.stringify(secret).slice(1, -1), '***')
  }
  const kept = Buffer.from(text, 'utf8')
  const left = fieldOf(kept, field)
  return 'value' in left && !secrets.includes(left.value) ? kept : null
}

export function verifyJsonField({ body, secrets, field = null }: Evidence): SchemeVerdict {
  const keys = usable(secrets)
  if (keys.length === 0 || field === null || field === '') return refused('no_usable_secret')
  const given = fieldOf(body, field)
  if ('reason' in given) return refused(given.reason)
  const secret = matching(keys, [given.value], (key) => key)
  if (secret === -1) return refused('no_matching_signature')
  if (withoutSecret(body, field, keys) === null) return refused('malformed_signature')
  return { ok: true, secret, ageMs: null, id: null }
}
