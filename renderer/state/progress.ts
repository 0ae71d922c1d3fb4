/** How far long calls are: hands the bridge's progress to whoever holds the ticket. */
import type { EventPayload } from '../../shared/contract/events.ts'

export type Progress = Omit<EventPayload<'progress'>, 'ticket'>

const listeners = new Map<string, Set<(progress: Progress) => void>>()

/** Calls `listener` with the progress of the call that was given `ticket`; answers the undo. */
export function onProgress(ticket: string, listener: (progress: Progress) => void): () => void {
  const set = listeners.get(ticket) ?? new Set()
  set.add(listener)
  listeners.set(ticket, set)
  return () => {
    set.delete(listener)
    if (set.size === 0 && listeners.get(ticket) === set) listeners.delete(ticket)
  }
}

/** What the bridge told. */
export function tellProgress({ ticket, ...progress }: EventPayload<'progress'>): void {
  for (const listener of listeners.get(ticket) ?? []) listener(progress)
}
