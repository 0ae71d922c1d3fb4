/** Runs the rule over the past while it is being written: a moment after the last change, and only the newest. */
import type { AlertDraft } from '../../../shared/alerts/rule.ts'
import type { Rehearsal } from '../../../shared/alerts/rehearsal.ts'
import type { Progress } from '../../state/progress.ts'

export const rehearsalDays = [7, 30, 90] as const
export type RehearsalDays = (typeof rehearsalDays)[number]

const waitMs = 150
/** Only what takes longer shows how far it is. */
const slowMs = 1000

export type RehearsalState = {
  readonly phase: 'idle' | 'running' | 'done' | 'cancelled' | 'failed'
  /** The newest answer; of an older rule while `phase` is not `done`. */
  readonly answer: Rehearsal | null
  /** Why it failed. */
  readonly failure: string | null
  readonly isSlow: boolean
  readonly progress: Progress | null
}

export const idleRehearsal: RehearsalState = {
  phase: 'idle',
  answer: null,
  failure: null,
  isSlow: false,
  progress: null,
}

type Deps = {
  readonly rehearse: (input: {
    readonly rule: AlertDraft
    readonly days: number
    readonly ticket: string
  }) => Promise<Rehearsal>
  readonly cancel: (ticket: string) => void
  readonly onProgress: (ticket: string, listener: (progress: Progress) => void) => () => void
  readonly newTicket: () => string
  readonly explain: (thrown: unknown) => string
  readonly show: (state: RehearsalState) => void
}

export type Rehearser = {
  /** Null: there is no whole rule now. What was run or cancelled already is not run again, unless `again` asks for it. */
  run(rule: AlertDraft | null, days: number, again?: boolean): void
  /** The user has waited long enough. */
  cancel(): void
  close(): void
}

/** What a rule does when it fires, and how it is called, changes nothing about when it fires. */
function keyOf(rule: AlertDraft, days: number): string {
  const { scope, combine, conditions, frequency, rearm, confirm, schedule } = rule
  return JSON.stringify([days, scope, combine, conditions, frequency, rearm, confirm, schedule])
}

export function createRehearser(deps: Deps): Rehearser {
  let state = idleRehearsal
  let key: string | null = null
  let ticket: string | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let slowTimer: ReturnType<typeof setTimeout> | null = null
  let stopProgress = (): void => undefined

  const show = (change: Partial<RehearsalState>): void => {
    state = { ...state, ...change }
    deps.show(state)
  }
  const clear = (): void => {
    if (timer !== null) clearTimeout(timer)
    if (slowTimer !== null) clearTimeout(slowTimer)
    timer = null
    slowTimer = null
    stopProgress()
    stopProgress = () => undefined
  }
  const drop = (): void => {
    clear()
    if (ticket !== null) deps.cancel(ticket)
    ticket = null
  }

  const start = async (rule: AlertDraft, days: number): Promise<void> => {
    const own = deps.newTicket()
    ticket = own
    stopProgress = deps.onProgress(own, (progress) => show({ progress }))
    slowTimer = setTimeout(() => show({ isSlow: true }), slowMs)
    try {
      const answer = await deps.rehearse({ rule, days, ticket: own })
      if (ticket !== own) return
      clear()
      ticket = null
      show({ phase: 'done', answer, isSlow: false, progress: null })
    } catch (error) {
      if (ticket !== own) return
      clear()
      ticket = null
      show({ phase: 'failed', failure: deps.explain(error), isSlow: false, progress: null })
    }
  }

  return {
    run(rule, days, again = false) {
      const next = rule === null ? null : keyOf(rule, days)
      if (next === key && !again) return
      key = next
      drop()
      if (rule === null) return show({ phase: 'idle', isSlow: false, progress: null, failure: null })
      show({ phase: 'running', isSlow: false, progress: null, failure: null })
      timer = setTimeout(() => void start(rule, days), waitMs)
    },
    cancel() {
      drop()
      show({ phase: 'cancelled', isSlow: false, progress: null })
    },
    close() {
      drop()
      key = null
    },
  }
}
