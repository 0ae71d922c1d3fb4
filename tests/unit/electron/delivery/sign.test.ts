import { readFileSync } from 'node:fs'
import { createPublicKey, verify } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { signedHeaders, signingKeys } from '../../../../electron/delivery/sign.ts'
import { newSecret } from '../../../../electron/lib/signing-keys.ts'
import { recordedFolder } from '../../../support/recorded.ts'

const id = 'msg_1'
const at = Date.UTC(2026, 0, 5, 12, 0, 0, 999)
const signed = (secret: string, body: string) => signedHeaders({ id, at, body, keys: signingKeys(secret) })

describe('signatures', () => {
  it('are what HMAC-SHA256 says of id, seconds and body', () => {
    // printf 'msg_1.1767614400.{"a":"ü"}' | openssl dgst -sha256 -hmac 'an example key' -binary | base64
    expect(signed(`whsec_${Buffer.from('an example key').toString('base64')}`, '{"a":"ü"}')).toEqual({
      'webhook-id': 'msg_1',
      'webhook-timestamp': '1767614400',
      'webhook-signature': 'v1,MgR5pnaAXCy5sOAtSlPZessliOCZVChSWt9SU5nTqL0=',
    })
  })

  it('are several, where several secrets are given, and none where there is none', () => {
    const [a, b] = [newSecret(), newSecret()]
    const one = (secret: string) => signed(secret, 'x')['webhook-signature']
    expect(one(`${a}  ${b}`)).toBe(`${one(a)} ${one(b)}`)
    expect(Object.keys(signedHeaders({ id, at, body: 'x', keys: [] }))).toEqual([
      'webhook-id',
      'webhook-timestamp',
    ])
  })

  it('by ed25519 can be checked with the public key', () => {
    const text =
      'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=='
    const bytes = Buffer.from(text.slice(5), 'base64')
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: bytes.subarray(32).toString('base64url') },
      format: 'jwk',
    })
    const seedOnly = `whsk_${bytes.subarray(0, 32).toString('base64')}`
    for (const secret of [text, seedOnly]) {
      const [label, value = ''] = (signed(secret, 'x')['webhook-signature'] ?? '').split(',')
      expect(label).toBe('v1a')
      const message = Buffer.from('msg_1.1767614400.x')
      expect(verify(null, message, key, Buffer.from(value, 'base64'))).toBe(true)
    }
  })

  it('are not made for an id with a dot, or one that could end a header', () => {
    for (const bad of ['a.b', 'a\r\nb', 'a b', '', 'ü'])
      expect(() => signedHeaders({ id: bad, at, body: '', keys: [] })).toThrow(/id of a message/)
  })
})

describe('secrets', () => {
  it('that are new have 32 bytes and differ', () => {
    const made = new Set(Array.from({ length: 50 }, newSecret))
    expect(made.size).toBe(50)
    for (const secret of made) {
      expect(secret).toMatch(/^whsec_/)
      expect(signingKeys(secret)).toMatchObject([{ label: 'v1', key: { length: 32 } }])
    }
  })

  it('that hold nothing, or what is no base64, are refused without being repeated', () => {
    for (const bad of [
      '',
      ' ',
      'whsec_',
      'whsec_=',
      'whsec_A',
      'whsec_canary!',
      'whsk_AAAA',
      'whsec_canary\n',
    ]) {
      let message = ''
      try {
        signingKeys(bad)
      } catch (error) {
        message = String(error)
      }
      expect(message).toMatch(/secret|whsk_/)
      expect(message).not.toContain('canary')
    }
  })
})

const vectorsSchema = z.object({
  outboundSign: z.array(
    z.object({
      secrets: z.array(z.string()),
      id: z.string(),
      timestamp: z.number(),
      body: z.string(),
      expectHeaders: z.record(z.string(), z.string()).optional(),
      expectSignatureSet: z.array(z.string()).optional(),
    }),
  ),
  secretParsing: z.array(
    z.object({ input: z.string(), expect: z.enum(['valid', 'invalid']), keyHex: z.string().optional() }),
  ),
})

const folder = recordedFolder('fixtures')
describe.skipIf(folder === null)('recorded vectors', () => {
  const read = () =>
    vectorsSchema.parse(JSON.parse(readFileSync(join(folder ?? '', 'webhooks/vectors.json'), 'utf8')))

  it('of signing come out', () => {
    const { outboundSign } = read()
    expect(outboundSign.length).toBeGreaterThan(0)
    for (const vector of outboundSign) {
      const headers = signedHeaders({
        ...{ id: vector.id, at: vector.timestamp * 1000 + 500, body: vector.body },
        keys: signingKeys(vector.secrets.join(' ')),
      })
      if (vector.expectHeaders !== undefined) expect(headers).toEqual(vector.expectHeaders)
      if (vector.expectSignatureSet !== undefined)
        expect(new Set(headers['webhook-signature']?.split(' '))).toEqual(new Set(vector.expectSignatureSet))
    }
  })

  it('of secrets are read', () => {
    for (const { input, expect: expected, keyHex } of read().secretParsing) {
      if (expected === 'invalid') expect(() => signingKeys(input), input).toThrow()
      else {
        const [key] = signingKeys(input)
        expect(key?.label === 'v1' ? key.key.toString('hex') : null, input).toBe(keyHex)
      }
    }
  })
})
