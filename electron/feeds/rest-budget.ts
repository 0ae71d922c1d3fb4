/** What a venue has left us of its REST limits: kept as long as the program runs, however often the venue is configured anew. */
import type { Clock } from '../lib/clock.ts'
import type { RateRule } from '../providers/provider.ts'
import { burstRules, createRateLimit, jitterRules, type RateLimit } from './rate-limit.ts'
import { createRestBlock, type RestBlock } from './rest-block.ts'
import { createVenueUsage, type VenueUsage } from './venue-usage.ts'

export type RestBudget = {
  readonly limit: RateLimit
  readonly venueUsage: VenueUsage
  readonly block: RestBlock
}

/** `skewMs`: the venue's clock minus ours, as far as it is known. */
export function createRestBudget(clock: Clock, rules: readonly RateRule[], skewMs: () => number): RestBudget {
  return {
    limit: createRateLimit(clock, rules, [...burstRules(rules), ...jitterRules(rules)]),
    venueUsage: createVenueUsage(clock, skewMs),
    block: createRestBlock(clock),
  }
}
