/** All venues that are switched on: who wants what of which, and where it goes. The public face of this folder. */
import { codedError } from '../../shared/errors.ts'
import type { FeedStatus, RestHealth } from '../../shared/model/feed-status.ts'
import type { InstrumentId, ProviderId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { CandleUpdate } from '../../shared/model/candle.ts'
import type { QuoteUpdate, Trade } from '../../shared/model/quote.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Provider, StreamNeed } from '../providers/provider.ts'
import { createFeed } from './feed.ts'
import type { Feed } from './feed.ts'
import { createLane } from './lanes.ts'
import type { ProxySettings } from './proxy.ts'
import { createRateLimit } from './rate-limit.ts'
import type { RateLimit } from './rate-limit.ts'
import type { RestClient } from './rest-client.ts'
import type { SilenceState } from './silence-watch.ts'
import { createRestBudget, type RestBudget } from './rest-budget.ts'
import { guardSink } from './sink-guard.ts'

export type { SilenceState } from './silence-watch.ts'

/** Where everything goes. All times are UTC epoch ms. */
export type FeedSink = {
  quotes(updates: readonly QuoteUpdate[], receivedAt: number): void
  trades(trades: readonly Trade[], receivedAt: number): void
  candles(updates: readonly CandleUpdate[], receivedAt: number): void
  /** Quotes that REST polls carried while the stream is down. */
  polled(updates: readonly QuoteUpdate[], receivedAt: number): void
  /** Figures of the day that REST told while the stream is live, for venues whose stream has none. */
  figures(updates: readonly QuoteUpdate[], receivedAt: number): void
  /** On every change of state, refusals or silences; not on each message. */
  status(status: FeedStatus): void
  /** The stream of a venue ended or went stale: nothing looks live any more. */
  down(event: { provider: ProviderId; at: number }): void
  /** Live again: what lies between is unknown. */
  resumed(gap: { provider: ProviderId; fromAt: number; toAt: number }): void
  /** An instrument went silent while its market is open, or speaks again; `flowing` as well when it is no longer wanted. */
  silence(event: { instrument: InstrumentId; state: SilenceState }): void
}

export type Venue = {
  readonly provider: Provider
  /** Origins; the venue's own paths follow them. */
  readonly restUrl: string
  readonly wsUrl: string
  readonly credentials?: Readonly<Record<string, string>>
  /** The user's proxy, for REST and streams alike. */
  readonly proxy?: ProxySettings | null
}

export type FeedsDeps = { clock: Clock; log: Log; sink: FeedSink; version: string; random?: () => number }

export type Feeds = {
  /** Takes up what is subscribed of the venue already; one that is there is replaced. Throws `bad-request` for a bad address. */
  add(venue: Venue): void
  /** Subscriptions stay and come back with the venue. */
  remove(provider: ProviderId): void
  /** Throws `not-found` for a venue that is not switched on. */
  rest(provider: ProviderId): RestClient
  /** Reference-counted: the first asks the venue, the last release unsubscribes. */
  subscribe(instrument: Instrument, need: StreamNeed): () => void
  status(): FeedStatus[]
  restHealth(): RestHealth[]
  /** 60 counts of whole seconds each, oldest first. */
  lanes(): { rest: number[]; webSocket: number[] }
  /** Skip the wait; for a live stream: rebuild it. What the venue refused is asked for again. */
  reconnect(provider: ProviderId): void
  /** The machine woke or came online: every socket is presumed dead. */
  presumeDead(reason: string): void
  stop(): Promise<void>
}

type Want = { readonly instrument: Instrument; readonly need: StreamNeed; holders: number }

export function createFeeds(deps: FeedsDeps): Feeds {
  const { clock, version } = deps
  const log = deps.log.child({ part: 'feeds' })
  const sink = guardSink(deps.sink, log)
  const feeds = new Map<ProviderId, Feed>()
  const wants = new Map<string, Want>()
  const missingSince = new Map<ProviderId, number>()
  // A venue counts our attempts and requests whether it was configured anew in between or not.
  const connectLimits = new Map<string, RateLimit>()
  const budgets = new Map<string, RestBudget>()
  const restLane = createLane()
  const webSocketLane = createLane()

  const remove = (provider: ProviderId): void => {
    const feed = feeds.get(provider)
    if (feed === undefined) return
    const since = feed.stop()
    feeds.delete(provider)
    if (since !== null) missingSince.set(provider, since)
  }

  const connectLimitOf = ({ id, limits }: Provider): RateLimit => {
    const key = JSON.stringify([id, limits.connects])
    const limit = connectLimits.get(key) ?? createRateLimit(clock, limits.connects)
    connectLimits.set(key, limit)
    return limit
  }

  const budgetOf = ({ id, limits }: Provider): RestBudget => {
    const key = JSON.stringify([id, limits.rest])
    const budget =
      budgets.get(key) ?? createRestBudget(clock, limits.rest, () => feeds.get(id)?.status().skewMs ?? 0)
    budgets.set(key, budget)
    return budget
  }

  return {
    add(venue) {
      const { provider } = venue
      remove(provider.id)
      const feed = createFeed({
        venue,
        clock,
        log,
        sink,
        random: deps.random ?? Math.random,
        userAgent: `Tickerdeck/${version}`,
        connectLimit: connectLimitOf(provider),
        budget: budgetOf(provider),
        missingSinceAt: missingSince.get(provider.id) ?? null,
        countMessage: (nowMs) => webSocketLane.add(nowMs),
        countRequest: (nowMs) => restLane.add(nowMs),
      })
      missingSince.delete(provider.id)
      feeds.set(provider.id, feed)
      for (const { instrument, need } of wants.values()) {
        if (instrument.provider === provider.id) feed.acquire(instrument, need)
      }
    },
    remove,
    rest(provider) {
      const feed = feeds.get(provider)
      if (feed === undefined) throw codedError('not-found', `the venue ${provider} is not switched on`)
      return feed.rest
    },
    subscribe(instrument, need) {
      const key = `${need} ${instrument.id}`
      const want = wants.get(key) ?? { instrument, need, holders: 0 }
      want.holders += 1
      if (want.holders === 1) {
        wants.set(key, want)
        feeds.get(instrument.provider)?.acquire(instrument, need)
      }
      let held = true
      return () => {
        if (!held) return
        held = false
        want.holders -= 1
        if (want.holders > 0) return
        wants.delete(key)
        feeds.get(instrument.provider)?.release(instrument, need)
      }
    },
    status: () => Array.from(feeds.values(), (feed) => feed.status()),
    restHealth: () => Array.from(feeds.values(), (feed) => feed.rest.health()),
    lanes() {
      const nowMs = clock.monotonicMs()
      return { rest: restLane.counts(nowMs), webSocket: webSocketLane.counts(nowMs) }
    },
    reconnect: (provider) => feeds.get(provider)?.reconnect(),
    presumeDead(reason) {
      log.info({ reason }, 'every socket is presumed dead')
      for (const feed of feeds.values()) feed.presumeDead(reason)
    },
    stop() {
      for (const provider of feeds.keys()) remove(provider)
      return Promise.resolve()
    },
  }
}
