/** The dry run of a level that is being dragged: one at a time, and after it the latest level, not those in between. */
import type { Rehearsal, RehearsalPart } from '../../../shared/alerts/rehearsal.ts'
import type { AlertDraft } from '../../../shared/alerts/rule.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'

export const dragDays = 7
const dayMs = 86_400_000
/** Between two dry runs: a hand moves slower than an eye reads. */
const pauseMs = 100

type Deps = {
  readonly rehearse: (draft: AlertDraft) => Promise<Rehearsal>
  readonly cancel: () => void
  /** Null: nothing is known (any more). */
  readonly onResult: (result: Rehearsal | null) => void
  readonly setTimer: (callback: () => void, delayMs: number) => unknown
}

export type DragRehearsal = {
  moved(draft: AlertDraft): void
  /** The drag is over: what runs is given up, what was found is taken away. */
  ended(): void
}

export function createDragRehearsal({ rehearse, cancel, onResult, setTimer }: Deps): DragRehearsal {
  let wanted: AlertDraft | null = null
  let running = false
  let dragging = false

  const run = async (): Promise<void> => {
    const draft = wanted
    wanted = null
    if (draft === null) return
    running = true
    // A level that can't be rehearsed (no history, a core that is gone) is moved all the same.
    const result = await rehearse(draft).catch(() => null)
    if (dragging) onResult(result)
    setTimer(() => {
      running = false
      void run()
    }, pauseMs)
  }

  return {
    moved(draft) {
      dragging = true
      wanted = draft
      if (!running) void run()
    },
    ended() {
      if (!dragging) return
      dragging = false
      wanted = null
      if (running) cancel()
      onResult(null)
    },
  }
}

/** What the dry run says of the instrument. */
export function partFor(result: Rehearsal | null, instrument: InstrumentId): RehearsalPart | undefined {
  return result?.parts.find((part) => part.instrument === instrument)
}

/** `fired 12× in 7 d`; says less than seven days where there are less. */
export function dragNote(part: RehearsalPart | undefined): string | null {
  if (part === undefined || part.bars === 0) return null
  const days = Math.min(dragDays, Math.max(1, Math.round((part.toAt - part.fromAt) / dayMs)))
  return `fired ${part.count.toLocaleString('en-US')}\u00d7 in ${days} d`
}
