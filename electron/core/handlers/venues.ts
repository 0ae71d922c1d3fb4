/** Calls about venues and how they are reached: switches, keys, hosts, the proxy, and trying all of it out. */
import type { TestStep } from '../../../shared/contract/methods.ts'
import { codedError } from '../../../shared/errors.ts'
import type { CoreHandlers } from '../../bridge/handlers.ts'
import { probeVenue } from '../../feeds/probe.ts'
import type { ProxySettings } from '../../feeds/proxy.ts'
import type { Parts } from '../parts.ts'
import type { VenueAccess } from '../venues.ts'

type Names =
  'providers.list' | 'providers.configure' | 'providers.test' | 'proxy.get' | 'proxy.save' | 'proxy.test'

// Needs no key, and answers from most places: what a proxy is tried with when no real venue is on.
const proxyProbe = 'kraken'

export function venueHandlers(parts: Parts): Pick<CoreHandlers, Names> {
  const { venues, feeds, proxy, deps } = parts

  /** What is known of the one connection that the venue allows; null where another may be opened. */
  const takenStream = ({ provider }: VenueAccess): string | null => {
    if (provider.limits.sockets !== 1) return null
    const status = feeds.status().find((each) => each.provider === provider.id)
    if (status === undefined || status.sockets === 0) return null
    const why = status.reason === null ? '' : `: ${status.reason}`
    return `${provider.name} allows one connection, and ours is ${status.state}${why}`
  }

  const probe = (access: VenueAccess, through: ProxySettings | null): Promise<TestStep[]> => {
    const taken = takenStream(access)
    return probeVenue({
      ...access,
      proxy: access.provider.simulated ? null : through,
      clock: deps.clock,
      log: deps.log.child({ part: 'probe' }),
      userAgent: `Tickerdeck/${deps.version}`,
      streamAllowed: taken === null,
      ...(taken === null ? {} : { streamNote: taken }),
    })
  }

  return {
    'providers.list': () => venues.list(),
    'providers.configure': async (input) => {
      const before = venues.historyFrom(input.id)
      const view = await venues.configure(input)
      // Candles of another venue are other candles.
      if (view.historyFrom !== before) parts.forgetCandles(input.id)
      parts.changed('providers')
      return view
    },
    'providers.test': async ({ id, credentials }) => ({
      steps: await probe(venues.accessOf(id, credentials), proxy.current()),
    }),
    'proxy.get': () => proxy.view(),
    'proxy.save': async (change) => {
      const view = await proxy.save(change)
      venues.reconnectAll()
      parts.changed('settings')
      return view
    },
    'proxy.test': async ({ provider, ...change }) => {
      const through = proxy.merged(change)
      if (through === null) throw codedError('bad-request', 'proxy.test: there is no proxy to try')
      const on = venues.list().find(({ enabled, simulated }) => enabled && !simulated)?.id
      return { steps: await probe(venues.accessOf(provider ?? on ?? proxyProbe), through) }
    },
  }
}
