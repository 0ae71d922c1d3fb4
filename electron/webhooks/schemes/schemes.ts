/** All ways of proving a message in one table: what is checked, which secrets can be kept, and how a sample of ours is signed. */
import { createHmac, randomBytes } from 'node:crypto'
import { codedError } from '../../../shared/errors.ts'
import { needsSecret, type HookScheme } from '../../../shared/model/webhook.ts'
import { newSecret } from '../../lib/signing-keys.ts'
import { signGithub, verifyGithub } from './github.ts'
import { verifyJsonField } from './json-field.ts'
import type { Evidence, SchemeVerdict } from './scheme.ts'
import { signSlack, verifySlack } from './slack.ts'
import { checkingKey, verifyStandard } from './standard.ts'
import { signStripe, verifyStripe } from './stripe.ts'

const fewestCharacters = 8

/** Pure: over the bytes as they came. */
export function verifyScheme(scheme: HookScheme, evidence: Evidence): SchemeVerdict {
  switch (scheme) {
    case 'standard':
      return verifyStandard(evidence)
    case 'svix':
      return verifyStandard(evidence, 'svix')
    case 'github':
      return verifyGithub(evidence)
    case 'stripe':
      return verifyStripe(evidence)
    case 'slack':
      return verifySlack(evidence)
    case 'json-field':
      return verifyJsonField(evidence)
    case 'token':
    case 'tradingview':
      return { ok: true, secret: 0, ageMs: null, id: null }
  }
}

/** The secret to keep. Throws `bad-request` for one that could prove nothing; the message never holds it. */
export function secretToKeep(scheme: HookScheme, given: string): string {
  const secret = given.trim()
  if (!needsSecret(scheme)) throw codedError('bad-request', 'this kind of sender has no secret')
  if (scheme === 'standard' || scheme === 'svix') {
    if (secret.startsWith('whsk_'))
      throw codedError('bad-request', 'whsk_ is the key that the sender keeps; checking needs its whpk_ key')
    checkingKey(secret)
    return secret
  }
  if (secret.length < fewestCharacters)
    throw codedError('bad-request', `a secret has at least ${fewestCharacters} characters`)
  return secret
}

/** 256 random bits in the form that the scheme's senders take. */
export function generatedSecret(scheme: HookScheme): string {
  return scheme === 'standard' || scheme === 'svix' ? newSecret() : randomBytes(32).toString('base64url')
}

/** What a sample of ours carries, so that it goes the way of a sender's. By a sender's public key nothing can be signed. */
export function signedSample(
  { scheme, field }: { readonly scheme: HookScheme; readonly field: string | null },
  sample: { readonly message: string; readonly id: string; readonly nowMs: number },
  secret: string | null,
): { body: string; headers: Record<string, string> } {
  const { id, message } = sample
  const body = JSON.stringify({ message, ...(field === null || secret === null ? {} : { [field]: secret }) })
  const timestamp = String(Math.floor(sample.nowMs / 1000))
  const bytes = Buffer.from(body, 'utf8')
  const headers = (): Record<string, string> => {
    if (secret === null) return {}
    switch (scheme) {
      case 'standard':
      case 'svix': {
        const brand = scheme === 'svix' ? 'svix' : 'webhook'
        const key = checkingKey(secret)
        if (key.label === 'v1a') return {}
        const signature = createHmac('sha256', key.key).update(`${id}.${timestamp}.${body}`).digest('base64')
        return {
          [`${brand}-id`]: id,
          [`${brand}-timestamp`]: timestamp,
          [`${brand}-signature`]: `v1,${signature}`,
        }
      }
      case 'github':
        return { 'X-Hub-Signature-256': signGithub(secret, bytes), 'X-GitHub-Delivery': id }
      case 'stripe':
        return { 'Stripe-Signature': `t=${timestamp},v1=${signStripe(secret, timestamp, bytes)}` }
      case 'slack':
        return {
          'X-Slack-Request-Timestamp': timestamp,
          'X-Slack-Signature': signSlack(secret, timestamp, bytes),
        }
      case 'token':
      case 'tradingview':
      case 'json-field':
        return {}
    }
  }
  return { body, headers: headers() }
}
