/** The third watch: instruments whose quotes have stopped while their market is open, each judged for itself. */
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { SessionCache } from './session-cache.ts'

type Watched = { readonly instrument: Instrument; lastMs: number; silent: boolean; open: boolean }

export type SilenceVerdict = {
  readonly changed: readonly { readonly instrument: InstrumentId; readonly silent: boolean }[]
  /** How long none of the instruments with an open market has said anything; 0 where none is open. */
  readonly allQuietMs: number
}

export type SilenceWatch = {
  add(instrument: Instrument, nowMs: number): void
  /** Answers whether it was silent. */
  remove(instrument: InstrumentId): boolean
  /** Data came; answers whether that ended a silence. Hot. */
  seen(instrument: InstrumentId, nowMs: number): boolean
  /** Live (again): silence is counted from here; who was silent stays so until it speaks. */
  restart(nowMs: number): void
  /** `at` is the wall clock, for sessions. */
  check(nowMs: number, at: number): SilenceVerdict
  silent(): InstrumentId[]
  /** Whether any watched market is open at `at`. */
  anyOpen(at: number): boolean
}

const none: SilenceVerdict['changed'] = Object.freeze([])

export function createSilenceWatch(silenceMs: number, sessions: SessionCache): SilenceWatch {
  const watched = new Map<InstrumentId, Watched>()

  return {
    add(instrument, nowMs) {
      if (!watched.has(instrument.id))
        watched.set(instrument.id, { instrument, lastMs: nowMs, silent: false, open: true })
    },
    remove(instrument) {
      const wasSilent = watched.get(instrument)?.silent ?? false
      watched.delete(instrument)
      return wasSilent
    },
    seen(instrument, nowMs) {
      const entry = watched.get(instrument)
      if (entry === undefined) return false
      entry.lastMs = nowMs
      if (!entry.silent) return false
      entry.silent = false
      return true
    },
    restart(nowMs) {
      for (const entry of watched.values()) entry.lastMs = nowMs
    },
    check(nowMs, at) {
      const changed: { instrument: InstrumentId; silent: boolean }[] = []
      let allQuietMs = Infinity
      for (const [id, entry] of watched) {
        const isOpen = sessions.isOpen(entry.instrument.session, at)
        // A market that is shut has nothing to say; its silence counts from the bell.
        if (!isOpen || !entry.open) entry.lastMs = nowMs
        entry.open = isOpen
        const isSilent = isOpen && (entry.silent || nowMs - entry.lastMs > silenceMs)
        if (isSilent !== entry.silent) {
          entry.silent = isSilent
          changed.push({ instrument: id, silent: isSilent })
        }
        if (isOpen) allQuietMs = Math.min(allQuietMs, nowMs - entry.lastMs)
      }
      return {
        changed: changed.length > 0 ? changed : none,
        allQuietMs: allQuietMs === Infinity ? 0 : allQuietMs,
      }
    },
    silent() {
      const list: InstrumentId[] = []
      for (const [id, entry] of watched) if (entry.silent) list.push(id)
      return list
    },
    anyOpen(at) {
      for (const entry of watched.values()) if (sessions.isOpen(entry.instrument.session, at)) return true
      return false
    },
  }
}
