/** Trying something out step by step: the wait, and then of each step whether it went well, what it said and how long it took. */
import { Check, Minus, X } from 'lucide-react'
import { useRef, useState } from 'react'
import type { TestStep } from '../../../shared/contract/methods.ts'
import { explainError } from '../../state/advice.ts'
import { useNow } from '../../ui/use-now.ts'
import styles from './venues.module.css'

export type TestRun =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly startedAt: number }
  | { readonly kind: 'done'; readonly steps: readonly TestStep[] }
  | { readonly kind: 'failed'; readonly problem: string }

export type Test = {
  readonly run: TestRun
  start(ask: () => Promise<{ readonly steps: readonly TestStep[] }>): void
  /** Forgets the result, or drops the answer that is awaited. */
  clear(): void
}

export function useTest(): Test {
  const [run, setRun] = useState<TestRun>({ kind: 'none' })
  const newest = useRef(0)
  return {
    run,
    start(ask) {
      newest.current += 1
      const own = newest.current
      const show = (next: TestRun): void => {
        if (newest.current === own) setRun(next)
      }
      setRun({ kind: 'running', startedAt: Date.now() })
      ask().then(
        ({ steps }) => show({ kind: 'done', steps }),
        (error: unknown) => show({ kind: 'failed', problem: explainError(error) }),
      )
    },
    clear() {
      newest.current += 1
      setRun({ kind: 'none' })
    },
  }
}

function Waiting({ startedAt }: { readonly startedAt: number }) {
  const seconds = Math.max(0, Math.floor((useNow(250) - startedAt) / 1000))
  return (
    <p className={styles['waiting']}>
      <span className={styles['bar']} aria-hidden="true" />
      Asking, {seconds} s. Each step may take ten.
    </p>
  )
}

const verdicts = { ok: 'ok', failed: 'failed', skipped: 'not tried' } as const
const icons = { ok: Check, failed: X, skipped: Minus } as const

function Step({ step }: { readonly step: TestStep }) {
  const verdict = step.ok === null ? 'skipped' : step.ok ? 'ok' : 'failed'
  const Icon = icons[verdict]
  return (
    <li className={styles['step']} data-verdict={verdict}>
      <Icon size={13} aria-hidden="true" />
      <b>{step.name}</b>
      <em>{verdicts[verdict]}</em>
      {/* The verdict says already that it was not tried. */}
      <span>{step.ok === null ? step.message.replace(/^not tried: /iu, '') : step.message}</span>
      <small>{step.latencyMs === null ? '' : `${Math.round(step.latencyMs)} ms`}</small>
    </li>
  )
}

export function TestResult({ run }: { readonly run: TestRun }) {
  return (
    <div aria-live="polite">
      {run.kind === 'running' && <Waiting startedAt={run.startedAt} />}
      {run.kind === 'failed' && (
        <p className={styles['problem']} role="alert">
          {run.problem}
        </p>
      )}
      {run.kind === 'done' && (
        <ul className={styles['steps']} aria-label="Steps of the test">
          {run.steps.map((step) => (
            <Step key={step.name} step={step} />
          ))}
        </ul>
      )}
    </div>
  )
}
