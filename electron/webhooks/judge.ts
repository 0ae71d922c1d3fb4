/** Decides whether a message is what its address asks for, over the bytes as they came and before anything else looks at them. */
import { tokenVerdicts, type HookSource, type HookVerdicts } from '../../shared/model/webhook.ts'
import type { Refusal } from './admit.ts'
import { addressVerdict, certificateVerdict } from './published.ts'
import type { Headers, SchemeReason } from './schemes/scheme.ts'
import { verifyScheme } from './schemes/schemes.ts'
import type { SecretPair } from './secrets.ts'

export type Proof = {
  readonly verdicts: HookVerdicts
  /** The sender's name for the message, where its scheme has one. */
  readonly id: string | null
}

export type Judgement = { readonly refusal: Refusal } | { readonly proof: Proof }

const words: Record<SchemeReason, string> = {
  no_usable_secret: 'no secret to check it by',
  missing_header: 'a header of the signature is missing',
  duplicate_header: 'a header of the signature is there twice',
  bad_id_format: 'the id of the message is not well formed',
  bad_timestamp_format: 'the time is not well formed',
  timestamp_too_old: 'signed too long ago',
  timestamp_too_new: 'signed in the future',
  malformed_signature: 'the signature is not well formed',
  unsupported_signature_version: 'no signature of a known version',
  no_matching_signature: 'the signature does not match',
  not_json: 'no JSON object with the secret',
  missing_field: 'the field of the secret is missing',
}

/** Pure. 401 for a proof that fails, 403 for an address that was not meant: senders send neither again. */
export function judge(
  message: {
    readonly source: Pick<HookSource, 'verification'>
    readonly headers: Headers
    readonly body: Uint8Array
  },
  secrets: SecretPair,
  nowMs: number,
): Judgement {
  const { source, headers, body } = message
  const { scheme, field, publishedOnly } = source.verification
  if (scheme === 'token') return { proof: { verdicts: tokenVerdicts, id: null } }
  if (scheme === 'tradingview') {
    const address = addressVerdict(headers)
    if (publishedOnly && address !== 'published') {
      const reason = `not from an address that TradingView published (${address})`
      return { refusal: { status: 403, reason } }
    }
    const certificate = certificateVerdict(headers)
    return { proof: { verdicts: { ...tokenVerdicts, address, certificate }, id: null } }
  }
  const live = (
    [
      ['current', secrets.current],
      ['previous', secrets.previous],
    ] as const
  ).flatMap(([name, secret]) => (secret === null ? [] : [{ name, secret }]))
  const verdict = verifyScheme(scheme, {
    ...{ headers, body, nowMs, field },
    secrets: live.map(({ secret }) => secret),
  })
  if (!verdict.ok) return { refusal: { status: 401, reason: `${scheme}: ${words[verdict.reason]}` } }
  const secret = live[verdict.secret]?.name ?? 'current'
  return {
    proof: {
      verdicts: { ...tokenVerdicts, signature: { scheme, secret }, ageMs: verdict.ageMs },
      id: verdict.id,
    },
  }
}
