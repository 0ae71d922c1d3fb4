/** Signs as Standard Webhooks 1.0.0 has it: `v1` by a shared secret, `v1a` by an ed25519 key. */
import { createHmac, createPrivateKey, randomBytes, sign as signWith, type KeyObject } from 'node:crypto'
import { codedError } from '../../shared/errors.ts'

type SigningKey =
  { readonly label: 'v1'; readonly key: Buffer } | { readonly label: 'v1a'; readonly key: KeyObject }

// What stands before the seed of an ed25519 key in PKCS #8.
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')
const seedBytes = 32

/** Padding may lack. Node's own decoder takes anything and answers an empty key, which signs without protecting. */
function decoded(text: string): Buffer {
  const bare = text.replace(/={1,2}$/, '')
  if (!/^[A-Za-z0-9+/]+$/.test(bare) || bare.length % 4 === 1)
    throw codedError('bad-request', 'a signing secret is whsec_ and base64')
  return Buffer.from(bare, 'base64')
}

function keyOf(text: string): SigningKey {
  if (!text.startsWith('whsk_')) {
    const key = decoded(text.replace(/^whsec_/, ''))
    if (key.length === 0) throw codedError('bad-request', 'the signing secret is empty')
    return { label: 'v1', key }
  }
  const seed = decoded(text.slice('whsk_'.length))
  // 64 bytes are the seed and the public key.
  if (seed.length !== seedBytes && seed.length !== 2 * seedBytes)
    throw codedError('bad-request', 'a whsk_ key has 32 or 64 bytes')
  const der = Buffer.concat([pkcs8Head, seed.subarray(0, seedBytes)])
  return { label: 'v1a', key: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) }
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

/** 32 random bytes. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
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
