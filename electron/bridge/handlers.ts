/** What the bridge asks of the core: one function per call, and two sources of what moves. */
import type { z } from 'zod'
import type { EventPayload, broadcastEvents } from '../../shared/contract/events.ts'
import type { MethodName, MethodOutput, methods } from '../../shared/contract/methods.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Interval } from '../../shared/model/interval.ts'
import type { Quote } from '../../shared/model/quote.ts'

export type QuoteFormat = 'json' | 'binary'

/** One connected client, as a handler sees it. */
export type SessionContext = {
  readonly id: string
  /** Undone when the client goes away; at once where it has gone already. */
  onClose(undo: () => void): void
  readonly quotes: {
    subscribe(instruments: readonly InstrumentId[], format: QuoteFormat): MethodOutput<'quotes.subscribe'>
    unsubscribe(instruments: readonly InstrumentId[]): void
    credit(sequence: number): void
  }
  readonly candles: {
    subscribe(instrument: InstrumentId, interval: Interval): void
    unsubscribe(instrument: InstrumentId, interval: Interval): void
  }
}

/** Input checked and completed by the contract's schema; what is thrown becomes the answer's coded error. */
export type Handlers = {
  readonly [M in MethodName]: (
    input: z.output<(typeof methods)[M]['input']>,
    session: SessionContext,
  ) => MethodOutput<M> | Promise<MethodOutput<M>>
}

/** Calls that are about the connection itself: the bridge answers them. */
export type SessionMethod =
  'quotes.subscribe' | 'quotes.unsubscribe' | 'quotes.credit' | 'candles.subscribe' | 'candles.unsubscribe'

/** The calls that the core answers. */
export type CoreHandlers = Omit<Handlers, SessionMethod>

export type QuoteSource = {
  /** Reference-counted interest in the venue; the answer undoes it. Throws coded `not-found` naming unknown ids. */
  acquire(instruments: readonly InstrumentId[]): () => void
  current(instrument: InstrumentId): Quote | undefined
  /** Stable small integer of the instrument, the same for every client. */
  indexOf(instrument: InstrumentId): number
  /** Called at least once per changed instrument between two reads of it; the listener is cheap. */
  onChange(listener: (instrument: InstrumentId) => void): () => void
}

export type CandleSource = {
  /** Reference-counted; the answer undoes it. Throws coded `not-found`. */
  subscribe(instrument: InstrumentId, interval: Interval): () => void
  onChange(listener: (event: EventPayload<'candles'>) => void): () => void
}

type BroadcastName = (typeof broadcastEvents)[number]

/** An event for every client. */
export type BridgeEvent = {
  [E in BroadcastName]: { readonly name: E; readonly payload: EventPayload<E> }
}[BroadcastName]

export type EventSource = { on(listener: (event: BridgeEvent) => void): () => void }
