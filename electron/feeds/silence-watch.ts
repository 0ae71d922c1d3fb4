/** The third watch: instruments whose quotes have stopped while their market is open, each judged for itself. */
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { SessionCache } from './session-cache.ts'

/** `quiet`: nothing is traded, as the venue's REST confirms. `stale`: traded, or nobody can tell, and the stream says nothing. */
export type SilenceState = 'flowing' | 'quiet' | 'stale'

/** What is known of one instrument's stream. Changed in place: `seen` runs for every message. */
export type Watched = {
  readonly instrument: Instrument
  state: SilenceState
  /** When the stream last said anything of it, monotonic ms. */
  lastMs: number
  /** The newest price that the stream showed, on the venue's clock; -Infinity before one. */
  shownAt: number
  /** Of the newest trade that the stream showed; '' where there is none. */
  shownId: string
  /** Since when the venue is asked to stream it, on our clock, UTC epoch ms. */
  sinceAt: number
  /** Prices moved since this was last cleared. */
  news: boolean
  /** The venue streams nothing of it, as it says itself. */
  refused: boolean
  open: boolean
}

export type SilenceWatch = {
  add(instrument: Instrument, nowMs: number, at: number): void
  /** Answers the state that it was in. */
  remove(instrument: InstrumentId): SilenceState
  /** Something came: with `exchangeAt` (venue's clock) where it shows how far the stream has come. Hot. */
  seen(
    instrument: InstrumentId,
    nowMs: number,
    snapshot: boolean,
    exchangeAt: number | null,
    tradeId: string,
  ): void
  /** Live (again): silence is counted from here; who was silent stays so until it speaks. */
  restart(nowMs: number, at: number): void
  /** The stream goes on by another socket: what it kept from us before is not the new one's fault. */
  moved(at: number): void
  /**
   * Instruments of open markets that have been silent for longer than is normal; shut ones flow again. `at` is the wall clock.
   * `allQuietMs`: how long none with an open market has said anything; 0 where none is open.
   */
  check(nowMs: number, at: number): { readonly silent: readonly Watched[]; readonly allQuietMs: number }
  /** What is known of it; undefined where it is not watched. */
  get(instrument: InstrumentId): Watched | undefined
  set(entry: Watched, state: SilenceState): void
  /** Marks who gets nothing of the venue any more: that is stale, and no doubt about it. */
  setRefused(refuses: (instrument: InstrumentId) => boolean): void
  in(state: SilenceState): InstrumentId[]
  /** Whether any watched market is open at `at`. */
  anyOpen(at: number): boolean
}

const none: readonly Watched[] = Object.freeze([])

export function createSilenceWatch(
  silenceMs: number,
  sessions: SessionCache,
  changed: (instrument: InstrumentId, state: SilenceState) => void,
): SilenceWatch {
  const watched = new Map<InstrumentId, Watched>()

  const set = (entry: Watched, state: SilenceState): void => {
    if (entry.state === state) return
    entry.state = state
    changed(entry.instrument.id, state)
  }

  return {
    add(instrument, nowMs, at) {
      if (watched.has(instrument.id)) return
      watched.set(instrument.id, {
        instrument,
        state: 'flowing',
        lastMs: nowMs,
        shownAt: -Infinity,
        shownId: '',
        sinceAt: at,
        news: false,
        refused: false,
        open: true,
      })
    },
    remove(instrument) {
      const state = watched.get(instrument)?.state ?? 'flowing'
      watched.delete(instrument)
      return state
    },
    seen(instrument, nowMs, snapshot, exchangeAt, tradeId) {
      const entry = watched.get(instrument)
      if (entry === undefined) return
      entry.lastMs = nowMs
      if (exchangeAt !== null && exchangeAt >= entry.shownAt) {
        entry.shownAt = exchangeAt
        if (tradeId !== '') entry.shownId = tradeId
      }
      if (!snapshot) entry.news = true
      // The state at subscribe is no sign that anything is traded.
      if (entry.state === 'flowing' || (snapshot && entry.state === 'quiet')) return
      set(entry, 'flowing')
    },
    restart(nowMs, at) {
      for (const entry of watched.values()) {
        entry.lastMs = nowMs
        entry.sinceAt = at
      }
    },
    moved(at) {
      for (const entry of watched.values()) if (entry.state !== 'flowing') entry.sinceAt = at
    },
    check(nowMs, at) {
      let silent: Watched[] | null = null
      let allQuietMs = Infinity
      for (const entry of watched.values()) {
        const isOpen = sessions.isOpen(entry.instrument.session, at)
        // A market that is shut has nothing to say; its silence counts from the bell.
        if (!isOpen || !entry.open) entry.lastMs = nowMs
        entry.open = isOpen
        if (entry.refused) continue
        if (!isOpen) {
          set(entry, 'flowing')
          continue
        }
        const quietMs = nowMs - entry.lastMs
        allQuietMs = Math.min(allQuietMs, quietMs)
        if (quietMs > silenceMs) (silent ??= []).push(entry)
      }
      return { silent: silent ?? none, allQuietMs: allQuietMs === Infinity ? 0 : allQuietMs }
    },
    get: (instrument) => watched.get(instrument),
    set,
    setRefused(refuses) {
      for (const [instrument, entry] of watched) {
        entry.refused = refuses(instrument)
        if (entry.refused) set(entry, 'stale')
      }
    },
    in(state) {
      const list: InstrumentId[] = []
      for (const [id, entry] of watched) if (entry.state === state) list.push(id)
      return list
    },
    anyOpen(at) {
      for (const entry of watched.values()) if (sessions.isOpen(entry.instrument.session, at)) return true
      return false
    },
  }
}
