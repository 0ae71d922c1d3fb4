/** A venue's strict server, its provider and the feeds between them, with all that the feeds tell kept: what conformance runs on. */
import { createFeeds } from '../../../electron/feeds/feeds.ts'
import type { Feeds, FeedSink, Venue } from '../../../electron/feeds/feeds.ts'
import type { RestResult } from '../../../electron/feeds/rest-client.ts'
import type { Log } from '../../../electron/lib/log.ts'
import type { Credentials, Provider, RestRequest, StreamNeed } from '../../../electron/providers/provider.ts'
import type { CandleUpdate } from '../../../shared/model/candle.ts'
import type { FeedState, FeedStatus } from '../../../shared/model/feed-status.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { Interval } from '../../../shared/model/interval.ts'
import type { QuoteUpdate, Trade } from '../../../shared/model/quote.ts'
import { waitFor } from '../wait-for.ts'
import { venueServers } from './index.ts'
import { createMarket } from './market.ts'
import type { Market, MarketSymbol } from './market.ts'
import type { VenueCase } from './rig-cases.ts'
import { createManualRigClock, createRealRigClock, rigStartAt } from './rig-clock.ts'
import type { RigClock } from './rig-clock.ts'
import { createRecordingSink } from './rig-record.ts'
import type { Told } from './rig-record.ts'
import type { VenueServer } from './venue-types.ts'
import { usualSymbols } from './venue-symbols.ts'

export type RigOptions = {
  /** `manual`: turned by the test, for what takes minutes. */
  readonly clock?: 'real' | 'manual'
  /** When the market begins, UTC epoch ms. */
  readonly startAt?: number
  /** The venue server's own options, over the quick ones of the case. */
  readonly server?: Readonly<Record<string, unknown>>
  /** Spread the provider to change a part of it. */
  readonly provider?: (provider: Provider) => Provider
  readonly credentials?: Credentials
  /** Symbols beside the usual ones. */
  readonly moreSymbols?: readonly MarketSymbol[]
  /** Told all that the recording sink is told. */
  readonly also?: Partial<FeedSink>
  /** In [0, 1); 0 unless told, so that waits are the shortest that there are. */
  readonly random?: () => number
}

export type VenueRig = Omit<RigClock, 'pendingTimers'> & {
  readonly case: VenueCase
  readonly provider: Provider
  readonly server: VenueServer
  readonly market: Market
  readonly feeds: Feeds
  readonly told: Told
  /** Log lines as JSON. */
  readonly logged: string[]
  /** Of a market symbol, as the venue's list should tell it; the name is ours. */
  instrument(symbol: string): Instrument
  /** Adds the venue (again), with other keys where they are given. */
  configure(venue?: Partial<Venue>): void
  /** Subscribes all symbols in one turn; answers how to let go of them. */
  watch(symbols: readonly string[], need?: StreamNeed): () => void
  status(): FeedStatus
  state(): FeedState
  /** Waits until the stream is live. */
  live(): Promise<void>
  /** Topics that we asked for and have now, over all sockets, sorted: without those that come with others. */
  subscriptions(): readonly string[]
  /** Waits until exactly these are. */
  subscribed(topics: readonly string[]): Promise<void>
  /** Topics of market symbols as the provider names them, sorted. */
  topics(symbols: readonly string[], need?: StreamNeed): string[]
  /** All that was told of a symbol's quote so far, later fields over earlier ones. */
  quote(symbol: string): Partial<QuoteUpdate>
  trades(symbol: string): Trade[]
  candles(symbol: string, interval: Interval): CandleUpdate['candle'][]
  /** Waits until what the stream says of these symbols' prices is what the market says. */
  caughtUp(symbols: readonly string[]): Promise<void>
  /** Has these symbols traded until the stream is live and has caught up with all of them. */
  flowing(symbols: readonly string[]): Promise<void>
  /** Symbols that the venue refused, with its reason, by market symbol. */
  refused(): Record<string, string>
  get(request: RestRequest): Promise<RestResult>
  /** Stops the feeds, sees that nothing is left open, and closes the server. */
  close(): Promise<void>
}

/** Alpaca's channels that follow the trades, and those that a topic of ours includes. */
const companions = /^(?:corrections|cancelErrors|dailyBars|updatedBars):/

function logTo(lines: string[]): Log {
  const write = (fields: object, message: string): void =>
    void lines.push(JSON.stringify({ ...fields, message }))
  const log: Log = { debug: write, info: write, warn: write, error: write, child: () => log }
  return log
}

/** Starts the venue's server with its market and adds the venue to fresh feeds. */
export async function startVenueRig(venue: VenueCase, options: RigOptions = {}): Promise<VenueRig> {
  const startAt = options.startAt ?? rigStartAt
  const rigClock = options.clock === 'manual' ? createManualRigClock(startAt) : createRealRigClock(startAt)
  const { clock } = rigClock
  const market = createMarket({ now: clock.now, symbols: [...usualSymbols, ...(options.moreSymbols ?? [])] })
  const start = venueServers[venue.id]
  if (start === undefined) throw new Error(`no server speaks ${venue.id}`)
  const quick = options.clock === 'manual' ? venue.quick : {}
  const server = await start({ market, now: clock.now, ...quick, ...options.server })
  const provider = options.provider?.(venue.provider) ?? venue.provider
  const logged: string[] = []
  const { told, sink } = createRecordingSink(options.also)
  const feeds = createFeeds({
    clock,
    log: logTo(logged),
    sink,
    version: '1.2.3',
    random: options.random ?? (() => 0),
  })

  const instrument = (symbol: string): Instrument => {
    const { kind, quote, name, tickSize } = market.symbol(symbol)
    const spelled = server.spell(symbol)
    return {
      id: provider.fromVenue(spelled),
      provider: provider.id,
      symbol: spelled,
      name,
      kind,
      currency: quote,
      tickSize,
      session: venue.session(kind, startAt),
      intervals: [...provider.intervals],
      simulated: false,
    }
  }
  const idOf = (symbol: string): string => instrument(symbol).id
  const status = (): FeedStatus => {
    const [found] = feeds.status()
    if (found === undefined) throw new Error('the venue is not switched on')
    return found
  }
  const { pendingTimers, ...turning } = rigClock
  const { until } = turning
  const subscriptions = (): string[] => server.subscriptions().filter((topic) => !companions.test(topic))

  const rig: VenueRig = {
    ...turning,
    case: venue,
    provider,
    server,
    market,
    feeds,
    told,
    logged,
    instrument,
    configure(changes = {}) {
      const credentials = options.credentials ?? venue.credentials
      feeds.add({
        provider,
        restUrl: server.restUrl,
        wsUrl: server.wsUrl,
        ...(credentials === null ? {} : { credentials }),
        ...changes,
      })
    },
    watch(symbols, need = 'quotes') {
      const releases = symbols.map((symbol) => feeds.subscribe(instrument(symbol), need))
      return () => {
        for (const release of releases) release()
      }
    },
    status,
    state: () => status().state,
    async live() {
      await until(() => status().state === 'live', `${venue.id} to be live`).catch(() => {
        const { state, reason, refused } = status()
        throw new Error(`${venue.id} is ${state}, not live: ${reason ?? ''} ${JSON.stringify(refused)}`)
      })
    },
    subscriptions,
    async subscribed(topics) {
      const wanted = topics.join(' ')
      await until(() => subscriptions().join(' ') === wanted, 'the subscriptions').catch(() => {
        throw new Error(`${venue.id} is subscribed to ${subscriptions().join(' ')}, not to ${wanted}`)
      })
    },
    topics: (symbols, need = 'quotes') =>
      symbols.flatMap((symbol) => [...provider.stream.topics(instrument(symbol), need)]).sort(),
    quote(symbol) {
      const id = idOf(symbol)
      const merged: Partial<QuoteUpdate> = {}
      for (const update of told.quotes) if (update.instrument === id) Object.assign(merged, update)
      return merged
    },
    trades: (symbol) => told.trades.filter((trade) => trade.instrument === idOf(symbol)),
    candles: (symbol, interval) =>
      told.candles
        .filter((update) => update.instrument === idOf(symbol) && update.interval === interval)
        .map(({ candle }) => candle),
    async caughtUp(symbols) {
      await until(() => !symbols.some(isBehind), 'the prices')
    },
    async flowing(symbols) {
      const endMs = clock.monotonicMs() + 120_000
      for (;;) {
        for (const symbol of symbols) market.trade(symbol, undefined, 200)
        const isLive = (): boolean => status().state === 'live' && !symbols.some(isBehind)
        if (await until(isLive, 'prices', 1_000).catch(() => false)) return
        if (clock.monotonicMs() < endMs) continue
        const { state, reason, refused } = status()
        const late = symbols.filter(isBehind).join(' ')
        throw new Error(`${venue.id} is ${state}: ${reason ?? ''} ${JSON.stringify(refused)}; late: ${late}`)
      }
    },
    refused: () =>
      Object.fromEntries(
        status().refused.map(({ instrument: id, reason }) => [
          market.symbols().find(({ symbol }) => isListed(symbol) && idOf(symbol) === id)?.symbol ?? id,
          reason,
        ]),
      ),
    get: (request) => turning.settled(feeds.rest(provider.id).get(request)),
    async close() {
      await feeds.stop()
      // A server that reads nothing sees no socket end.
      server.script.halfOpen(false)
      try {
        await waitFor(() => server.connections() === 0, 'all sockets to be closed')
        // Requests under way are ended, which takes them a turn.
        await waitFor(() => pendingTimers() === 0, 'all timers to be gone')
      } finally {
        await server.close()
      }
    },
  }
  function isBehind(symbol: string): boolean {
    const price = market.trades(symbol).at(-1)?.price
    return rig.trades(symbol).at(-1)?.price !== price && rig.quote(symbol).last !== price
  }
  function isListed(symbol: string): boolean {
    try {
      return server.spell(symbol) !== ''
    } catch {
      return false
    }
  }
  rig.configure()
  return rig
}

/**
 * Runs a scenario and closes everything whatever comes of it. Afterwards the venue must have had no reason to blame the client, but
 * for the rules in `allowed`.
 */
export async function withVenueRig(
  venue: VenueCase,
  options: RigOptions & { readonly allowed?: readonly string[] },
  run: (rig: VenueRig) => Promise<void>,
): Promise<void> {
  const rig = await startVenueRig(venue, options)
  try {
    await run(rig)
    const faults = rig.server.faults().filter(({ rule }) => options.allowed?.includes(rule) !== true)
    if (faults.length > 0) throw new Error(`${venue.id} blames the client: ${JSON.stringify(faults)}`)
  } catch (error) {
    // What went wrong first is what is told.
    await rig.close().catch(() => undefined)
    throw error
  }
  await rig.close()
}
