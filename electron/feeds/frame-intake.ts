/** Reads the frames of one socket: what they answer, and what they show to be alive. Hot: once for every message. */
import type { Log } from '../lib/log.ts'
import type { Provider, StreamFrame } from '../providers/provider.ts'
import type { ClockSkew } from './clock-skew.ts'
import type { Dialogue } from './dialogue.ts'
import { createFirstState } from './first-state.ts'
import type { SilenceWatch } from './silence-watch.ts'
import type { Subscriptions } from './subscriptions.ts'

export type IntakeDeps = {
  readonly provider: Provider
  readonly log: Log
  readonly subscriptions: Subscriptions
  readonly dialogue: Dialogue
  readonly silence: SilenceWatch
  readonly skew: ClockSkew
  /** Takes keys out of what the venue wrote. */
  hide(text: string): string
  /** Topics that were thought to be refused are not. */
  unrefused(): void
}

export type FrameIntake = {
  /** Notes what the frame says; null for a frame that cannot be read. The caller deals with `fatal` and forwards data. */
  read(text: string, nowMs: number, receivedAt: number): StreamFrame | null
  /** These topics were asked for. */
  asked(topics: readonly string[]): void
  /** A protocol ping or pong came. */
  beat(): void
  /** A new socket has shown nothing yet. */
  restart(): void
  /** Prices or candles have come since `restart`. */
  dataSeen(): boolean
  /** Anything beyond acknowledgements has come since `restart`. */
  alive(): boolean
}

export const hasData = (frame: StreamFrame): boolean =>
  frame.quotes.length > 0 || frame.trades.length > 0 || frame.candles.length > 0

const answers = (frame: StreamFrame): boolean =>
  frame.acks.length > 0 || frame.refusals.length > 0 || frame.answered !== null || frame.login !== null

const longestShown = 200

export function createFrameIntake(deps: IntakeDeps): FrameIntake {
  const { provider, log, subscriptions, silence } = deps
  let dataSeen = false
  let beatSeen = false
  const first = provider.stream.replaysLast === true ? createFirstState() : null

  const noteData = (frame: StreamFrame, nowMs: number, receivedAt: number): void => {
    dataSeen = true
    // Candles do not count against silence: venues repeat them whether anything is traded or not.
    let newestAt = -Infinity
    for (const { instrument, snapshot, exchangeAt, last, bid, ask } of frame.quotes) {
      // A time beside bid and ask alone says nothing of trades; beside a price, or beside nothing (a trade that moves no price), it
      // shows how far the stream has come.
      const isBookOnly = last === undefined && (bid !== undefined || ask !== undefined)
      silence.seen(instrument, nowMs, snapshot, isBookOnly ? null : exchangeAt, '')
      if (!snapshot && exchangeAt !== null && exchangeAt > newestAt) newestAt = exchangeAt
    }
    for (const { instrument, snapshot, exchangeAt, tradeId } of frame.trades) {
      silence.seen(instrument, nowMs, snapshot, exchangeAt, tradeId)
      if (!snapshot && exchangeAt > newestAt) newestAt = exchangeAt
    }
    if (newestAt > -Infinity) deps.skew.addStream(receivedAt, newestAt)
    if (subscriptions.presumed() > 0) correct(frame)
  }

  /** What was refused for want of an answer flows after all. */
  const correct = (frame: StreamFrame): void => {
    let any = false
    for (const { instrument } of [...frame.quotes, ...frame.trades, ...frame.candles])
      if (subscriptions.spoke(instrument)) any = true
    if (any) deps.unrefused()
  }

  return {
    read(text, nowMs, receivedAt) {
      let frame: StreamFrame
      try {
        frame = provider.stream.parse(text)
      } catch (error) {
        // A parser that throws breaks its promise; the frame is lost, the feed is not.
        log.warn({ provider: provider.id, error: deps.hide(String(error)) }, 'a frame could not be read')
        return null
      }
      if (frame.unknown > 0) {
        const shown = deps.hide(text.slice(0, 4 * longestShown)).slice(0, longestShown)
        log.debug({ provider: provider.id, frame: shown }, 'unknown in a frame')
      }
      deps.dialogue.alive()
      if (answers(frame)) deps.dialogue.settle(frame)
      if (frame.heartbeat) beatSeen = true
      if (!hasData(frame)) return frame
      if (first !== null) frame = first.mark(frame)
      noteData(frame, nowMs, receivedAt)
      return frame
    },
    asked(topics) {
      first?.forget(subscriptions.ownersOfOnly(topics))
    },
    beat() {
      beatSeen = true
      deps.dialogue.alive()
    },
    restart() {
      first?.restart()
      dataSeen = false
      beatSeen = false
    },
    dataSeen: () => dataSeen,
    alive: () => dataSeen || beatSeen,
  }
}
