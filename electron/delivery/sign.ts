/** Signs as Standard Webhooks 1.0.0 has it: `v1` by a shared secret, `v1a` by an ed25519 key. */
import { createHmac, sign as signWith, type KeyObject } from 'node:crypto'
import { codedError } from '../../shared/errors.ts'
import { privateKey, secretBytes } from '../lib/signing-keys.ts'

type SigningKey =
  { readonly label: 'v1'; readonly key: Buffer } | { readonly label: 'v1a'; readonly key: KeyObject }

function keyOf(text: string): SigningKey {
  return text.startsWith('whsk_')
    ? { label: 'v1a', key: privateKey(text) }
    : { label: 'v1', key: secretBytes(text) }
}

/**
 * One secret, or several with spaces between them: while a receiver changes its secret, the old and the new one both sign.
 * Throws `bad-request`, which never holds the secret.
 */
export function signingKeys(secret: string): readonly SigningKey[] {
  const texts = secret.split(' ').filter((text) => text !== '')
  if (texts.length === 0) throw codedError('bad-request', 'the signing secret is empty')
  return texts.map(keyOf)
}

/** `at`: when it is sent, UTC epoch ms. No signature where there are no keys. */
export function signedHeaders(message: {
  readonly id: string
  readonly at: number
  readonly body: string
  readonly keys: readonly SigningKey[]
}): Record<string, string> {
  const { id, body, keys } = message
  // A dot would let a part of the id pass for the time.
  if (!/^[\x21-\x2d\x2f-\x7e]+$/.test(id)) throw codedError('internal', `${id} can't be the id of a message`)
  const timestamp = String(Math.floor(message.at / 1000))
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp }
  if (keys.length === 0) return headers
  const signed = Buffer.from(`${id}.${timestamp}.${body}`, 'utf8')
  const signatures = keys.map((each) => {
    const bytes =
      each.label === 'v1'
        ? createHmac('sha256', each.key).update(signed).digest()
        : signWith(null, signed, each.key)
    return `${each.label},${bytes.toString('base64')}`
  })
  return { ...headers, 'webhook-signature': signatures.join(' ') }
}
