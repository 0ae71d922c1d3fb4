/** The rehearsal of the rule that is being written, for React. */
import { useEffect, useRef, useState } from 'react'
import type { AlertDraft } from '../../../shared/alerts/rule.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { onProgress } from '../../state/progress.ts'
import { createRehearser, idleRehearsal, type Rehearser, type RehearsalState } from './rehearse.ts'

export type RehearsalHandle = RehearsalState & {
  readonly cancel: () => void
  readonly again: () => void
}

export function useRehearsal(draft: AlertDraft | null, days: number): RehearsalHandle {
  const [state, setState] = useState<RehearsalState>(idleRehearsal)
  const rehearser = useRef<Rehearser | null>(null)
  useEffect(() => {
    const made = createRehearser({
      rehearse: (input) => actions.call('alerts.rehearse', input),
      // It may have ended meanwhile: nothing is lost then.
      cancel: (ticket) => void actions.call('alerts.cancel', { ticket }).catch(() => null),
      onProgress,
      newTicket: () => crypto.randomUUID(),
      explain: explainError,
      show: setState,
    })
    rehearser.current = made
    return () => made.close()
  }, [])
  useEffect(() => {
    rehearser.current?.run(draft, days)
  }, [draft, days])
  return {
    ...state,
    cancel: () => rehearser.current?.cancel(),
    again: () => rehearser.current?.run(draft, days, true),
  }
}
