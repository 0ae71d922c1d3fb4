/** One fault, every venue: a test for each, and where a fault cannot be at a venue, a test of the fact that makes it so. */
import { describe, expect, it } from 'vitest'
import { venueCases } from './rig-cases.ts'
import type { VenueCase } from './rig-cases.ts'
import type { VenueRig } from './rig.ts'

/** Why a fault cannot be at a venue, and the fact behind it. */
export type Exception = { readonly why: string; readonly holds: (venue: VenueCase) => boolean }

/** `except`: by the venue's id. */
export function atEveryVenue(
  fault: string,
  run: (venue: VenueCase) => Promise<void>,
  except: Readonly<Record<string, Exception>> = {},
): void {
  describe.concurrent(fault, () => {
    for (const venue of venueCases) {
      const exception = except[venue.id]
      if (exception === undefined) it(venue.id, () => run(venue))
      else
        it(`cannot be at ${venue.id}: ${exception.why}`, () => {
          expect(exception.holds(venue)).toBe(true)
        })
    }
  })
}

/** The same exception for all venues that a fact holds for. */
export function exceptWhere(why: string, holds: Exception['holds']): Record<string, Exception> {
  return Object.fromEntries(venueCases.filter(holds).map(({ id }) => [id, { why, holds }]))
}

/** To be called again and again: makes a trade of each symbol, but no oftener than `everyMs` by the rig's clock. */
export function tradeSome(
  { clock, market }: VenueRig,
  symbols: readonly string[],
  everyMs = 4_000,
): () => void {
  let nextMs = -Infinity
  return () => {
    if (clock.monotonicMs() < nextMs) return
    nextMs = clock.monotonicMs() + everyMs
    for (const symbol of symbols) market.trade(symbol)
  }
}
