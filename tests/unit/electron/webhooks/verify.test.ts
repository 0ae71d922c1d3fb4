import { describe, expect, it } from 'vitest'
import { createVerifier } from '../../../../electron/webhooks/verify.ts'
import { tokenAlone, type HookSource } from '../../../../shared/model/webhook.ts'

const source = (id: string, token: string, enabled = true): HookSource => ({
  id,
  name: id,
  token,
  createdAt: 0,
  enabled,
  verification: tokenAlone,
})

describe('verifier', () => {
  const verifier = createVerifier([
    source('a', 'token-a'),
    source('b', 'token-b'),
    source('off', 'token-off', false),
    source('none', ''),
  ])

  it('finds the source of a token', () => {
    expect(verifier.find('token-a')?.id).toBe('a')
    expect(verifier.find('token-b')?.id).toBe('b')
  })

  it('H10 W5 finds nothing for a wrong one, of any length, and does not throw', () => {
    for (const token of ['', 'token', 'token-aa', 'x'.repeat(100_000), 'tökén'])
      expect(verifier.find(token)).toBeNull()
  })

  it('W4 knows no source that is off or has no token', () => {
    expect(verifier.find('token-off')).toBeNull()
    expect(verifier.find('')).toBeNull()
    expect(createVerifier([]).find('')).toBeNull()
  })
})
