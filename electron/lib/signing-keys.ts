/** Secrets and keys as Standard Webhooks writes them: `whsec_` and base64, `whsk_` for signing and `whpk_` for checking. */
import { createPrivateKey, createPublicKey, randomBytes, type KeyObject } from 'node:crypto'
import { codedError } from '../../shared/errors.ts'

// What stands before the bytes of an ed25519 key in PKCS #8 and in SPKI.
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex')
const keyBytes = 32

/** Padding may lack. Node's own decoder takes anything and answers an empty key, which signs without protecting. */
function decoded(text: string): Buffer {
  const bare = text.replace(/={1,2}$/, '')
  if (!/^[A-Za-z0-9+/]+$/.test(bare) || bare.length % 4 === 1)
    throw codedError('bad-request', 'a signing secret is whsec_ and base64')
  return Buffer.from(bare, 'base64')
}

/** With or without `whsec_`. Throws `bad-request`, which never holds the secret. */
export function secretBytes(text: string): Buffer {
  const key = decoded(text.replace(/^whsec_/, ''))
  if (key.length === 0) throw codedError('bad-request', 'the signing secret is empty')
  return key
}

/** Throws `bad-request`. */
export function privateKey(text: string): KeyObject {
  const seed = decoded(text.slice('whsk_'.length))
  // 64 bytes are the seed and the public key.
  if (seed.length !== keyBytes && seed.length !== 2 * keyBytes)
    throw codedError('bad-request', 'a whsk_ key has 32 or 64 bytes')
  const der = Buffer.concat([pkcs8Head, seed.subarray(0, keyBytes)])
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}

/** Throws `bad-request`. */
export function publicKey(text: string): KeyObject {
  const bytes = decoded(text.slice('whpk_'.length))
  if (bytes.length !== keyBytes) throw codedError('bad-request', 'a whpk_ key has 32 bytes')
  return createPublicKey({ key: Buffer.concat([spkiHead, bytes]), format: 'der', type: 'spki' })
}

/** 32 random bytes. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}
