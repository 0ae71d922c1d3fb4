/** The senders' own libraries sign and we check; we sign and they check. */
import { sign as signGithub, verify as checkGithub } from '@octokit/webhooks-methods'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Stripe } from 'stripe'
import { Webhook as SvixWebhook } from 'svix'
import { describe, expect, it } from 'vitest'
import type { Headers } from '../../../../electron/webhooks/schemes/scheme.ts'
import { generatedSecret, signedSample, verifyScheme } from '../../../../electron/webhooks/schemes/schemes.ts'
import type { HookScheme } from '../../../../shared/model/webhook.ts'

const body = '{"ticker":"BTCUSDT","price":0.9060,"note":"é ▲ 🚀"}'
const nowMs = Math.floor(Date.now() / 1000) * 1000
const timestamp = String(nowMs / 1000)
const stripe = new Stripe('sk_test_none').webhooks

const check = (scheme: HookScheme, headers: Headers, secrets: readonly string[], text = body) =>
  verifyScheme(scheme, { headers, body: Buffer.from(text), secrets, nowMs })

const signers: Record<'standard' | 'svix' | 'github' | 'stripe', (secret: string) => Promise<Headers>> = {
  standard: async (secret) => [
    ['webhook-id', 'msg_1'],
    ['webhook-timestamp', timestamp],
    ['webhook-signature', new StandardWebhook(secret).sign('msg_1', new Date(nowMs), body)],
  ],
  svix: async (secret) => [
    ['svix-id', 'msg_1'],
    ['svix-timestamp', timestamp],
    ['svix-signature', new SvixWebhook(secret).sign('msg_1', new Date(nowMs), body)],
  ],
  github: async (secret) => [
    ['X-GitHub-Delivery', 'd-1'],
    ['X-Hub-Signature-256', await signGithub(secret, body)],
  ],
  stripe: async (secret) => [
    [
      'Stripe-Signature',
      stripe.generateTestHeaderString({ payload: body, secret, timestamp: Number(timestamp) }),
    ],
  ],
}

describe.each(['standard', 'svix', 'github', 'stripe'] as const)('W1 %s', (scheme) => {
  it('accepts what its library signs, by either secret, and nothing that was changed', async () => {
    const [current, previous] = [generatedSecret(scheme), generatedSecret(scheme)]
    const headers = await signers[scheme](previous)
    expect(check(scheme, headers, [current, previous])).toMatchObject({ ok: true, secret: 1 })
    expect(check(scheme, headers, [previous, current])).toMatchObject({ ok: true, secret: 0 })
    expect(check(scheme, headers, [current]).ok).toBe(false)
    expect(check(scheme, headers, [previous], body.replace('0.9060', '0.906')).ok).toBe(false)
  })
})

describe('W20 a sample of ours', () => {
  const sample = { message: 'Test', id: 'test-1', nowMs }
  const signed = (scheme: HookScheme, secret: string) => signedSample({ scheme, field: null }, sample, secret)

  it('is taken by the senders’ libraries', async () => {
    const [standard, svix, text] = [
      generatedSecret('standard'),
      generatedSecret('svix'),
      generatedSecret('stripe'),
    ]
    const one = signed('standard', standard)
    expect(new StandardWebhook(standard).verify(one.body, one.headers)).toEqual({ message: 'Test' })
    const two = signed('svix', svix)
    expect(() => new SvixWebhook(svix).verify(two.body, two.headers)).not.toThrow()
    const three = signed('github', text)
    expect(await checkGithub(text, three.body, three.headers['X-Hub-Signature-256'] ?? '')).toBe(true)
    const four = signed('stripe', text)
    expect(stripe.constructEvent(four.body, four.headers['Stripe-Signature'] ?? '', text)).toEqual({
      message: 'Test',
    })
  })

  it('is taken by ourselves, whatever the scheme', () => {
    for (const scheme of ['token', 'standard', 'svix', 'github', 'stripe', 'slack', 'json-field'] as const) {
      const secret = generatedSecret(scheme)
      const field = scheme === 'json-field' ? 'secret' : null
      const made = signedSample({ scheme, field }, sample, secret)
      const evidence = { body: Buffer.from(made.body), secrets: [secret], nowMs, field }
      expect(verifyScheme(scheme, { headers: Object.entries(made.headers), ...evidence }).ok, scheme).toBe(
        true,
      )
    }
  })
})
