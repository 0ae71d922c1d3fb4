/** Where all prices meet: one quote per instrument with its honest state, and the ticks that alerts are evaluated on. */
import type { InstrumentId, ProviderId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Quote, QuoteState, QuoteUpdate, Tick, Trade } from '../../shared/model/quote.ts'
import { sessionStateAt } from '../../shared/model/session.ts'
import type { BookUpdate } from '../alerts/service-deps.ts'
import type { Clock } from '../lib/clock.ts'
import {
  deriveChange,
  mergeUpdate,
  newEntry,
  restartEntry,
  wasSetBack,
  type QuoteEntry,
  type Silence,
} from './quote-entry.ts'

export type HubDeps = {
  readonly clock: Clock
  instrument(id: InstrumentId): Instrument | undefined
  /** Hot: called for each price that really happened, never for a snapshot. */
  tick(instrument: InstrumentId, tick: Tick): void
  /** Whether anybody wants `book` of it. Hot. */
  wantsBook(instrument: InstrumentId): boolean
  /** What a live update told of bid, ask and change; never of a snapshot. */
  book(instrument: InstrumentId, update: BookUpdate): void
  /** The venue set its clock back: times before and after can't be compared. */
  setBack(instrument: InstrumentId): void
}

export type Hub = {
  applyQuotes(updates: readonly QuoteUpdate[], receivedAt: number): void
  applyTrades(trades: readonly Trade[], receivedAt: number): void
  applyPolled(updates: readonly QuoteUpdate[], receivedAt: number): void
  /** Figures of the day that REST tells while the stream is live and carries none: no tick, and no older price over a newer one. */
  applyFigures(updates: readonly QuoteUpdate[], receivedAt: number): void
  /** Whether the venue's stream is live: while it is not, nothing of it looks live. */
  setLive(provider: ProviderId, live: boolean): void
  isLive(provider: ProviderId): boolean
  setSilence(instrument: InstrumentId, silence: Silence): void
  /** The quote now, or undefined before the first update. Valid until the next call into the hub. */
  current(instrument: InstrumentId): Quote | undefined
  indexOf(instrument: InstrumentId): number
  /** Drops what is known of an instrument whose time begins anew (another replay); it keeps its index. */
  restart(instrument: InstrumentId): void
  onChange(listener: (instrument: InstrumentId) => void): () => void
  /** Opens and closes markets by the clock; to be called once a second. */
  checkSessions(): void
  /** A venue's list came anew: sessions and ticks may be others. */
  instrumentsChanged(): void
}

export function createHub(deps: HubDeps): Hub {
  const entries = new Map<InstrumentId, QuoteEntry>()
  const liveProviders = new Set<ProviderId>()
  const listeners = new Set<(instrument: InstrumentId) => void>()
  let nextIndex = 0

  const entryOf = (id: InstrumentId): QuoteEntry | undefined => {
    const existing = entries.get(id)
    if (existing !== undefined) return existing
    const instrument = deps.instrument(id)
    if (instrument === undefined) return undefined
    const entry = newEntry(instrument, nextIndex++)
    entries.set(id, entry)
    return entry
  }

  const stateOf = (entry: QuoteEntry): QuoteState => {
    if (!liveProviders.has(entry.instrument.provider)) return entry.polled ? 'polled' : 'stale'
    if (!entry.open) return 'closed'
    if (entry.silence !== 'flowing') return entry.silence
    return entry.instrument.simulated ? 'simulated' : 'live'
  }

  const announce = (entry: QuoteEntry): void => {
    entry.quote.state = stateOf(entry)
    for (const listener of listeners) listener(entry.instrument.id)
  }

  const announceWhere = (matches: (entry: QuoteEntry) => boolean): void => {
    for (const entry of entries.values()) if (entry.known && matches(entry)) announce(entry)
  }

  const checkSession = (entry: QuoteEntry, now: number): boolean => {
    if (now < entry.sessionCheckAt) return false
    const { open, nextChangeAt } = sessionStateAt(entry.instrument.session, now)
    entry.sessionCheckAt = nextChangeAt ?? Infinity
    const changed = open !== entry.open
    entry.open = open
    return changed
  }

  const order = (entry: QuoteEntry, at: number): void => {
    if (wasSetBack(entry, at)) deps.setBack(entry.instrument.id)
  }

  const tellBook = (entry: QuoteEntry, update: Partial<QuoteUpdate>, receivedAt: number): void => {
    const { instrument, quote } = entry
    if (!deps.wantsBook(instrument.id)) return
    const { basis, changePercent, exchangeAt } = quote
    deps.book(instrument.id, {
      bid: update.bid,
      ask: update.ask,
      change: basis === null ? undefined : { basis, percent: changePercent },
      exchangeAt: update.exchangeAt ?? exchangeAt,
      receivedAt,
    })
  }

  const applyUpdate = (update: QuoteUpdate, receivedAt: number, polled: boolean): void => {
    const entry = entryOf(update.instrument)
    if (entry === undefined) return
    const { quote } = entry
    const previous = quote.last
    if (update.last !== undefined && update.exchangeAt !== null) order(entry, update.exchangeAt)
    mergeUpdate(entry, update, receivedAt)
    entry.known = true
    entry.polled = polled
    checkSession(entry, deps.clock.now())
    announce(entry)
    if (!polled && !update.snapshot) tellBook(entry, update, receivedAt)
    const { last } = quote
    if (
      polled ||
      update.snapshot ||
      entry.tradeAt !== null ||
      last === null ||
      update.last === undefined ||
      last === previous
    )
      return
    deps.tick(update.instrument, { price: last, exchangeAt: quote.exchangeAt, receivedAt })
  }

  const applyFigure = (update: QuoteUpdate, receivedAt: number): void => {
    const entry = entryOf(update.instrument)
    if (entry === undefined) return
    const { quote } = entry
    const { last, bid, ask, exchangeAt } = quote
    if (update.last !== undefined && update.exchangeAt !== null) order(entry, update.exchangeAt)
    mergeUpdate(entry, update, receivedAt)
    // What the stream said of the price and the book is younger than an answer that was on its way.
    if (
      last !== null &&
      entry.known &&
      exchangeAt !== null &&
      !(update.exchangeAt !== null && update.exchangeAt > exchangeAt)
    ) {
      quote.last = last
      quote.exchangeAt = exchangeAt
      deriveChange(entry)
    }
    if (bid !== null) quote.bid = bid
    if (ask !== null) quote.ask = ask
    entry.known = true
    checkSession(entry, deps.clock.now())
    announce(entry)
  }

  return {
    applyQuotes(updates, receivedAt) {
      for (const update of updates) applyUpdate(update, receivedAt, false)
    },
    applyPolled(updates, receivedAt) {
      for (const update of updates) applyUpdate(update, receivedAt, true)
    },
    applyFigures(updates, receivedAt) {
      for (const update of updates) applyFigure(update, receivedAt)
    },
    applyTrades(trades, receivedAt) {
      for (const trade of trades) {
        const entry = entryOf(trade.instrument)
        if (entry === undefined || trade.snapshot) continue
        const { quote } = entry
        order(entry, trade.exchangeAt)
        // A late trade is a fact of the past: it moves no price now.
        const isLate = entry.tradeAt !== null && trade.exchangeAt < entry.tradeAt
        if (!isLate) {
          entry.tradeAt = entry.lastAt = trade.exchangeAt
          quote.last = trade.price
          if (quote.high !== null && trade.price > quote.high) quote.high = trade.price
          if (quote.low !== null && trade.price < quote.low) quote.low = trade.price
          deriveChange(entry)
          quote.exchangeAt = trade.exchangeAt
          quote.receivedAt = receivedAt
          entry.known = true
          entry.polled = false
          checkSession(entry, deps.clock.now())
          announce(entry)
          tellBook(entry, {}, receivedAt)
        }
        deps.tick(trade.instrument, { price: trade.price, exchangeAt: trade.exchangeAt, receivedAt })
      }
    },
    setLive(provider, live) {
      if (liveProviders.has(provider) === live) return
      if (live) liveProviders.add(provider)
      else liveProviders.delete(provider)
      announceWhere((entry) => entry.instrument.provider === provider)
    },
    isLive: (provider) => liveProviders.has(provider),
    setSilence(instrument, silence) {
      const entry = entryOf(instrument)
      if (entry === undefined || entry.silence === silence) return
      entry.silence = silence
      if (entry.known) announce(entry)
    },
    current(instrument) {
      const entry = entries.get(instrument)
      return entry?.known === true ? entry.quote : undefined
    },
    indexOf(instrument) {
      return entryOf(instrument)?.index ?? -1
    },
    restart(instrument) {
      const entry = entries.get(instrument)
      if (entry !== undefined) restartEntry(entry)
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    instrumentsChanged() {
      for (const entry of entries.values()) {
        const instrument = deps.instrument(entry.instrument.id)
        if (instrument === undefined || instrument === entry.instrument) continue
        entry.instrument = instrument
        entry.sessionCheckAt = 0
      }
    },
    checkSessions() {
      const now = deps.clock.now()
      announceWhere((entry) => checkSession(entry, now))
    },
  }
}
