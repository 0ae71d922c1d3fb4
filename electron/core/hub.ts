/** Where all prices meet: one quote per instrument with its honest state, and the ticks that alerts are evaluated on. */
import type { InstrumentId, ProviderId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import { roundToTick } from '../../shared/model/numbers.ts'
import type { Quote, QuoteState, QuoteUpdate, Tick, Trade } from '../../shared/model/quote.ts'
import { sessionStateAt } from '../../shared/model/session.ts'
import type { Clock } from '../lib/clock.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

export type Silence = 'flowing' | 'quiet' | 'stale'

type Entry = {
  instrument: Instrument
  readonly index: number
  /** Changed in place: readers take the numbers and keep no reference. */
  readonly quote: Mutable<Quote>
  /** Any update yet? Before the first one there is no quote to show. */
  known: boolean
  /** Nothing came for long: because nothing was traded, or for no good reason. */
  silence: Silence
  polled: boolean
  open: boolean
  sessionCheckAt: number
  /** The price that the change is measured from, as the venue's last own change told it; null while unknown. */
  reference: number | null
  /** Venue time of the newest last price. */
  lastAt: number | null
  /** Venue time of the newest trade, or null before the first. Once trades were seen they alone make ticks: a ticker's last price would repeat them, later. */
  tradeAt: number | null
}

export type HubDeps = {
  readonly clock: Clock
  instrument(id: InstrumentId): Instrument | undefined
  /** Hot: called for each price that really happened, never for a snapshot. */
  tick(instrument: InstrumentId, tick: Tick): void
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

function emptyQuote(instrument: InstrumentId): Mutable<Quote> {
  return {
    instrument,
    last: null,
    bid: null,
    ask: null,
    open: null,
    high: null,
    low: null,
    volume: null,
    change: null,
    changePercent: null,
    basis: null,
    exchangeAt: null,
    receivedAt: 0,
    state: 'stale',
  }
}

/** Change of the last price since the reference. */
function deriveChange(quote: Mutable<Quote>, reference: number | null, tickSize: number): void {
  const { last } = quote
  if (last === null || reference === null || reference === 0) return
  quote.change = roundToTick(last - reference, tickSize)
  quote.changePercent = ((last - reference) / reference) * 100
}

export function createHub(deps: HubDeps): Hub {
  const entries = new Map<InstrumentId, Entry>()
  const liveProviders = new Set<ProviderId>()
  const listeners = new Set<(instrument: InstrumentId) => void>()
  let nextIndex = 0

  const entryOf = (id: InstrumentId): Entry | undefined => {
    const existing = entries.get(id)
    if (existing !== undefined) return existing
    const instrument = deps.instrument(id)
    if (instrument === undefined) return undefined
    const entry: Entry = {
      instrument,
      index: nextIndex++,
      quote: emptyQuote(id),
      known: false,
      silence: 'flowing',
      polled: false,
      open: true,
      sessionCheckAt: 0,
      reference: null,
      lastAt: null,
      tradeAt: null,
    }
    entries.set(id, entry)
    return entry
  }

  const stateOf = (entry: Entry): QuoteState => {
    if (!liveProviders.has(entry.instrument.provider)) return entry.polled ? 'polled' : 'stale'
    if (!entry.open) return 'closed'
    if (entry.silence !== 'flowing') return entry.silence
    return entry.instrument.simulated ? 'simulated' : 'live'
  }

  const announce = (entry: Entry): void => {
    entry.quote.state = stateOf(entry)
    for (const listener of listeners) listener(entry.instrument.id)
  }

  const announceWhere = (matches: (entry: Entry) => boolean): void => {
    for (const entry of entries.values()) if (entry.known && matches(entry)) announce(entry)
  }

  const checkSession = (entry: Entry, now: number): boolean => {
    if (now < entry.sessionCheckAt) return false
    const { open, nextChangeAt } = sessionStateAt(entry.instrument.session, now)
    entry.sessionCheckAt = nextChangeAt ?? Infinity
    const changed = open !== entry.open
    entry.open = open
    return changed
  }

  const merge = (entry: Entry, update: QuoteUpdate, receivedAt: number): void => {
    const { quote } = entry
    // Venues send tickers and trades on ways of their own: a ticker may be older than the trade that came before it.
    const { exchangeAt: at } = update
    const isBehind = at !== null && entry.lastAt !== null && at < entry.lastAt
    if (update.last !== undefined && at !== null && !isBehind) entry.lastAt = at
    const { last: own } = quote
    if (update.last !== undefined) quote.last = update.last
    if (update.bid !== undefined) quote.bid = update.bid
    if (update.ask !== undefined) quote.ask = update.ask
    if (update.open !== undefined) quote.open = update.open
    if (update.high !== undefined) quote.high = update.high
    if (update.low !== undefined) quote.low = update.low
    if (update.volume !== undefined) quote.volume = update.volume
    if (update.basis !== undefined) quote.basis = update.basis
    if (update.change !== undefined)
      quote.change = update.change === null ? null : roundToTick(update.change, entry.instrument.tickSize)
    if (update.changePercent !== undefined) quote.changePercent = update.changePercent
    if (update.change !== undefined && update.change !== null) {
      const last = update.last ?? quote.last
      if (last !== null) entry.reference = last - update.change
    } else if (update.open !== undefined && quote.basis !== 'previous-close') {
      // The open of the last 24 h or of the UTC day is what their change is measured from; a stock's day opens elsewhere than it closed.
      entry.reference = update.open
    }
    if (update.change === undefined || update.changePercent === undefined)
      deriveChange(quote, entry.reference, entry.instrument.tickSize)
    if (isBehind) {
      quote.last = own
      deriveChange(quote, entry.reference, entry.instrument.tickSize)
    } else if (update.exchangeAt !== null) quote.exchangeAt = update.exchangeAt
    quote.receivedAt = receivedAt
  }

  const applyUpdate = (update: QuoteUpdate, receivedAt: number, polled: boolean): void => {
    const entry = entryOf(update.instrument)
    if (entry === undefined) return
    const { quote } = entry
    const previous = quote.last
    merge(entry, update, receivedAt)
    entry.known = true
    entry.polled = polled
    checkSession(entry, deps.clock.now())
    announce(entry)
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
    merge(entry, update, receivedAt)
    // What the stream said of the price and the book is younger than an answer that was on its way.
    if (
      last !== null &&
      entry.known &&
      exchangeAt !== null &&
      !(update.exchangeAt !== null && update.exchangeAt > exchangeAt)
    ) {
      quote.last = last
      quote.exchangeAt = exchangeAt
      deriveChange(quote, entry.reference, entry.instrument.tickSize)
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
        // A late trade is a fact of the past: it moves no price now.
        const isLate = entry.tradeAt !== null && trade.exchangeAt < entry.tradeAt
        if (!isLate) {
          entry.tradeAt = entry.lastAt = trade.exchangeAt
          quote.last = trade.price
          if (quote.high !== null && trade.price > quote.high) quote.high = trade.price
          if (quote.low !== null && trade.price < quote.low) quote.low = trade.price
          deriveChange(quote, entry.reference, entry.instrument.tickSize)
          quote.exchangeAt = trade.exchangeAt
          quote.receivedAt = receivedAt
          entry.known = true
          entry.polled = false
          checkSession(entry, deps.clock.now())
          announce(entry)
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
      if (entry === undefined) return
      Object.assign(entry.quote, emptyQuote(instrument))
      entry.tradeAt = entry.lastAt = entry.reference = null
      entry.silence = 'flowing'
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
