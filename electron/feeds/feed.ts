/** One venue kept speaking: its sockets, its REST client, and the polls that stand in while the stream is down. */
import type { FeedStatus } from '../../shared/model/feed-status.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Cancel, Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Provider, StreamNeed } from '../providers/provider.ts'
import { createClockSkew } from './clock-skew.ts'
import { createStatusTeller, showSockets } from './feed-view.ts'
import type { FeedSink, Venue } from './feeds.ts'
import { createFigures } from './figures.ts'
import { createLane } from './lanes.ts'
import { placeTopics } from './placement.ts'
import type { Placement } from './placement.ts'
import { createPoller } from './poller.ts'
import { socketAgent } from './proxy.ts'
import type { RateLimit } from './rate-limit.ts'
import { missingKeys } from './rest-ask.ts'
import type { RestBudget } from './rest-budget.ts'
import { createRestClient } from './rest-client.ts'
import type { RestClient } from './rest-client.ts'
import { createSessionCache } from './session-cache.ts'
import { createSkewKeeper } from './skew-keeper.ts'
import { createSpotChecks } from './spot-checks.ts'
import { createHider, originOf, streamAddresses } from './stream-address.ts'
import { createStreamSlot } from './stream-slot.ts'
import type { StreamSlot } from './stream-slot.ts'
import { tickMs } from './watches.ts'

export type FeedDeps = {
  readonly venue: Venue
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
  readonly userAgent: string
  readonly sink: FeedSink
  /** Attempts to connect to the venue, of feeds before this one as well. */
  readonly connectLimit: RateLimit
  readonly budget: RestBudget
  /** Since when data is missing, from a feed that this one replaces; UTC epoch ms. */
  readonly missingSinceAt: number | null
  /** Each message of the stream, and each request. */
  countMessage(nowMs: number): void
  countRequest(nowMs: number): void
}

export type Feed = {
  readonly provider: Provider
  readonly rest: RestClient
  acquire(instrument: Instrument, need: StreamNeed): void
  release(instrument: Instrument, need: StreamNeed): void
  status(): FeedStatus
  reconnect(): void
  presumeDead(reason: string): void
  /** Answers since when data is missing, for a feed that follows; null where none is. */
  stop(): number | null
}

type Hold = {
  readonly instrument: Instrument
  readonly need: StreamNeed
  /** Null: no socket has room. */
  readonly placement: Placement | null
}

const keyOf = (instrument: InstrumentId, need: StreamNeed): string => `${need} ${instrument}`
const messageRateSeconds = 5

/** Throws `bad-request` for addresses that are none. */
export function createFeed(deps: FeedDeps): Feed {
  const { venue, clock, log, sink } = deps
  const { provider, credentials = {}, proxy = null } = venue
  const { limits, stream } = provider
  const needsKey = missingKeys(provider, credentials).length > 0
  const urls = needsKey ? [] : streamAddresses(provider, venue.wsUrl, credentials)
  originOf(venue.wsUrl, `stream address of ${provider.id}`)
  originOf(venue.restUrl, `REST address of ${provider.id}`)
  const startedAt = clock.now()
  const holds = new Map<string, Hold>()
  const slots: StreamSlot[] = []
  const sessions = createSessionCache()
  const lane = createLane()
  const skew = createClockSkew()
  const agent = proxy === null ? null : socketAgent(proxy, clock)
  const rest = createRestClient({
    provider,
    restUrl: venue.restUrl,
    credentials,
    proxy,
    budget: deps.budget,
    skew,
    userAgent: deps.userAgent,
    clock,
    log,
    sent: deps.countRequest,
  })
  const checks = createSpotChecks({ provider, rest, clock, log })
  const skewKeeper = createSkewKeeper({ provider, rest, clock, skew })
  const quoted = (): Instrument[] =>
    [...holds.values()].filter(({ need }) => need === 'quotes').map(({ instrument }) => instrument)
  const poller = createPoller({ provider, rest, clock, log, instruments: quoted, quotes: sink.polled })
  const figures = createFigures({
    provider,
    rest,
    clock,
    log,
    instruments: () => (isLive ? quoted() : []),
    figures: sink.figures,
  })
  const tell = createStatusTeller(sink.status)
  let missingSinceAt = deps.missingSinceAt
  let cancelTick: Cancel | null = null
  let isLive = false
  let stopped = false

  const openSlot = (path: number): StreamSlot => {
    const slot = createStreamSlot({
      path,
      provider,
      url: urls[path] ?? '',
      login: stream.login?.(credentials) ?? null,
      userAgent: deps.userAgent,
      agent,
      clock,
      log,
      random: deps.random,
      connectLimit: deps.connectLimit,
      skew,
      hide: createHider(credentials),
      sessions,
      checks,
      mayDouble: () => socketsOf(path) < (limits.sockets ?? Infinity),
      data(frame, receivedAt) {
        if (frame.candles.length > 0) sink.candles(frame.candles, receivedAt)
        if (frame.trades.length > 0) sink.trades(frame.trades, receivedAt)
        if (frame.quotes.length > 0) sink.quotes(frame.quotes, receivedAt)
      },
      counted(nowMs) {
        lane.add(nowMs)
        deps.countMessage(nowMs)
      },
      changed,
      down: () => sink.down({ provider: provider.id, at: clock.now() }),
      resumed: (fromAt) => void (missingSinceAt = Math.min(missingSinceAt ?? fromAt, fromAt)),
      silence: (instrument, state) => sink.silence({ instrument, state }),
    })
    slots.push(slot)
    return slot
  }

  function socketsOf(path: number): number {
    return slots.reduce((sum, slot) => sum + (slot.path === path ? slot.sockets() : 0), 0)
  }

  const refusals = (): FeedStatus['refused'] => {
    const reasons = new Map<InstrumentId, string>()
    for (const { instrument, placement } of holds.values())
      if (placement === null && !needsKey)
        reasons.set(instrument.id, 'the venue allows no more subscriptions')
    for (const { instrument, reason } of slots.flatMap((slot) => slot.refused()))
      reasons.set(instrument, reason)
    return Array.from(reasons, ([instrument, reason]) => ({ instrument, reason }))
  }

  const status = (): FeedStatus => {
    const views = slots.map((slot) => slot.view())
    const shown = showSockets(views, startedAt)
    return {
      provider: provider.id,
      ...shown,
      ...(needsKey ? { state: 'refused' as const, reason: 'needs a key' } : {}),
      ...(stopped ? { state: 'stopped' as const } : {}),
      refused: refusals(),
      silent: slots.flatMap((slot) => slot.in('stale')),
      quiet: slots.flatMap((slot) => slot.in('quiet')),
      skewMs: skew.skewMs(),
      sockets: slots.reduce((sum, slot) => sum + slot.openSockets(), 0),
      messagesPerSecond: lane.perSecond(clock.monotonicMs(), messageRateSeconds),
    }
  }

  /** Sockets that nothing is placed on any more, once they are closed; one is kept. */
  const prune = (): void => {
    for (const slot of slots.slice()) {
      if (slots.length === 1 || slot.view().state !== 'idle') continue
      if ([...holds.values()].some(({ placement }) => placement?.has(slot) === true)) continue
      slots.splice(slots.indexOf(slot), 1)
      slot.stop()
    }
  }

  const announceResumed = (): void => {
    if (missingSinceAt === null) return
    const views = slots.map((slot) => slot.view())
    if (views.some(({ lost }) => lost) || !views.some(({ state }) => state === 'live')) return
    const gap = { provider: provider.id, fromAt: missingSinceAt, toAt: clock.now() }
    missingSinceAt = null
    sink.resumed(gap)
  }

  const tick = (): void => {
    for (const slot of slots) slot.tick()
    skewKeeper.tick()
  }

  const setTicking = (needed: boolean): void => {
    if (needed === (cancelTick !== null)) return
    cancelTick?.()
    cancelTick = needed ? clock.every(tickMs, tick) : null
  }

  function changed(): void {
    if (stopped) return
    prune()
    announceResumed()
    const now = status()
    // A venue that refuses our key on the stream will hardly take it over REST.
    const isRefusedKey = now.state === 'refused' && provider.credentials.length > 0
    poller.setNeeded(now.state !== 'live' && now.state !== 'idle' && !isRefusedKey)
    isLive = now.state === 'live'
    figures.changed()
    setTicking(slots.some((slot) => !['idle', 'refused', 'stopped'].includes(slot.view().state)))
    tell(now)
  }

  if (needsKey) tell(status())

  const place = (instrument: Instrument, need: StreamNeed): void => {
    const placement = needsKey
      ? null
      : placeTopics(stream.topics(instrument, need), slots, provider, openSlot)
    holds.set(keyOf(instrument.id, need), { instrument, need, placement })
    let watch = need === 'quotes'
    for (const [slot, own] of placement ?? []) {
      slot.acquire(own, instrument, watch)
      watch = false
    }
    if (placement === null) changed()
  }

  return {
    provider,
    rest,
    acquire(instrument, need) {
      const key = keyOf(instrument.id, need)
      if (holds.has(key)) return
      place(instrument, need)
      if (holds.get(key)?.placement === null && !needsKey)
        log.warn({ provider: provider.id, instrument: instrument.id }, 'no room on any socket')
    },
    release(instrument, need) {
      const key = keyOf(instrument.id, need)
      const hold = holds.get(key)
      if (hold === undefined) return
      holds.delete(key)
      let watch = need === 'quotes'
      for (const [slot, own] of hold.placement ?? []) {
        slot.release(own, instrument, watch)
        watch = false
      }
      if (hold.placement === null) return changed()
      // Room for who had none.
      for (const waiting of [...holds.values()])
        if (waiting.placement === null && !needsKey) place(waiting.instrument, waiting.need)
    },
    status,
    reconnect() {
      for (const slot of slots.slice()) slot.reconnect()
    },
    presumeDead(reason) {
      // Who slept knows nothing of its own clock either.
      skew.reset()
      for (const slot of slots.slice()) slot.presumeDead(reason)
    },
    stop() {
      stopped = true
      checks.stop()
      figures.stop()
      for (const slot of slots) slot.stop()
      poller.setNeeded(false)
      setTicking(false)
      rest.stop()
      tell(status())
      const since = slots.map((slot) => slot.view().lostSinceAt).filter((moment) => moment !== null)
      if (missingSinceAt !== null) since.push(missingSinceAt)
      return since.length > 0 ? Math.min(...since) : null
    },
  }
}
