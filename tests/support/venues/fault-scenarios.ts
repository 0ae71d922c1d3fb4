/** One fault, every venue: where a fault cannot be at a venue, that is said with the fact that makes it so, and the fact is tested. */
import { venueCases } from './rig-cases.ts'
import type { VenueCase } from './rig-cases.ts'
import type { VenueRig } from './rig.ts'

/** By the venue's id: why a fault cannot be there. */
export type Exceptions = Readonly<
  Record<string, { readonly why: string; readonly holds: (venue: VenueCase) => boolean }>
>

/** The same exception for several venues. */
export const exceptAt = (
  ids: readonly string[],
  why: string,
  holds: (venue: VenueCase) => boolean,
): Exceptions => Object.fromEntries(ids.map((id) => [id, { why, holds }]))

export const venuesBut = (exceptions: Exceptions): VenueCase[] =>
  venueCases.filter(({ id }) => exceptions[id] === undefined)

/** For a test that the reasons hold. */
export const reasonsOf = (
  exceptions: Exceptions,
): { readonly id: string; readonly why: string; readonly holds: boolean }[] =>
  Object.entries(exceptions).map(([id, { why, holds }]) => {
    const venue = venueCases.find((each) => each.id === id)
    return { id, why, holds: venue !== undefined && holds(venue) }
  })

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
    // A round lot: what stock venues count.
    for (const symbol of symbols) market.trade(symbol, undefined, 100)
  }
}
