/** Shows the core to any number of clients over any kind of channel. */
import { broadcastEvents, events } from '../../shared/contract/events.ts'
import { writeNotification, type Channel } from '../../shared/wire.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { createDispatch } from './dispatch.ts'
import type {
  BridgeEvent,
  CandleSource,
  CoreHandlers,
  EventSource,
  Handlers,
  QuoteSource,
  SessionMethod,
} from './handlers.ts'
import { createSession, type Session } from './session.ts'

export type BridgeDeps = {
  readonly handlers: CoreHandlers
  readonly quotes: QuoteSource
  readonly candles: CandleSource
  readonly events: EventSource
  readonly clock: Clock
  readonly log: Log
}

export type Bridge = {
  /** Serves the client at the other end until one side closes. */
  attach(channel: Channel): void
  /** Clients served now. */
  sessions(): number
  /** Closes every channel and takes no new one. */
  close(): void
}

const sessionHandlers: Pick<Handlers, SessionMethod> = {
  'quotes.subscribe': ({ instruments, format }, session) =>
    session.quotes.subscribe(instruments, format ?? 'json'),
  'quotes.unsubscribe': ({ instruments }, session) => {
    session.quotes.unsubscribe(instruments)
    return { ok: true }
  },
  'quotes.credit': ({ sequence }, session) => {
    session.quotes.credit(sequence)
    return { ok: true }
  },
  'candles.subscribe': ({ instrument, interval }, session) => {
    session.candles.subscribe(instrument, interval)
    return { ok: true }
  },
  'candles.unsubscribe': ({ instrument, interval }, session) => {
    session.candles.unsubscribe(instrument, interval)
    return { ok: true }
  },
}

const broadcastNames: readonly string[] = broadcastEvents

/** Events of one key replace each other. */
function keyOf(event: BridgeEvent): string {
  if (event.name === 'feed') return `feed|${event.payload.provider}`
  return event.name === 'progress' ? `progress|${event.payload.ticket}` : event.name
}

export function createBridge({ handlers, quotes, candles, events: source, clock, log }: BridgeDeps): Bridge {
  const sessions = new Set<Session>()
  const dispatch = createDispatch({ handlers: { ...handlers, ...sessionHandlers }, log })
  let attached = 0
  let closed = false

  const broadcast = (event: BridgeEvent) => {
    if (sessions.size === 0 || !broadcastNames.includes(event.name)) return
    const { delivery, payload: schema } = events[event.name]
    const payload = schema.safeParse(event.payload)
    if (!payload.success) {
      return log.error(
        { event: event.name, reason: payload.error.message },
        'an event is not what its contract says',
      )
    }
    if (delivery === 'latest') {
      for (const { publisher } of sessions) publisher.latest(keyOf(event), event.name, payload.data)
      return
    }
    const text = writeNotification(event.name, payload.data)
    for (const { publisher } of sessions) publisher.every(text)
  }

  const undos = [
    source.on(broadcast),
    quotes.onChange((instrument) => {
      for (const session of sessions) session.quoteChanged(instrument)
    }),
    candles.onChange((event) => {
      for (const session of sessions) session.candleChanged(event)
    }),
  ]

  return {
    attach(channel) {
      if (closed) return channel.close()
      attached += 1
      let session: Session | null = null
      let ended = false
      session = createSession({
        id: `client-${attached}`,
        channel,
        dispatch,
        quotes,
        candles,
        clock,
        log,
        onEnd() {
          ended = true
          if (session !== null) sessions.delete(session)
        },
      })
      // A channel that was closed before it came here ends its session at once.
      if (!ended) sessions.add(session)
    },
    sessions: () => sessions.size,
    close() {
      closed = true
      for (const undo of undos.splice(0)) undo()
      for (const session of sessions) session.close()
    },
  }
}
