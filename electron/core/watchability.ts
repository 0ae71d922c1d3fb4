/** Whether an instrument's alerts can fire at all just now, and if not, why, in words for the rule itself. */
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Feeds } from '../feeds/feeds.ts'
import type { Catalogue } from './catalogue.ts'
import type { Hub } from './hub.ts'

type Sources = {
  readonly catalogue: Pick<Catalogue, 'get'>
  readonly feeds: Pick<Feeds, 'status'>
  readonly hub: Pick<Hub, 'isLive' | 'current'>
}

/** A clause for "not watched: …"; null while it is watched. */
export function whyUnwatched(id: InstrumentId, { catalogue, feeds, hub }: Sources): string | null {
  const instrument = catalogue.get(id)
  if (instrument === undefined) return 'no enabled venue has this instrument'
  const status = feeds.status().find(({ provider }) => provider === instrument.provider)
  if (status === undefined) return 'its venue is switched off'
  const refused = status.refused.find((entry) => entry.instrument === id)
  if (refused !== undefined) return `${instrument.provider} refuses it: ${refused.reason}`
  if (!hub.isLive(instrument.provider)) return `no live prices: ${status.reason ?? status.state}`
  const state = hub.current(id)?.state
  if (state === 'closed') return 'market closed'
  return state === 'stale' ? 'no price for too long' : null
}
