/** Where all prices meet: one quote per instrument with its honest state, and the ticks that alerts are evaluated on. */
import type { InstrumentId, ProviderId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Quote, QuoteState, QuoteUpdate, Tick, Trade } from '../../shared/model/quote.ts'
import { sessionStateAt } from '../../shared/model/session.ts'
import type { Clock } from '../lib/clock.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

type Entry = {
  readonly instrument: Instrument
  readonly index: number
  /** Changed in place: readers take the numbers and keep no reference. */
  readonly quote: Mutable<Quote>
  /** Any update yet? Before the first one there is no quote to show. */
  known: boolean
  silent: boolean
  polled: boolean
  open: boolean
  sessionCheckAt: number
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
  /** Whether the venue's stream is live: while it is not, nothing of it looks live. */
  setLive(provider: ProviderId, live: boolean): void
  isLive(provider: ProviderId): boolean
  setSilent(instrument: InstrumentId, silent: boolean): void
  /** The quote now, or undefined before the first update. Valid until the next call into the hub. */
  current(instrument: InstrumentId): Quote | undefined
  indexOf(instrument: InstrumentId): number
  /** Drops what is known of an instrument whose time begins anew (another replay); it keeps its index. */
  restart(instrument: InstrumentId): void
  onChange(listener: (instrument: InstrumentId) => void): () => void
  /** Opens and closes markets by the clock; to be called once a second. */
  checkSessions(): void
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

/** Change since `open`, where the venue does not say it itself. */
function deriveChange(quote: Mutable<Quote>): void {
  const { last, open } = quote
  if (last === null || open === null || open === 0) return
  quote.change = last - open
  quote.changePercent = ((last - open) / open) * 100
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
      silent: false,
      polled: false,
      open: true,
      sessionCheckAt: 0,
      tradeAt: null,
    }
    entries.set(id, entry)
    return entry
  }

  const stateOf = (entry: Entry): QuoteState => {
    if (!liveProviders.has(entry.instrument.provider)) return entry.polled ? 'polled' : 'stale'
    if (!entry.open) return 'closed'
    if (entry.silent) return 'stale'
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

  const merge = (quote: Mutable<Quote>, update: QuoteUpdate, receivedAt: number): void => {
    if (update.last !== undefined) quote.last = update.last
    if (update.bid !== undefined) quote.bid = update.bid
    if (update.ask !== undefined) quote.ask = update.ask
    if (update.open !== undefined) quote.open = update.open
    if (update.high !== undefined) quote.high = update.high
    if (update.low !== undefined) quote.low = update.low
    if (update.volume !== undefined) quote.volume = update.volume
    if (update.basis !== undefined) quote.basis = update.basis
    if (update.change !== undefined) quote.change = update.change
    if (update.changePercent !== undefined) quote.changePercent = update.changePercent
    if (update.change === undefined || update.changePercent === undefined) deriveChange(quote)
    if (update.exchangeAt !== null) quote.exchangeAt = update.exchangeAt
    quote.receivedAt = receivedAt
  }

  const applyUpdate = (update: QuoteUpdate, receivedAt: number, polled: boolean): void => {
    const entry = entryOf(update.instrument)
    if (entry === undefined) return
    const { quote } = entry
    const previous = quote.last
    merge(quote, update, receivedAt)
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

  return {
    applyQuotes(updates, receivedAt) {
      for (const update of updates) applyUpdate(update, receivedAt, false)
    },
    applyPolled(updates, receivedAt) {
      for (const update of updates) applyUpdate(update, receivedAt, true)
    },
    applyTrades(trades, receivedAt) {
      for (const trade of trades) {
        const entry = entryOf(trade.instrument)
        if (entry === undefined || trade.snapshot) continue
        const { quote } = entry
        // A late trade is a fact of the past: it moves no price now.
        const isLate = entry.tradeAt !== null && trade.exchangeAt < entry.tradeAt
        if (!isLate) {
          entry.tradeAt = trade.exchangeAt
          quote.last = trade.price
          if (quote.high !== null && trade.price > quote.high) quote.high = trade.price
          if (quote.low !== null && trade.price < quote.low) quote.low = trade.price
          deriveChange(quote)
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
    setSilent(instrument, silent) {
      const entry = entryOf(instrument)
      if (entry === undefined || entry.silent === silent) return
      entry.silent = silent
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
      entry.tradeAt = null
      entry.silent = false
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    checkSessions() {
      const now = deps.clock.now()
      announceWhere((entry) => checkSession(entry, now))
    },
  }
}
