/** What proves a message and what does not: recorded cases, and vectors of the specifications that need no recording. */
import { describe, expect, it } from 'vitest'
import { secretBytes } from '../../../../electron/lib/signing-keys.ts'
import { withoutSecret } from '../../../../electron/webhooks/schemes/json-field.ts'
import type { Headers, SchemeVerdict } from '../../../../electron/webhooks/schemes/scheme.ts'
import { generatedSecret, secretToKeep, verifyScheme } from '../../../../electron/webhooks/schemes/schemes.ts'
import type { HookScheme } from '../../../../shared/model/webhook.ts'
import {
  bytesOfVector,
  hookVectors,
  secretsOfVector,
  type VectorCase,
} from '../../../support/hook-vectors.ts'

const { cases, secretParsing } = hookVectors()
const schemeOf = ({ scheme, config }: VectorCase): HookScheme =>
  scheme !== 'standard-webhooks' ? scheme : config.allowSvixHeaders === true ? 'svix' : 'standard'
const reasonOf = (verdict: SchemeVerdict): string => (verdict.ok ? 'ok' : verdict.reason)

describe.runIf(cases.length > 0)('W1 recorded signatures', () => {
  it.each(cases.map((one) => [one.id, one.title, one] as const))('%s: %s', (_id, _title, one) => {
    const verdict = verifyScheme(schemeOf(one), {
      headers: one.headers,
      body: bytesOfVector(one),
      secrets: secretsOfVector(one.config),
      nowMs: (one.now ?? 0) * 1000,
    })
    expect(verdict.ok ? 'accept' : 'reject').toBe(one.expect)
    expect([one.reason, ...(one.acceptableReasons ?? [])]).toContain(reasonOf(verdict))
  })

  it('are sixty-one', () => expect(cases).toHaveLength(61))

  it.each(secretParsing)('W4 takes or refuses the secret "$input"', ({ input, expect: expected, keyHex }) => {
    if (expected === 'invalid') expect(() => secretToKeep('standard', input)).toThrow()
    else expect(secretBytes(secretToKeep('standard', input)).toString('hex')).toBe(keyHex)
  })
})

const standardSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const standard: Headers = [
  ['webhook-id', 'msg_p5jXN8AQM9LWM0D4loKWxJek'],
  ['webhook-timestamp', '1614265330'],
  ['webhook-signature', 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='],
]
const signedAt = 1_614_265_330_000
const standardBody = Buffer.from('{"test": 2432232314}')
const publicKey = 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4='
const edSignature =
  'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=='

/** The standard's own message, with one thing another. */
function judged(over: {
  headers?: Headers
  secrets?: readonly string[]
  nowMs?: number
  body?: Uint8Array
}): string {
  return reasonOf(
    verifyScheme('standard', {
      ...{ headers: standard, secrets: [standardSecret], nowMs: signedAt, body: standardBody },
      ...over,
    }),
  )
}
const withHeader = (name: string, value: string): Headers =>
  standard.map((header) => (header[0] === name ? [name, value] : header))

describe('Standard Webhooks', () => {
  it('W1 accepts its published vectors, by a shared secret and by a public key', () => {
    expect(judged({})).toBe('ok')
    const both = withHeader('webhook-signature', `v1,AAAA garbage ${edSignature}`)
    expect(judged({ headers: both, secrets: [publicKey] })).toBe('ok')
    expect(judged({ headers: both })).toBe('no_matching_signature')
    const branded = standard.map(([name, value]) => [name.replace('webhook', 'svix'), value] as const)
    const evidence = { headers: branded, secrets: [standardSecret], nowMs: signedAt, body: standardBody }
    expect(verifyScheme('svix', evidence).ok).toBe(true)
    expect(verifyScheme('standard', evidence).ok).toBe(false)
  })

  it('W1 allows five minutes both ways, and no second more', () => {
    const at = (seconds: number) => judged({ nowMs: signedAt + seconds * 1000 })
    expect([at(300), at(301), at(-300), at(-301)]).toEqual([
      'ok',
      'timestamp_too_old',
      'ok',
      'timestamp_too_new',
    ])
  })

  it.each(['1614265330abc', '1614265330.0', '+1614265330', '01614265330', '1e9', '-5', ' 1', '9'.repeat(30)])(
    'W1 takes %j for no time',
    (written) =>
      expect(judged({ headers: withHeader('webhook-timestamp', written) })).toBe('bad_timestamp_format'),
  )

  it('W1 refuses an id with a dot, which could take over a part of the time, and headers that are there twice', () => {
    expect(judged({ headers: withHeader('webhook-id', 'msg.1') })).toBe('bad_id_format')
    for (const header of standard) expect(judged({ headers: [...standard, header] })).toBe('duplicate_header')
    for (const [name] of standard)
      expect(judged({ headers: standard.filter((header) => header[0] !== name) })).toBe('missing_header')
  })

  it('W2 looks at bytes: swapped invalid ones, a mark, a line end are other messages', () => {
    for (const body of [
      Buffer.from([...standardBody, 0xff]),
      Buffer.from([0xef, 0xbb, 0xbf, ...standardBody]),
      Buffer.from('{"test": 2432232314}\r\n'),
    ])
      expect(judged({ body })).toBe('no_matching_signature')
  })

  it('W5 neither throws for signatures of any length nor takes another spelling of the right one', () => {
    const right = 'g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    for (const given of ['', 'A', 'zz', right.slice(0, -1), `${right}AAAA`, 'x'.repeat(9000), '====', 'é'])
      expect(judged({ headers: withHeader('webhook-signature', `v1,${given} v1a,${given}`) })).toBe(
        'no_matching_signature',
      )
  })

  it('W4 proves nothing without a usable secret', () => {
    for (const secrets of [[], [''], ['whsec_'], ['whsec_!!!!'], ['whpk_AAAA'], ['whsec_===']])
      expect(judged({ secrets })).toBe('no_usable_secret')
  })
})

describe('GitHub, Stripe, Slack', () => {
  const check = (scheme: HookScheme, secret: string, body: string, headers: Headers, nowMs = 0) =>
    reasonOf(verifyScheme(scheme, { headers, body: Buffer.from(body), secrets: [secret], nowMs }))

  it('W1 GitHub: the vector of its documentation, and nothing near it', () => {
    const hex = '757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'
    const github = (value: string, secret = "It's a Secret to Everybody") =>
      check('github', secret, 'Hello, World!', [['X-Hub-Signature-256', value]])
    expect(github(`sha256=${hex}`)).toBe('ok')
    expect(github(`sha256=${hex}`, 'another')).toBe('no_matching_signature')
    expect([github(hex), github('foo'), github(`sha256=${hex.toUpperCase()}`)]).toEqual(
      Array.from({ length: 3 }, () => 'malformed_signature'),
    )
    expect(github(`sha256=${hex}`, '')).toBe('no_usable_secret')
  })

  it('W1 Slack: the vector of its documentation, until six minutes later', () => {
    const body =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c'
    const headers: Headers = [
      ['X-Slack-Request-Timestamp', '1531420618'],
      ['X-Slack-Signature', 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503'],
    ]
    const slack = (nowSeconds: number, text = body) =>
      check('slack', '8f742231b10e8888abcd99yyyzzz85a5', text, headers, nowSeconds * 1000)
    expect(slack(1_531_420_618)).toBe('ok')
    expect(slack(1_531_420_978)).toBe('timestamp_too_old')
    expect(slack(1_531_420_618, `${body} `)).toBe('no_matching_signature')
  })

  it('W1 Stripe: two times, none, or only an old version are refused', () => {
    const stripe = (header: string) =>
      check('stripe', 'whsec_test_secret', '{}', [['Stripe-Signature', header]], 1_700_000_000_000)
    expect(stripe('t=1700000000,v1=bad')).toBe('no_matching_signature')
    expect(stripe('t=1700000000,t=1700000001,v1=bad')).toBe('malformed_signature')
    expect(stripe("I'm not even a real signature header")).toBe('malformed_signature')
    expect(stripe('t=1700000000,v0=bad')).toBe('unsupported_signature_version')
    expect(stripe('t=1699999699,v1=bad')).toBe('timestamp_too_old')
  })
})

describe('a secret in a field', () => {
  const secret = 'correct-horse'
  const check = (body: string, field: string | null = 'passphrase', secrets = [secret]) =>
    reasonOf(verifyScheme('json-field', { headers: [], body: Buffer.from(body), secrets, nowMs: 0, field }))

  it('is found at the outer level, as a text, and nowhere else', () => {
    expect(check('{"passphrase":"correct-horse","price":1}')).toBe('ok')
    expect(check('{"passphrase":"correct-hors"}')).toBe('no_matching_signature')
    expect(check('{"a":{"passphrase":"correct-horse"}}')).toBe('missing_field')
    expect(check('{"passphrase":12345678}', 'passphrase', ['12345678'])).toBe('missing_field')
    expect(check('passphrase=correct-horse')).toBe('not_json')
    expect(check('["correct-horse"]')).toBe('not_json')
  })

  it('W4 proves nothing without a secret or a field', () => {
    expect(check('{"passphrase":""}', 'passphrase', [''])).toBe('no_usable_secret')
    expect(check('{"passphrase":"correct-horse"}', null)).toBe('no_usable_secret')
  })

  it('W9 is not in what is kept, and refused where it could not be taken out', () => {
    const body = Buffer.from('{"passphrase":"correct-horse","note":"correct-horse!","price":0.9060}')
    expect(Buffer.from(withoutSecret(body, 'passphrase', [secret]) ?? []).toString()).toBe(
      '{"passphrase":"***","note":"***!","price":0.9060}',
    )
    expect(check(String.raw`{"passphrase":"correct-hors\u0065"}`)).toBe('malformed_signature')
  })
})

describe('secrets to keep', () => {
  it('W4 refuses at save what could prove nothing, without repeating it', () => {
    const bad: [HookScheme, string][] = [
      ['standard', ''],
      ['standard', 'whsec_'],
      ['standard', 'whsec_====='],
      ['standard', 'whpk_c2hvcnQ='],
      ['standard', 'whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
      ['github', '   '],
      ['stripe', 'short'],
      ['token', 'long enough for others'],
    ]
    for (const [scheme, secret] of bad) {
      expect(() => secretToKeep(scheme, secret), `${scheme} ${secret}`).toThrow(/^(?!.*MfKQ9).*$/)
    }
    expect(secretToKeep('standard', ` ${publicKey}\n`)).toBe(publicKey)
  })

  it('makes secrets of 256 bits that can be kept', () => {
    for (const scheme of ['standard', 'svix', 'github', 'stripe', 'slack', 'json-field'] as const) {
      const secret = generatedSecret(scheme)
      expect(secretToKeep(scheme, secret)).toBe(secret)
      expect(generatedSecret(scheme)).not.toBe(secret)
    }
    expect(secretBytes(generatedSecret('standard'))).toHaveLength(32)
  })
})
