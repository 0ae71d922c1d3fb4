/** The least that the bridge needs of a core: calls that can be set, quotes and candles that a test moves by hand. */
import { createBridge, type Bridge } from '../../electron/bridge/bridge.ts'
import type { BridgeEvent, CoreHandlers } from '../../electron/bridge/handlers.ts'
import { createEmitter } from '../../electron/lib/emitter.ts'
import { silentLog, type Log } from '../../electron/lib/log.ts'
import type { EventPayload } from '../../shared/contract/events.ts'
import { methodNames } from '../../shared/contract/methods.ts'
import { codedError } from '../../shared/errors.ts'
import { instrumentId, type InstrumentId } from '../../shared/model/ids.ts'
import type { Quote } from '../../shared/model/quote.ts'
import type { FeedStatus } from '../../shared/model/feed-status.ts'
import { createManualClock, type ManualClock } from '../support/manual-clock.ts'

export const btc = instrumentId('simulated', 'BTCUSDT')
export const eth = instrumentId('simulated', 'ETHUSDT')

export function quoteOf(instrument: InstrumentId, last: number): Quote {
  return {
    instrument,
    last,
    bid: last - 1,
    ask: last + 1,
    open: null,
    high: null,
    low: null,
    volume: null,
    change: null,
    changePercent: null,
    basis: '24h',
    exchangeAt: null,
    receivedAt: 1000,
    state: 'simulated',
  }
}

export function feedOf(provider: string, attempt: number): FeedStatus {
  return {
    provider,
    state: 'connecting',
    since: 0,
    attempt,
    retryAt: null,
    reason: null,
    refused: [],
    silent: [],
    quiet: [],
    skewMs: null,
    sockets: 0,
    lastMessageAt: null,
    messagesPerSecond: 0,
  }
}

export type FakeCore = {
  readonly bridge: Bridge
  readonly clock: ManualClock
  emit(event: BridgeEvent): void
  setQuote(quote: Quote): void
  moveCandle(event: EventPayload<'candles'>): void
  /** Open interests in quotes and candles. */
  interests(): number
}

export function createFakeCore(overrides: Partial<CoreHandlers> = {}, log: Log = silentLog): FakeCore {
  const clock = createManualClock()
  const rethrow = (error: unknown) => {
    throw error
  }
  const events = createEmitter<BridgeEvent>(rethrow)
  const changes = createEmitter<InstrumentId>(rethrow)
  const candles = createEmitter<EventPayload<'candles'>>(rethrow)
  const quotes = new Map<InstrumentId, Quote>()
  const known = [btc, eth]
  const held: symbol[] = []
  const hold = () => {
    const own = Symbol('interest')
    held.push(own)
    return () => void held.splice(held.indexOf(own), 1)
  }
  const absent = Object.fromEntries(
    methodNames.map((name) => [
      name,
      () => {
        throw codedError('unsupported', `${name} is not part of this test`)
      },
    ]),
  ) as unknown as CoreHandlers
  const assertKnown = (instruments: readonly InstrumentId[]) => {
    const unknown = instruments.filter((id) => !known.includes(id))
    if (unknown.length > 0) throw codedError('not-found', `no such instrument: ${unknown.join(', ')}`)
  }
  const bridge = createBridge({
    handlers: { ...absent, ...overrides },
    quotes: {
      acquire(instruments) {
        assertKnown(instruments)
        return hold()
      },
      current: (instrument) => quotes.get(instrument),
      indexOf: (instrument) => known.indexOf(instrument) + 7,
      onChange: changes.on,
    },
    candles: {
      subscribe(instrument) {
        assertKnown([instrument])
        return hold()
      },
      onChange: candles.on,
    },
    events,
    clock,
    log,
  })
  return {
    bridge,
    clock,
    emit: events.emit,
    setQuote(quote) {
      quotes.set(quote.instrument, quote)
      changes.emit(quote.instrument)
    },
    moveCandle: candles.emit,
    interests: () => held.length,
  }
}
