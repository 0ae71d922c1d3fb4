/** What every way of proving a message shares: its words, the headers it reads, and comparing without telling. */
import { createHash, timingSafeEqual } from 'node:crypto'

export type Headers = readonly (readonly [string, string])[]

export type SchemeReason =
  | 'no_usable_secret'
  | 'missing_header'
  | 'duplicate_header'
  | 'bad_id_format'
  | 'bad_timestamp_format'
  | 'timestamp_too_old'
  | 'timestamp_too_new'
  | 'malformed_signature'
  | 'unsupported_signature_version'
  | 'no_matching_signature'
  | 'not_json'
  | 'missing_field'

/** What is looked at: the bytes as they came. */
export type Evidence = {
  readonly headers: Headers
  readonly body: Uint8Array
  /** Those that are live, the current one first. */
  readonly secrets: readonly string[]
  /** UTC epoch ms. */
  readonly nowMs: number
  /** The key of a JSON body that holds the secret; of that scheme alone. */
  readonly field?: string | null
}

export type SchemeVerdict =
  /** `secret`: place of the one that matched; `id`: the sender's name for the message, which the signature covers or not. */
  | { readonly ok: true; readonly secret: number; readonly ageMs: number | null; readonly id: string | null }
  | { readonly ok: false; readonly reason: SchemeReason }

const toleranceSeconds = 300

export function refused(reason: SchemeReason): SchemeVerdict {
  return { ok: false, reason }
}

/** Values of every header of that name, in any spelling. */
export function valuesOf(headers: Headers, name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value)
}

/** The one value, or why there is not exactly one that says something. */
export function oneHeader(
  headers: Headers,
  name: string,
): { value: string } | { reason: 'missing_header' | 'duplicate_header' } {
  const [value, ...more] = valuesOf(headers, name)
  if (more.length > 0) return { reason: 'duplicate_header' }
  return value === undefined || value === '' ? { reason: 'missing_header' } : { value }
}

/** Both are digested first, so that neither content nor length shows in the time it takes, and nothing can throw. */
export function sameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest()
  return timingSafeEqual(digest(one), digest(other))
}

/** Whole seconds, written as one number is written, and at most five minutes away from now. */
export function ageOf(
  written: string,
  nowMs: number,
): { ageMs: number } | { reason: 'bad_timestamp_format' | 'timestamp_too_old' | 'timestamp_too_new' } {
  if (!/^(?:0|[1-9]\d{0,11})$/.test(written)) return { reason: 'bad_timestamp_format' }
  const ageSeconds = Math.floor(nowMs / 1000) - Number(written)
  if (ageSeconds > toleranceSeconds) return { reason: 'timestamp_too_old' }
  if (ageSeconds < -toleranceSeconds) return { reason: 'timestamp_too_new' }
  return { ageMs: nowMs - Number(written) * 1000 }
}

/** Place of the secret for which `signed` answers one of the given signatures, or -1. All are compared, whatever matches. */
export function matching(
  secrets: readonly string[],
  given: readonly string[],
  signed: (secret: string) => string,
): number {
  let found = -1
  for (const [place, secret] of secrets.entries()) {
    const expected = signed(secret)
    for (const one of given) if (sameText(one, expected) && found === -1) found = place
  }
  return found
}

/** Secrets that could prove anything. */
export function usable(secrets: readonly string[]): readonly string[] {
  return secrets.filter((secret) => secret.length > 0)
}
