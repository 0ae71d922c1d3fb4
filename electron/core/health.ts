/** The counters of the three channels in one value, and what else happens once a second. */
import type { ConnectionsHealth } from '../../shared/model/feed-status.ts'
import type { Feeds } from '../feeds/feeds.ts'
import type { Webhooks } from '../webhooks/webhooks.ts'

export function readHealth(feeds: Feeds, webhooks: Webhooks, at: number): ConnectionsHealth {
  const lanes = feeds.lanes()
  const hooks = webhooks.lanes()
  return {
    at,
    rest: { providers: feeds.restHealth(), perSecond: lanes.rest },
    webSocket: { feeds: feeds.status(), perSecond: lanes.webSocket },
    webhook: { ...webhooks.health(), perSecond: hooks.received, rejectedPerSecond: hooks.rejected },
  }
}
