/** One socket of a venue's stream: does what the feed machine decides, and tells it what the watches see. */
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Provider, StreamFrame, StreamNeed } from '../providers/provider.ts'
import { connectDeadlineMs } from './feed-machine.ts'
import type { Demand, FeedCommand, FeedMachine } from './feed-machine.ts'
import type { SocketView } from './feed-view.ts'
import { createFrameIntake, hasData } from './frame-intake.ts'
import { createLineWatch } from './line-watch.ts'
import { createDriver } from './machine-driver.ts'
import { createOutbox } from './outbox.ts'
import type { RateLimit } from './rate-limit.ts'
import type { SessionCache } from './session-cache.ts'
import { createSilenceWatch } from './silence-watch.ts'
import { createSubscriptions } from './subscriptions.ts'
import { createWatches } from './watches.ts'
import { openWire } from './wire.ts'
import type { Wire } from './wire.ts'

export type StreamSocketDeps = {
  readonly provider: Provider
  readonly url: string
  /** Messages that come before any subscription. */
  readonly login: readonly string[]
  readonly userAgent: string
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
  /** Shared by all sockets of the venue. */
  readonly connectLimit: RateLimit
  readonly sessions: SessionCache
  topicsOf(instrument: InstrumentId, need: StreamNeed): readonly string[]
  /** Hot: a frame with data, in the order of arrival. */
  data(frame: StreamFrame, receivedAt: number): void
  /** Hot: any message. */
  counted(nowMs: number): void
  /** State, refusals or silences may have changed. */
  changed(): void
  down(): void
  /** Live again; unknown since `fromAt`, UTC epoch ms. */
  resumed(fromAt: number): void
  silence(instrument: InstrumentId, silent: boolean): void
}

export type StreamSocket = {
  /** `watch`: its silence means something. */
  acquire(topics: readonly string[], instrument: Instrument, watch: boolean): void
  release(topics: readonly string[], instrument: Instrument, watch: boolean): void
  has(topic: string): boolean
  /** Topics that it carries or asks for. */
  load(): number
  /** To be called every `tickMs`: the watches have no timers of their own. */
  tick(): void
  reconnect(): void
  presumeDead(reason: string): void
  stop(): void
  view(): SocketView
  refused(): { instrument: InstrumentId; reason: string }[]
  silent(): InstrumentId[]
}

const topicsPerBatch = 100

export function createStreamSocket(deps: StreamSocketDeps): StreamSocket {
  const { clock, provider, log } = deps
  const { stream } = provider
  const subscriptions = createSubscriptions()
  const line = createLineWatch(stream.heartbeat)
  const silence = createSilenceWatch(stream.silenceMs, deps.sessions)
  const intake = createFrameIntake({
    provider,
    log,
    subscriptions,
    silence,
    topicsOf: deps.topicsOf,
    spoke(instrument) {
      deps.silence(instrument, false)
      deps.changed()
    },
    refused() {
      deps.changed()
      updateDemand()
    },
  })
  const driver = createDriver({
    clock,
    random: deps.random,
    connectWaitMs: () => deps.connectLimit.waitMs(),
    enough() {
      const acknowledged = subscriptions.active() > subscriptions.unconfirmed()
      // A shut market has nothing to confirm with, where the venue does not acknowledge.
      return intake.alive() && (acknowledged || !silence.anyOpen(clock.now()))
    },
    entered,
    run,
    changed: deps.changed,
  })
  const outbox = createOutbox({
    clock,
    messagesPerSecond: provider.limits.messagesPerSecond,
    send: (message) => wire?.send(message),
    more: nextMessages,
  })
  const watches = createWatches({
    clock,
    line,
    silence,
    silenceMs: stream.silenceMs,
    takePlace: outbox.takePlace,
    ping: () => wire?.ping(),
    send: (text) => wire?.send(text),
    silenceChanged(instrument, silent) {
      deps.silence(instrument, silent)
      deps.changed()
    },
    takeNews: intake.takeNews,
    quiet(reason, sinceAt) {
      quietSinceAt = sinceAt
      driver.dispatch({ kind: 'quiet', reason })
      quietSinceAt = null
    },
  })

  let wire: Wire | null = null
  let lastMessageAt: number | null = null
  let lostSinceAt: number | null = null
  let quietSinceAt: number | null = null
  let requestId = 0
  let syncPlanned = false

  const isOpen = (): boolean => {
    const { phase } = driver.state()
    return phase === 'subscribing' || phase === 'live' || phase === 'stale'
  }

  function nextMessages(): readonly string[] {
    const change = isOpen() ? subscriptions.next(topicsPerBatch) : null
    if (change === null) return []
    requestId += 1
    const messages = stream.messages(change.add, change.remove, requestId)
    requestId += Math.max(0, messages.length - 1)
    driver.dispatch({ kind: 'sent' })
    return messages
  }

  function entered(before: FeedMachine, after: FeedMachine): void {
    if (after.lost && !before.lost) lostSinceAt ??= quietSinceAt ?? lastMessageAt ?? clock.now()
    if (after.phase === before.phase) return
    log.info({ provider: provider.id, from: before.phase, to: after.phase, reason: after.reason }, 'feed')
    if (after.phase === 'live') silence.restart(clock.monotonicMs())
  }

  function run(command: FeedCommand): void {
    switch (command) {
      case 'connect':
        return connect()
      case 'disconnect':
        wire?.end()
        wire = null
        return outbox.clear()
      case 'subscribe':
        for (const message of deps.login) outbox.push(message)
        return outbox.pump()
      case 'down':
        return deps.down()
      case 'resumed': {
        const fromAt = lostSinceAt ?? clock.now()
        lostSinceAt = null
        return deps.resumed(fromAt)
      }
    }
  }

  function connect(): void {
    deps.connectLimit.take()
    subscriptions.reset()
    intake.restart()
    requestId = 0
    const options = {
      url: deps.url,
      userAgent: deps.userAgent,
      handshakeMs: connectDeadlineMs,
      now: clock.now,
    }
    wire = openWire(options, {
      opened() {
        line.opened(clock.monotonicMs())
        driver.dispatch({ kind: 'opened' })
        watches.beat()
      },
      message,
      control(isPong) {
        // The answer to the venue's ping counts among what we send.
        if (!isPong) outbox.takePlace()
        line.control(clock.monotonicMs(), isPong)
        intake.beat()
        if (driver.state().phase === 'stale' && watches.revives(false)) driver.dispatch({ kind: 'alive' })
      },
      ended(reason, retry) {
        wire = null
        outbox.clear()
        driver.dispatch({ kind: 'failed', reason, retry })
      },
    })
  }

  function message(text: string): void {
    const nowMs = clock.monotonicMs()
    const receivedAt = clock.now()
    lastMessageAt = receivedAt
    line.message(nowMs)
    deps.counted(nowMs)
    const frame = intake.read(text, nowMs)
    if (frame === null) return
    if (frame.fatal !== null) {
      driver.dispatch({ kind: 'failed', reason: frame.fatal.message, retry: frame.fatal.retry })
      return
    }
    const carries = hasData(frame)
    const { phase } = driver.state()
    if (phase === 'subscribing') checkReady()
    else if (phase === 'stale' && watches.revives(carries)) driver.dispatch({ kind: 'alive' })
    if (carries) deps.data(frame, receivedAt)
  }

  function checkReady(): void {
    if (subscriptions.unconfirmed() > 0 || subscriptions.active() === 0) return
    if (intake.dataSeen() || !silence.anyOpen(clock.now())) driver.dispatch({ kind: 'ready' })
  }

  function updateDemand(): void {
    const reason = subscriptions.refused()[0]?.reason ?? null
    const demand: Demand = subscriptions.active() > 0 ? 'topics' : reason !== null ? 'refused' : 'none'
    if (demand !== driver.state().demand) driver.dispatch({ kind: 'demand', demand, reason })
  }

  /** Subscriptions of one turn become one batch. */
  function planSync(): void {
    if (syncPlanned) return
    syncPlanned = true
    queueMicrotask(() => {
      syncPlanned = false
      if (driver.state().phase === 'stopped') return
      updateDemand()
      outbox.pump()
      deps.changed()
    })
  }

  return {
    acquire(topics, instrument, watch) {
      for (const topic of topics) subscriptions.acquire(topic, instrument.id)
      if (watch) silence.add(instrument, clock.monotonicMs())
      planSync()
    },
    release(topics, instrument, watch) {
      for (const topic of topics) subscriptions.release(topic, instrument.id)
      if (watch && silence.remove(instrument.id)) deps.silence(instrument.id, false)
      planSync()
    },
    has: (topic) => subscriptions.has(topic),
    load: () => subscriptions.active(),
    tick: () => watches.tick(isOpen(), driver.state().phase === 'live'),
    reconnect() {
      subscriptions.forgetRefusals()
      updateDemand()
      driver.dispatch({ kind: 'reconnect' })
    },
    presumeDead: (reason) => driver.dispatch({ kind: 'presume-dead', reason }),
    stop: () => driver.dispatch({ kind: 'stop' }),
    view() {
      const { phase, attempt, reason, lost, blocked } = driver.state()
      const retryAt = driver.retryAt()
      return {
        state: phase,
        since: driver.since(),
        attempt,
        retryAt,
        reason,
        lost,
        lostSinceAt,
        blocked,
        lastMessageAt,
      }
    },
    refused: subscriptions.refused,
    silent: silence.silent,
  }
}
