/** Quotes, outside React: newest values by instrument, and listeners that are told at most twenty times a second. */
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Quote } from '../../shared/model/quote.ts'
import { readHeader, readRow } from '../../shared/quote-batch.ts'

/** A quote without its key: what a row or a header paints. */
export type QuoteView = Omit<Quote, 'instrument'>

export type QuoteStore = {
  get(id: InstrumentId): Quote | undefined
  /** Called in an animation frame after the quote changed; answers the undo. */
  listen(id: InstrumentId, listener: () => void): () => void
  /** Called once for each frame in which anything changed, with what changed. */
  listenAll(listener: (changed: ReadonlySet<InstrumentId>) => void): () => void
  /** Takes a batch in; `taken` is called after the frame that painted it. Answers false for what is not a batch. */
  applyBatch(batch: Float64Array, taken?: (sequence: number) => void): boolean
  /** What `quotes.subscribe` answered: values, and the batch rows that instruments have from now on. */
  applySnapshot(quotes: readonly Quote[], indexes: readonly (readonly [InstrumentId, number])[]): void
  /** Nothing is known to be live any more: the core does not answer. A closed market stays closed. */
  markAllStale(): void
  /** Counts frames in which something changed. */
  version(): number
}

/** What the store needs of the window; replaced in tests. */
export type FrameSource = {
  requestFrame(callback: () => void): void
  /** Monotonic milliseconds. */
  nowMs(): number
  hidden(): boolean
  /** Called whenever the window may have become visible again. */
  onVisible(callback: () => void): void
}

const framePeriodMs = 50

export function createQuoteStore(frames: FrameSource): QuoteStore {
  const quotes = new Map<InstrumentId, Quote>()
  const rows = new Map<number, InstrumentId>()
  const listeners = new Map<InstrumentId, Set<() => void>>()
  const everyListener = new Set<(changed: ReadonlySet<InstrumentId>) => void>()
  let changed = new Set<InstrumentId>()
  let credits: (() => void)[] = []
  let planned = false
  let lastFlushMs = -Infinity
  let version = 0

  const flush = (): void => {
    lastFlushMs = frames.nowMs()
    const flushed = changed
    const owed = credits
    changed = new Set()
    credits = []
    if (flushed.size > 0) version += 1
    for (const id of flushed) for (const listener of listeners.get(id) ?? []) listener()
    if (flushed.size > 0) for (const listener of everyListener) listener(flushed)
    for (const credit of owed) credit()
  }

  const frame = (): void => {
    planned = false
    if (changed.size === 0 && credits.length === 0) return
    // A hidden window paints nothing and gives no credit, so that the core conflates for it.
    if (frames.hidden()) return
    // A frame early is nearer to 20 Hz than a frame late.
    if (frames.nowMs() - lastFlushMs < framePeriodMs - 4) return plan()
    flush()
  }

  const plan = (): void => {
    if (planned || frames.hidden()) return
    planned = true
    frames.requestFrame(frame)
  }

  const put = (quote: Quote): void => {
    quotes.set(quote.instrument, quote)
    changed.add(quote.instrument)
  }

  frames.onVisible(() => {
    // A frame that was asked for before the window was hidden may never have come.
    planned = false
    if (changed.size > 0 || credits.length > 0) plan()
  })

  return {
    get: (id) => quotes.get(id),
    listen(id, listener) {
      const set = listeners.get(id) ?? new Set()
      set.add(listener)
      listeners.set(id, set)
      return () => {
        set.delete(listener)
        if (set.size === 0 && listeners.get(id) === set) listeners.delete(id)
      }
    },
    listenAll(listener) {
      everyListener.add(listener)
      return () => void everyListener.delete(listener)
    },
    applyBatch(batch, taken) {
      const header = readHeader(batch)
      if (header === null) return false
      for (let row = 0; row < header.rowCount; row += 1) {
        const { index, ...view } = readRow(batch, row)
        const instrument = rows.get(index)
        if (instrument !== undefined) put({ instrument, ...view })
      }
      if (taken !== undefined) credits.push(() => taken(header.sequence))
      plan()
      return true
    },
    applySnapshot(snapshot, indexes) {
      for (const [instrument, index] of indexes) rows.set(index, instrument)
      for (const quote of snapshot) put(quote)
      plan()
    },
    markAllStale() {
      // Row numbers and credits belong to the connection that is gone.
      rows.clear()
      credits = []
      for (const quote of quotes.values()) {
        if (quote.state !== 'closed' && quote.state !== 'stale') put({ ...quote, state: 'stale' })
      }
      plan()
    },
    version: () => version,
  }
}

const browserFrames: FrameSource = {
  requestFrame: (callback) => void requestAnimationFrame(callback),
  nowMs: () => performance.now(),
  hidden: () => document.hidden,
  onVisible: (callback) => {
    if (typeof document === 'undefined') return
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) callback()
    })
  },
}

/** The quotes of this window. */
export const quotes: QuoteStore = createQuoteStore(browserFrames)
