/** One socket of a venue's stream: does what the feed machine decides, and tells it what the line shows. */
import type { Agent } from 'node:http'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Provider, StreamFrame } from '../providers/provider.ts'
import type { ClockSkew } from './clock-skew.ts'
import { createDialogue } from './dialogue.ts'
import { connectDeadlineMs } from './feed-machine.ts'
import type { Demand, FeedCommand, FeedMachine } from './feed-machine.ts'
import type { SocketView } from './feed-view.ts'
import { createFrameIntake, hasData } from './frame-intake.ts'
import { createLineWatch } from './line-watch.ts'
import { createDriver } from './machine-driver.ts'
import type { RateLimit } from './rate-limit.ts'
import type { SilenceWatch } from './silence-watch.ts'
import type { Subscriptions } from './subscriptions.ts'
import { createWatches } from './watches.ts'
import { openWire } from './wire.ts'
import type { Wire } from './wire.ts'

/** What all sockets of one path of a venue share. */
export type SocketSetting = {
  readonly provider: Provider
  /** May hold a key: never shown. */
  readonly url: string
  /** Messages that log in; null where the venue wants none. */
  readonly login: readonly string[] | null
  readonly userAgent: string
  /** The user's proxy; null without one. */
  readonly agent: Agent | null
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
  /** Shared by all sockets of the venue. */
  readonly connectLimit: RateLimit
  readonly skew: ClockSkew
  /** Takes keys out of what the venue wrote. */
  hide(text: string): string
}

export type StreamSocketDeps = SocketSetting & {
  readonly subscriptions: Subscriptions
  readonly silence: SilenceWatch
  /** Hot: a frame with data, in the order of arrival. */
  data(frame: StreamFrame, receivedAt: number): void
  /** Hot: any message. */
  counted(nowMs: number): void
  /** State or refusals may have changed, or the venue is about to end the socket. */
  changed(): void
  refused(): void
  down(): void
  /** Live, for the first time or again. */
  live(): void
  /** Live again; unknown since `fromAt`, UTC epoch ms. */
  resumed(fromAt: number): void
}

export type StreamSocket = {
  /** Topics are wanted, or no more: to be called after any change of the subscriptions. */
  sync(): void
  /** To be called every `tickMs`: the watch has no timers of its own. */
  tick(): void
  /** Prices are missing on it: stale, and rebuilt unless they come. `sinceAt`: since when, UTC epoch ms. */
  silent(reason: string, sinceAt: number): void
  /** It takes the place of one that was lost: data is missing since `sinceAt`, UTC epoch ms. */
  inheritLoss(sinceAt: number): void
  reconnect(): void
  presumeDead(reason: string): void
  stop(): void
  view(): SocketView
}

export function createStreamSocket(deps: StreamSocketDeps): StreamSocket {
  const { clock, provider, log, subscriptions, silence } = deps
  const line = createLineWatch(provider.stream.heartbeat)
  const dialogue = createDialogue({
    provider,
    login: deps.login,
    clock,
    log,
    subscriptions,
    hide: deps.hide,
    send: (text) => wire?.send(text),
    sent(topics) {
      intake.asked(topics)
      driver.dispatch({ kind: 'sent' })
    },
    refused() {
      deps.refused()
      updateDemand()
      deps.changed()
    },
  })
  const intake = createFrameIntake({
    provider,
    log,
    subscriptions,
    dialogue,
    silence,
    skew: deps.skew,
    hide: deps.hide,
    unrefused() {
      deps.refused()
      deps.changed()
    },
  })
  const driver = createDriver({
    clock,
    random: deps.random,
    connectWaitMs: () => deps.connectLimit.waitMs(),
    enough() {
      const acknowledged = subscriptions.active() > subscriptions.unconfirmed()
      return dialogue.isOpen() && intake.alive() && acknowledged
    },
    missing: dialogue.missing,
    entered,
    run,
    changed: deps.changed,
  })
  const watches = createWatches({
    clock,
    line,
    takePlace: dialogue.takePlace,
    ping: () => wire?.ping(),
    send: (text) => wire?.send(text),
    dead: (reason) => driver.dispatch({ kind: 'quiet', reason }),
  })

  let wire: Wire | null = null
  let openedMs: number | null = null
  let lastMessageAt: number | null = null
  let lostSinceAt: number | null = null
  let quietSinceAt: number | null = null
  let leaving: string | null = null
  let syncPlanned = false
  let stopped = false

  function entered(before: FeedMachine, after: FeedMachine): void {
    if (after.lost && !before.lost) lostSinceAt ??= quietSinceAt ?? lastMessageAt ?? clock.now()
    if (after.phase === before.phase) return
    log.info({ provider: provider.id, from: before.phase, to: after.phase, reason: after.reason }, 'feed')
    if (after.phase !== 'live') return
    dialogue.checkOverdue()
    deps.live()
  }

  function dropWire(): void {
    wire?.end()
    wire = null
    openedMs = null
    leaving = null
    dialogue.end()
  }

  function run(command: FeedCommand): void {
    switch (command) {
      case 'connect':
        return connect()
      case 'disconnect':
        return dropWire()
      case 'subscribe':
        return dialogue.begin()
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
    // What was told while this was decided may have ended it.
    if (stopped) return
    deps.connectLimit.take()
    subscriptions.reset()
    intake.restart()
    const options = {
      url: deps.url,
      userAgent: deps.userAgent,
      agent: deps.agent,
      handshakeMs: connectDeadlineMs,
      now: clock.now,
      hide: deps.hide,
    }
    wire = openWire(options, { opened, message, control, ended })
  }

  function opened(): void {
    openedMs = clock.monotonicMs()
    line.opened(openedMs)
    driver.dispatch({ kind: 'opened' })
    if (dialogue.isOpen()) watches.beat()
  }

  function control(isPong: boolean): void {
    // The answer to the venue's ping counts among what we send.
    if (!isPong) dialogue.countPong()
    line.control(clock.monotonicMs(), isPong)
    intake.beat()
    const { phase } = driver.state()
    if (phase === 'subscribing') checkReady()
    else if (phase === 'stale' && watches.revives(false)) driver.dispatch({ kind: 'alive' })
  }

  function ended(reason: string, retry: 'no' | 'later' | { readonly afterMs: number }): void {
    dropWire()
    driver.dispatch({ kind: 'failed', reason, retry })
  }

  function message(text: string): void {
    const nowMs = clock.monotonicMs()
    const receivedAt = clock.now()
    lastMessageAt = receivedAt
    line.message(nowMs)
    deps.counted(nowMs)
    const frame = intake.read(text, nowMs, receivedAt)
    if (frame === null) return
    if (frame.fatal !== null) {
      driver.dispatch({ kind: 'failed', reason: deps.hide(frame.fatal.message), retry: frame.fatal.retry })
      return
    }
    if (frame.leaving !== null) {
      leaving = deps.hide(frame.leaving)
      log.info({ provider: provider.id, reason: leaving }, 'the venue is about to end the socket')
      deps.changed()
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

  return {
    sync() {
      // Subscriptions of one turn become one batch.
      if (syncPlanned) return
      syncPlanned = true
      queueMicrotask(() => {
        syncPlanned = false
        if (stopped) return
        updateDemand()
        dialogue.pump()
        deps.changed()
      })
    },
    tick() {
      const isLive = driver.state().phase === 'live'
      watches.tick(dialogue.isOpen(), isLive)
      if (isLive) dialogue.checkOverdue()
    },
    silent(reason, sinceAt) {
      watches.blameSilence()
      quietSinceAt = sinceAt
      driver.dispatch({ kind: 'quiet', reason })
      quietSinceAt = null
    },
    inheritLoss(sinceAt) {
      lostSinceAt = Math.min(lostSinceAt ?? sinceAt, sinceAt)
      driver.dispatch({ kind: 'inherit-loss' })
    },
    reconnect() {
      subscriptions.forgetRefusals()
      updateDemand()
      driver.dispatch({ kind: 'reconnect' })
    },
    presumeDead: (reason) => driver.dispatch({ kind: 'presume-dead', reason }),
    stop() {
      stopped = true
      driver.dispatch({ kind: 'stop' })
    },
    view() {
      const { phase, attempt, reason, lost, blocked } = driver.state()
      const retryAt = driver.retryAt()
      const since = driver.since()
      return {
        ...{ state: phase, since, attempt, retryAt, reason, lost, lostSinceAt, blocked, lastMessageAt },
        openedMs,
        leaving,
      }
    },
  }
}
