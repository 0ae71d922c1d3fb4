/** Keeps the measured clock skew fresh while a stream is up, where the venue has a call for its time. */
import type { Clock } from '../lib/clock.ts'
import type { Provider } from '../providers/provider.ts'
import { measureSkew, windowMs } from './clock-skew.ts'
import type { ClockSkew } from './clock-skew.ts'
import type { RestClient } from './rest-client.ts'

export type SkewKeeperDeps = {
  readonly provider: Provider
  readonly rest: Pick<RestClient, 'get'>
  readonly clock: Clock
  readonly skew: ClockSkew
}

/** Before the last measurement is forgotten. */
export const measureEveryMs = windowMs * 0.8

export function createSkewKeeper({ provider, rest, clock, skew }: SkewKeeperDeps): { tick(): void } {
  let lastMs = -Infinity
  return {
    /** To be called while the stream is up. */
    tick() {
      const nowMs = clock.monotonicMs()
      if (provider.serverTime === undefined || nowMs - lastMs < measureEveryMs) return
      lastMs = nowMs
      // It never rejects.
      void measureSkew(provider, rest, skew)
    },
  }
}
