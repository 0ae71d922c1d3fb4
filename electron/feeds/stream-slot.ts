/** A place for one socket of a stream, which can be replaced without a gap: the new one is live before the old one ends. */
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Cancel } from '../lib/clock.ts'
import type { RecentIds } from '../lib/recent-ids.ts'
import { createRecentIds } from '../lib/recent-ids.ts'
import type { StreamFrame } from '../providers/provider.ts'
import { createDoubts } from './doubts.ts'
import type { SocketView } from './feed-view.ts'
import { createEndWatch, pauseMs } from './lifetime.ts'
import type { SessionCache } from './session-cache.ts'
import { createSilenceWatch } from './silence-watch.ts'
import type { SilenceState } from './silence-watch.ts'
import type { SpotChecks } from './spot-checks.ts'
import { createStreamSocket } from './stream-socket.ts'
import type { SocketSetting, StreamSocket } from './stream-socket.ts'
import { createSubscriptions } from './subscriptions.ts'
import type { Subscriptions } from './subscriptions.ts'
import { createTickWatch } from './watches.ts'

export type StreamSlotDeps = SocketSetting & {
  /** Index of the venue's path. */
  readonly path: number
  readonly sessions: SessionCache
  readonly checks: SpotChecks
  /** Whether the venue lets us have one socket more on this path. */
  mayDouble(): boolean
  /** Hot: what came, in the order of arrival, nothing twice. */
  data(frame: StreamFrame, receivedAt: number): void
  /** Hot: any message. */
  counted(nowMs: number): void
  /** State, refusals or silences may have changed. */
  changed(): void
  down(): void
  /** Live again; unknown since `fromAt`, UTC epoch ms. */
  resumed(fromAt: number): void
  silence(instrument: InstrumentId, state: SilenceState): void
}

export type StreamSlot = {
  readonly path: number
  /** `watch`: its silence means something. */
  acquire(topics: readonly string[], instrument: Instrument, watch: boolean): void
  release(topics: readonly string[], instrument: Instrument, watch: boolean): void
  has(topic: string): boolean
  /** Topics that it carries or asks for. */
  load(): number
  /** Sockets of it, open or about to be. */
  sockets(): number
  openSockets(): number
  tick(): void
  reconnect(): void
  presumeDead(reason: string): void
  stop(): void
  view(): SocketView
  refused(): { instrument: InstrumentId; reason: string }[]
  in(state: SilenceState): InstrumentId[]
}

/** One socket with its own view of what the venue agreed to. */
type Line = { readonly socket: StreamSocket; readonly subscriptions: Subscriptions }

/** How long an old socket may still bring trades after the new one is live. */
export const retireMs = 2_000
const none: readonly never[] = Object.freeze([])

export function createStreamSlot(deps: StreamSlotDeps): StreamSlot {
  const { clock, log, provider } = deps
  const { lifetimeMs, silenceMs } = provider.stream
  const endOf = createEndWatch(lifetimeMs, deps.random)
  const silence = createSilenceWatch(silenceMs, deps.sessions, (instrument, state) => {
    deps.silence(instrument, state)
    deps.changed()
  })
  const doubts = createDoubts({
    clock,
    silence,
    silenceMs,
    checks: deps.checks,
    skewMs: () => deps.skew.skewMs() ?? 0,
    askAnew(instrument) {
      active.subscriptions.askAnew(instrument)
      active.socket.sync()
    },
    refuse(instrument, reason) {
      if (!active.subscriptions.refuseInstrument(instrument, reason)) return
      log.warn({ provider: provider.id, instrument, reason }, 'the venue does not know it')
      noteRefusals()
      active.socket.sync()
    },
    rebuild(reason, allSinceAt) {
      if (allSinceAt !== null) active.socket.silent(reason, allSinceAt)
      else if (deps.mayDouble()) double(reason)
      else active.socket.presumeDead(reason)
    },
    recovered(fromAt) {
      deps.resumed(fromAt)
      deps.changed()
    },
  })
  const ticks = createTickWatch(clock)

  let active: Line = createLine(createSubscriptions())
  // Opened to replace the active one.
  let successor: Line | null = null
  // Replaced, and still heard out.
  let retiring: Line | null = null
  let cancelRetire: Cancel | null = null
  // Trades while two sockets bring them.
  let recent: RecentIds | null = null
  // The venue will not have a second socket: the first is kept to its end.
  let refusedDouble = false

  function createLine(subscriptions: Subscriptions): Line {
    const line: Line = {
      subscriptions,
      socket: createStreamSocket({
        ...deps,
        subscriptions,
        silence,
        data: (frame, receivedAt) => forward(line, frame, receivedAt),
        changed: () => changed(line),
        refused: () => {
          if (line === active) noteRefusals()
        },
        down: () => {
          if (line === active) lost()
          // The venue ended it before we did: it is not wanted back.
          else if (line === retiring) endRetiring()
        },
        live() {
          if (line === active) silence.restart(clock.monotonicMs(), clock.now())
        },
        resumed: (fromAt) => {
          if (line === active) deps.resumed(fromAt)
        },
      }),
    }
    return line
  }

  function forward(line: Line, frame: StreamFrame, receivedAt: number): void {
    if (recent === null) {
      if (line === active) deps.data(frame, receivedAt)
      return
    }
    const ids = recent
    const { trades } = frame
    const fresh = trades.filter(
      ({ instrument, tradeId, snapshot }) => snapshot || ids.isNew(instrument, tradeId),
    )
    // The state of things is the newer socket's to tell.
    const quotes = line === retiring ? none : frame.quotes
    const candles = line === retiring ? none : frame.candles
    if (fresh.length > 0 || quotes.length > 0 || candles.length > 0)
      deps.data({ ...frame, trades: fresh, quotes, candles }, receivedAt)
  }

  function noteRefusals(): void {
    silence.setRefused(active.subscriptions.refusesAll)
  }

  function endRetiring(): void {
    cancelRetire?.()
    cancelRetire = null
    const old = retiring
    retiring = null
    if (successor === null) recent = null
    old?.socket.stop()
  }

  function dropSuccessor(): void {
    const line = successor
    successor = null
    if (retiring === null) recent = null
    line?.socket.stop()
  }

  /** Opens a second socket; the rest follows when it is live. */
  function double(reason: string): void {
    if (successor !== null || refusedDouble) return
    endRetiring()
    log.info({ provider: provider.id, reason }, 'a socket is opened to replace another')
    recent ??= createRecentIds()
    successor = createLine(active.subscriptions.fork())
    successor.socket.sync()
  }

  function handOver(line: Line): void {
    const old = active
    active = line
    successor = null
    retiring = old
    log.info({ provider: provider.id }, 'the stream moved to another socket')
    refusedDouble = false
    silence.moved(clock.now())
    noteRefusals()
    cancelRetire = clock.after(retireMs, endRetiring)
  }

  /** The active socket is gone or dead. A second one that is under way takes its place. */
  function lost(): void {
    endRetiring()
    refusedDouble = false
    deps.down()
    const line = successor
    if (line === null) return
    const old = active
    active = line
    successor = null
    recent = null
    old.socket.stop()
    noteRefusals()
    // Says that something has changed as well.
    active.socket.inheritLoss(old.socket.view().lostSinceAt ?? clock.now())
  }

  function changed(line: Line): void {
    if (line === successor) {
      const { state } = line.socket.view()
      if (state === 'live') handOver(line)
      else if (state === 'refused' || state === 'idle') {
        refusedDouble = state === 'refused'
        dropSuccessor()
      } else return
    } else if (line !== active) return
    considerReplacing()
    deps.changed()
  }

  /** The venue is about to end the active socket. */
  function considerReplacing(): void {
    const view = active.socket.view()
    if (view.state !== 'live' || successor !== null) return
    const nowMs = clock.monotonicMs()
    const end = endOf(view, nowMs)
    if (end === null) return
    if (deps.mayDouble()) return double(end.reason)
    // Without a second socket: at a moment when it interrupts least.
    const isPause = view.lastMessageAt === null || clock.now() - view.lastMessageAt >= pauseMs
    if (isPause || nowMs >= end.latestMs) active.socket.presumeDead(end.reason)
  }

  const lines = (): Line[] => [active, successor, retiring].filter((line) => line !== null)
  const wanted = (): Line[] => (successor === null ? [active] : [active, successor])

  /** Nothing is under way but the active socket. */
  const alone = (): void => {
    dropSuccessor()
    endRetiring()
    refusedDouble = false
  }

  return {
    path: deps.path,
    acquire(topics, instrument, watch) {
      for (const { subscriptions, socket } of wanted()) {
        for (const topic of topics) subscriptions.acquire(topic, instrument.id)
        socket.sync()
      }
      if (watch) silence.add(instrument, clock.monotonicMs(), clock.now())
    },
    release(topics, instrument, watch) {
      for (const { subscriptions, socket } of wanted()) {
        for (const topic of topics) subscriptions.release(topic, instrument.id)
        socket.sync()
      }
      if (!watch) return
      doubts.forget(instrument.id)
      if (silence.remove(instrument.id) !== 'flowing') deps.silence(instrument.id, 'flowing')
    },
    has: (topic) => active.subscriptions.has(topic),
    load: () => active.subscriptions.active(),
    sockets: () => lines().length,
    openSockets: () => lines().filter(({ socket }) => socket.view().openedMs !== null).length,
    tick() {
      const late = ticks.isLate()
      for (const { socket } of lines()) socket.tick()
      considerReplacing()
      if (!late && active.socket.view().state === 'live') doubts.tick()
    },
    reconnect() {
      alone()
      active.socket.reconnect()
    },
    presumeDead(reason) {
      alone()
      active.socket.presumeDead(reason)
    },
    stop() {
      alone()
      active.socket.stop()
    },
    view: () => active.socket.view(),
    refused: () => active.subscriptions.refused(),
    in: silence.in,
  }
}
