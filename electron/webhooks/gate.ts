/** Lets a message in or not: what its address asks for, then how many of that address a second. */
import type { HookSource } from '../../shared/model/webhook.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { judge, type Judgement } from './judge.ts'
import type { Headers } from './schemes/scheme.ts'
import type { SecretPair } from './secrets.ts'
import { createTokenBucket, type TokenBucket } from './token-bucket.ts'

/** Messages of one address: a steady rate, and a burst above it. */
export type Rate = { readonly perSecond: number; readonly burst: number }

export const usualRate: Rate = { perSecond: 100, burst: 2000 }
// Lines about refusals: who floods us must not fill the disk.
const lineRate: Rate = { perSecond: 1, burst: 20 }

export type GateDeps = {
  readonly clock: Clock
  readonly log: Log
  readonly rate: Rate
  secrets(source: string): SecretPair
}

export type Gate = (message: {
  readonly source: HookSource
  readonly headers: Headers
  readonly body: Uint8Array
}) => Judgement

export function createGate({ clock, log, rate, secrets }: GateDeps): Gate {
  const monotonic = () => clock.monotonicMs()
  const buckets = new Map<string, TokenBucket>()
  const lines = createTokenBucket(lineRate.perSecond, lineRate.burst, monotonic)

  const bucketOf = (id: string): TokenBucket => {
    const bucket = buckets.get(id) ?? createTokenBucket(rate.perSecond, rate.burst, monotonic)
    buckets.set(id, bucket)
    return bucket
  }

  return (message) => {
    const { source } = message
    const judgement = judge(message, secrets(source.id), clock.now())
    if ('refusal' in judgement) {
      // Nothing of the message: neither its headers nor its bytes are known to be harmless.
      if (lines.take() === null)
        log.warn({ source: source.id, reason: judgement.refusal.reason }, 'a webhook was refused')
      return judgement
    }
    // TradingView sends nothing again that was answered 429: what it sends is taken.
    const waitMs = source.verification.scheme === 'tradingview' ? null : bucketOf(source.id).take()
    if (waitMs === null) return judgement
    const headers = { 'Retry-After': String(Math.max(1, Math.ceil(waitMs / 1000))) }
    return { refusal: { status: 429, reason: `too many requests for "${source.name}"`, headers } }
  }
}
