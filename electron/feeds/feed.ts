/** One venue kept speaking: its sockets, its REST client, and the polls that stand in while the stream is down. */
import { codedError } from '../../shared/errors.ts'
import type { FeedStatus } from '../../shared/model/feed-status.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Cancel, Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Provider, StreamNeed } from '../providers/provider.ts'
import { showSockets } from './feed-view.ts'
import type { FeedSink, Venue } from './feeds.ts'
import { createLane } from './lanes.ts'
import { placeTopics } from './placement.ts'
import type { Placement } from './placement.ts'
import { createPoller } from './poller.ts'
import { createRateLimit, perMinuteRules } from './rate-limit.ts'
import { createRestClient } from './rest-client.ts'
import type { RestClient } from './rest-client.ts'
import { createSessionCache } from './session-cache.ts'
import { createStreamSocket } from './stream-socket.ts'
import type { StreamSocket } from './stream-socket.ts'
import { tickMs } from './watches.ts'

export type FeedDeps = {
  readonly venue: Venue
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
  readonly userAgent: string
  readonly sink: FeedSink
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
  readonly topics: readonly string[]
  /** Null: no socket has room. */
  readonly placement: Placement | null
}

const keyOf = (instrument: InstrumentId, need: StreamNeed): string => `${need} ${instrument}`
const none: readonly string[] = Object.freeze([])
const messageRateSeconds = 5

/** The venue's path on the origin of `base`. */
function urlOf(base: string, path: string, what: string): string {
  const origin = URL.canParse(base) ? new URL(base).origin : 'null'
  if (origin === 'null') throw codedError('bad-request', `${what} is not an address: ${base}`)
  return new URL(path, origin).href
}

export function createFeed(deps: FeedDeps): Feed {
  const { venue, clock, log, sink } = deps
  const { provider } = venue
  const { limits, stream } = provider
  const url = urlOf(venue.wsUrl, stream.path, `stream address of ${provider.id}`)
  urlOf(venue.restUrl, '/', `REST address of ${provider.id}`)
  const startedAt = clock.now()
  const holds = new Map<string, Hold>()
  const sockets: StreamSocket[] = []
  const connectLimit = createRateLimit(clock, perMinuteRules(limits.connectsPerMinute))
  const sessions = createSessionCache()
  const lane = createLane()
  const rest = createRestClient({
    provider,
    restUrl: venue.restUrl,
    userAgent: deps.userAgent,
    clock,
    log,
    sent: deps.countRequest,
  })
  const poller = createPoller({
    provider,
    rest,
    clock,
    log,
    instruments: () =>
      [...holds.values()].filter(({ need }) => need === 'quotes').map(({ instrument }) => instrument),
    quotes: sink.polled,
  })
  let missingSinceAt = deps.missingSinceAt
  let cancelTick: Cancel | null = null
  let lastShown = ''
  let stopped = false

  const openSocket = (): StreamSocket => {
    const socket = createStreamSocket({
      provider,
      url,
      login: stream.login?.(venue.credentials ?? {}) ?? none,
      userAgent: deps.userAgent,
      clock,
      log,
      random: deps.random,
      connectLimit,
      sessions,
      topicsOf: (instrument, need) => holds.get(keyOf(instrument, need))?.topics ?? none,
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
      silence: (instrument, silent) => sink.silence({ instrument, silent }),
    })
    sockets.push(socket)
    return socket
  }

  const status = (): FeedStatus => {
    const refused = sockets.flatMap((socket) => socket.refused())
    for (const { instrument, placement } of holds.values()) {
      if (placement === null)
        refused.push({ instrument: instrument.id, reason: 'the venue allows no more subscriptions' })
    }
    const shown = showSockets(
      sockets.map((socket) => socket.view()),
      startedAt,
    )
    return {
      provider: provider.id,
      ...shown,
      state: stopped ? 'stopped' : shown.state,
      refused,
      silent: sockets.flatMap((socket) => socket.silent()),
      messagesPerSecond: lane.perSecond(clock.monotonicMs(), messageRateSeconds),
    }
  }

  /** Sockets that nothing is placed on any more, once they are closed; one is kept. */
  const prune = (): void => {
    for (const socket of sockets.slice()) {
      const isUsed = [...holds.values()].some(({ placement }) => placement?.has(socket) === true)
      if (sockets.length === 1 || isUsed || socket.view().state !== 'idle') continue
      sockets.splice(sockets.indexOf(socket), 1)
      socket.stop()
    }
  }

  const announceResumed = (): void => {
    const views = sockets.map((socket) => socket.view())
    if (
      missingSinceAt === null ||
      views.some(({ lost }) => lost) ||
      !views.some(({ state }) => state === 'live')
    )
      return
    const gap = { provider: provider.id, fromAt: missingSinceAt, toAt: clock.now() }
    missingSinceAt = null
    sink.resumed(gap)
  }

  const setTicking = (needed: boolean): void => {
    if (needed === (cancelTick !== null)) return
    cancelTick?.()
    cancelTick = needed ? clock.every(tickMs, () => sockets.forEach((socket) => socket.tick())) : null
  }

  function changed(): void {
    if (stopped) return
    prune()
    announceResumed()
    const now = status()
    const isDown = now.state !== 'live' && now.state !== 'idle'
    poller.setNeeded(isDown)
    setTicking(sockets.some((socket) => !['idle', 'refused', 'stopped'].includes(socket.view().state)))
    publish(now)
  }

  function publish(now: FeedStatus): void {
    // Times and rates of messages change all the time and are read when they are wanted.
    const shown = JSON.stringify({ ...now, lastMessageAt: null, messagesPerSecond: 0 })
    if (shown === lastShown) return
    lastShown = shown
    sink.status(now)
  }

  return {
    provider,
    rest,
    acquire(instrument, need) {
      const key = keyOf(instrument.id, need)
      if (holds.has(key)) return
      const topics = stream.topics(instrument, need)
      const placement = placeTopics(topics, sockets, limits, openSocket)
      holds.set(key, { instrument, need, topics, placement })
      if (placement === null)
        log.warn({ provider: provider.id, instrument: instrument.id }, 'no room on any socket')
      let watch = need === 'quotes'
      for (const [socket, own] of placement ?? []) {
        socket.acquire(own, instrument, watch)
        watch = false
      }
      if (placement === null) changed()
    },
    release(instrument, need) {
      const key = keyOf(instrument.id, need)
      const hold = holds.get(key)
      if (hold === undefined) return
      holds.delete(key)
      let watch = need === 'quotes'
      for (const [socket, own] of hold.placement ?? []) {
        socket.release(own, instrument, watch)
        watch = false
      }
      if (hold.placement === null) changed()
    },
    status,
    reconnect() {
      for (const socket of sockets.slice()) socket.reconnect()
    },
    presumeDead(reason) {
      for (const socket of sockets.slice()) socket.presumeDead(reason)
    },
    stop() {
      stopped = true
      for (const socket of sockets) socket.stop()
      poller.setNeeded(false)
      setTicking(false)
      rest.stop()
      publish(status())
      const since = sockets.map((socket) => socket.view().lostSinceAt).filter((moment) => moment !== null)
      if (missingSinceAt !== null) since.push(missingSinceAt)
      return since.length > 0 ? Math.min(...since) : null
    },
  }
}
