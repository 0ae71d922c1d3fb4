/** Keeps the venue's quotes coming for every instrument that a rule is armed on, whether or not a window shows it. */
import type { InstrumentId } from '../../shared/model/ids.ts'

export type Watching = {
  /** Takes up what is new and lets go of what is no longer wanted. */
  reconcile(wanted: readonly InstrumentId[]): void
  stop(): void
}

/** `acquire` answers null for an instrument that no venue knows (yet); it is asked again at the next reconcile. */
export function createWatching(acquire: (instrument: InstrumentId) => (() => void) | null): Watching {
  const held = new Map<InstrumentId, () => void>()
  return {
    reconcile(wanted) {
      const keep = new Set(wanted)
      for (const [instrument, release] of held) {
        if (keep.has(instrument)) continue
        held.delete(instrument)
        release()
      }
      for (const instrument of keep) {
        if (held.has(instrument)) continue
        const release = acquire(instrument)
        if (release !== null) held.set(instrument, release)
      }
    },
    stop() {
      for (const release of held.values()) release()
      held.clear()
    },
  }
}
