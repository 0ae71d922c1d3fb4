/** Wires what comes from venues: who is connected and how, their instruments, their history, and the quotes that all of it becomes. */
import { codedError } from '../../shared/errors.ts'
import { isInstrumentId, type InstrumentId, type ProviderId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Tick } from '../../shared/model/quote.ts'
import type { BookUpdate } from '../alerts/service-deps.ts'
import { createFeeds, type Feeds } from '../feeds/feeds.ts'
import { createDisposer } from '../lib/disposer.ts'
import { providers } from '../providers/registry.ts'
import type { Store } from '../store/store.ts'
import { createCatalogue, type Catalogue } from './catalogue.ts'
import { createCredentials } from './credentials.ts'
import type { CoreDeps } from './deps.ts'
import { createFeedSink } from './feed-sink.ts'
import { createHistory, type History } from './history.ts'
import { createHub, type Hub } from './hub.ts'
import { createProxyStore, type ProxyStore } from './proxy.ts'
import type { Simulation } from './simulation.ts'
import { createVenues, type Venues } from './venues.ts'

export type MarketDeps = Pick<CoreDeps, 'clock' | 'log' | 'host' | 'env' | 'version'> & {
  readonly store: Store
  readonly simulation: Simulation
  /** Hot: a price that happened. */
  tick(instrument: InstrumentId, tick: Tick): void
  /** Whether a rule needs more of it than its trades. Hot. */
  wantsBook(instrument: InstrumentId): boolean
  book(instrument: InstrumentId, update: BookUpdate): void
  /** The venue set its clock back: times before and after can't be compared. */
  setBack(instrument: InstrumentId): void
  /** The venue was switched off, or is about to be connected another way. */
  disconnected(provider: ProviderId): void
  instrumentsChanged(): void
}

export type Market = {
  readonly feeds: Feeds
  readonly history: History
  readonly catalogue: Catalogue
  readonly hub: Hub
  readonly venues: Venues
  readonly proxy: ProxyStore
  readonly feedSink: Pick<ReturnType<typeof createFeedSink>, 'connect'>
  /** Throws coded `not-found`, naming the id. */
  instrument(id: string): Instrument
  /** Connects the venues; their first lists are awaited for a moment. */
  start(): Promise<void>
  /** Rejects with the first that went wrong, after all else was stopped. */
  stop(): Promise<void>
}

// Whoever connects as soon as the core is ready finds the instruments there, if the venues answer at all.
const firstListsWithinMs = 2_000

export function createMarket(deps: MarketDeps): Market {
  const { clock, log, host, env, store, simulation } = deps
  const disposer = createDisposer()

  const feedSink = createFeedSink()
  const feeds = createFeeds({
    clock,
    log: log.child({ part: 'feeds' }),
    sink: feedSink.sink,
    version: deps.version,
  })
  disposer.add(() => feeds.stop())

  const credentials = createCredentials({ secrets: host.secrets, env, log: log.child({ part: 'keys' }) })
  const proxy = createProxyStore({ secrets: host.secrets, settings: store.settings, log })
  const history = createHistory({
    clock,
    log: log.child({ part: 'history' }),
    providers,
    feeds,
    credentials: (provider) => credentials.of(provider),
    historyFrom: (provider) => venues.historyFrom(provider),
    counterpart(instrument, provider) {
      const id = catalogue.find(provider, instrument.symbol)
      return id === null ? null : (catalogue.get(id) ?? null)
    },
  })
  const catalogue = createCatalogue({
    clock,
    log: log.child({ part: 'catalogue' }),
    fetch: history.instruments,
    turnover: history.turnover,
    cache: store.instruments,
    changed() {
      hub.instrumentsChanged()
      deps.instrumentsChanged()
    },
  })
  disposer.add(() => catalogue.stop())

  const hub = createHub({
    clock,
    instrument: (id) => catalogue.get(id),
    tick: deps.tick,
    wantsBook: deps.wantsBook,
    book: deps.book,
    setBack: deps.setBack,
  })

  const venues: Venues = createVenues({
    providers,
    env,
    credentials,
    settings: store.providers,
    local: (provider) => (provider === 'simulated' ? simulation.endpoints : null),
    status: history.statusOf,
    rest: (provider) => feeds.restHealth().find((health) => health.provider === provider) ?? null,
    instruments: (provider) => catalogue.count(provider),
    connect(access) {
      const { provider } = access
      // Our own exchange runs in this process: no proxy stands between.
      feeds.add({ ...access, proxy: provider.simulated ? null : proxy.current() })
      history.retry(provider.id)
      catalogue.add(provider.id)
    },
    disconnect(provider) {
      catalogue.remove(provider)
      feeds.remove(provider)
      hub.setLive(provider, false)
      deps.disconnected(provider)
    },
  })

  return {
    feeds,
    history,
    catalogue,
    hub,
    venues,
    proxy,
    feedSink,
    instrument(id) {
      const found = isInstrumentId(id) ? catalogue.get(id) : undefined
      if (found === undefined)
        throw codedError('not-found', `no enabled venue knows the instrument ${id}`, 'later')
      return found
    },
    async start() {
      await proxy.load()
      await venues.start()
      await catalogue.settled(firstListsWithinMs)
    },
    async stop() {
      const [error] = await disposer.dispose()
      if (error !== undefined) throw error
    },
  }
}
