/** Reads the frames of one socket: what they confirm, refuse and show to be alive. Hot: once for every message. */
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Log } from '../lib/log.ts'
import type { Provider, StreamFrame, StreamNeed } from '../providers/provider.ts'
import type { SilenceWatch } from './silence-watch.ts'
import type { Subscriptions } from './subscriptions.ts'

export type IntakeDeps = {
  readonly provider: Provider
  readonly log: Log
  readonly subscriptions: Subscriptions
  readonly silence: SilenceWatch
  /** Topics of what is held, to take data for an acknowledgement where a venue sends none. */
  topicsOf(instrument: InstrumentId, need: StreamNeed): readonly string[]
  /** A silence ended. */
  spoke(instrument: InstrumentId): void
  refused(): void
}

export type FrameIntake = {
  /** Notes what the frame says; null for a frame that cannot be read. The caller deals with `fatal` and forwards data. */
  read(text: string, nowMs: number): StreamFrame | null
  /** A protocol ping or pong came. */
  beat(): void
  /** A new socket has shown nothing yet. */
  restart(): void
  /** Prices or candles have come since `restart`. */
  dataSeen(): boolean
  /** Anything beyond acknowledgements has come since `restart`. */
  alive(): boolean
  /** Something other than the state at subscribe has come since this was last asked. */
  takeNews(): boolean
}

export const hasData = (frame: StreamFrame): boolean =>
  frame.quotes.length > 0 || frame.trades.length > 0 || frame.candles.length > 0

export function createFrameIntake(deps: IntakeDeps): FrameIntake {
  const { provider, log, subscriptions, silence } = deps
  let dataSeen = false
  let beatSeen = false
  let news = false

  const settle = (frame: StreamFrame): void => {
    for (const topic of frame.acks) subscriptions.confirm(topic)
    let refusedAny = false
    for (const { topic, reason } of frame.refusals) {
      if (subscriptions.refuse(topic, reason)) refusedAny = true
      log.warn({ provider: provider.id, topic, reason }, 'the venue refused a topic')
    }
    if (refusedAny) deps.refused()
  }

  const confirmBy = (instrument: InstrumentId, need: StreamNeed): void => {
    for (const topic of deps.topicsOf(instrument, need)) subscriptions.confirm(topic)
  }

  const note = (instrument: InstrumentId, nowMs: number): void => {
    if (silence.seen(instrument, nowMs)) deps.spoke(instrument)
  }

  const noteData = (frame: StreamFrame, nowMs: number): void => {
    dataSeen = true
    const confirming = subscriptions.unconfirmed() > 0
    for (const { instrument, snapshot } of frame.quotes) {
      note(instrument, nowMs)
      if (!snapshot) news = true
      if (confirming) confirmBy(instrument, 'quotes')
    }
    for (const { instrument, snapshot } of frame.trades) {
      note(instrument, nowMs)
      if (!snapshot) news = true
      if (confirming) confirmBy(instrument, 'quotes')
    }
    for (const { instrument, interval } of frame.candles) {
      note(instrument, nowMs)
      if (confirming) confirmBy(instrument, `candles:${interval}`)
    }
  }

  return {
    read(text, nowMs) {
      let frame: StreamFrame
      try {
        frame = provider.stream.parse(text)
      } catch (error) {
        // A parser that throws breaks its promise; the frame is lost, the feed is not.
        log.warn({ provider: provider.id, error: String(error) }, 'a frame could not be read')
        return null
      }
      if (frame.unknown > 0)
        log.debug({ provider: provider.id, frame: text.slice(0, 200) }, 'unknown in a frame')
      if (frame.acks.length > 0 || frame.refusals.length > 0) settle(frame)
      if (frame.heartbeat) beatSeen = true
      if (hasData(frame)) noteData(frame, nowMs)
      return frame
    },
    beat: () => void (beatSeen = true),
    restart() {
      dataSeen = false
      beatSeen = false
    },
    dataSeen: () => dataSeen,
    alive: () => dataSeen || beatSeen,
    takeNews() {
      const had = news
      news = false
      return had
    },
  }
}
