/** What the hub keeps of one instrument: its quote, changed in place, and how old its newest price is by the venue's clock. */
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import { roundToTick } from '../../shared/model/numbers.ts'
import type { Quote, QuoteUpdate } from '../../shared/model/quote.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

export type Silence = 'flowing' | 'quiet' | 'stale'

export type QuoteEntry = {
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
  /** Prices in a row whose time lies far behind `lastAt`. */
  farBehind: number
  /** Venue time of the newest trade, or null before the first. Once trades were seen they alone make ticks: a ticker's last price would repeat them, later. */
  tradeAt: number | null
}

export function emptyQuote(instrument: InstrumentId): Mutable<Quote> {
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
export function deriveChange({ quote, reference, instrument }: QuoteEntry): void {
  const { last } = quote
  if (last === null || reference === null || reference === 0) return
  quote.change = roundToTick(last - reference, instrument.tickSize)
  quote.changePercent = ((last - reference) / reference) * 100
}

export function newEntry(instrument: Instrument, index: number): QuoteEntry {
  return {
    instrument,
    index,
    quote: emptyQuote(instrument.id),
    known: false,
    silence: 'flowing',
    polled: false,
    open: true,
    sessionCheckAt: 0,
    reference: null,
    lastAt: null,
    farBehind: 0,
    tradeAt: null,
  }
}

/** Its time begins anew: nothing known before counts. */
export function restartEntry(entry: QuoteEntry): void {
  Object.assign(entry.quote, emptyQuote(entry.instrument.id))
  entry.tradeAt = entry.lastAt = entry.reference = null
  entry.farBehind = 0
  entry.silence = 'flowing'
}

// No price is late by so much; so many in a row mean that the venue set its clock back.
const farMs = 60_000
const agreeing = 3

/**
 * Whether the venue's clock was set back: a single price from long ago is a broken or very late one, several in a row are the
 * present. Then what was newest before is forgotten. Hot: called for each price with a time.
 */
export function wasSetBack(entry: QuoteEntry, at: number): boolean {
  if (entry.lastAt === null || at >= entry.lastAt - farMs) {
    entry.farBehind = 0
    return false
  }
  entry.farBehind += 1
  if (entry.farBehind < agreeing) return false
  entry.farBehind = 0
  entry.tradeAt = entry.lastAt = null
  return true
}

const isOlder = ({ lastAt }: QuoteEntry, at: number): boolean => lastAt !== null && at < lastAt

/** Takes over the fields that the update carries; an older price does not replace a newer one. */
export function mergeUpdate(entry: QuoteEntry, update: QuoteUpdate, receivedAt: number): void {
  const { quote } = entry
  // Venues send tickers and trades on ways of their own: a ticker may be older than the trade that came before it.
  const { exchangeAt: at } = update
  const isBehind = at !== null && isOlder(entry, at)
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
  if (update.change === undefined || update.changePercent === undefined) deriveChange(entry)
  if (isBehind) {
    quote.last = own
    deriveChange(entry)
  } else if (update.exchangeAt !== null) quote.exchangeAt = update.exchangeAt
  quote.receivedAt = receivedAt
}
