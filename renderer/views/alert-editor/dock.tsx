/** What is always in sight under the fields: the whole rule as one sentence, and what it would have done in the past. */
import { numberText } from '../../../shared/alerts/words.ts'
import { Button } from '../../ui/button.tsx'
import styles from './editor.module.css'
import { exactText } from './field-text.ts'
import { rehearsalDays, type RehearsalDays } from './rehearse.ts'
import { useEditor } from './use-editor.ts'
import type { RehearsalHandle } from './use-rehearsal.ts'

type Props = {
  readonly rehearsal: RehearsalHandle
  readonly days: RehearsalDays
  readonly onDays: (days: RehearsalDays) => void
}

/** About five lines. */
const longSentence = 300

function statusText({ phase, answer, failure }: RehearsalHandle): string {
  switch (phase) {
    case 'idle':
      return 'It is tried on the past as soon as the rule is whole.'
    case 'failed':
      return failure ?? ''
    case 'cancelled':
      return 'Stopped. Change the rule, or try it again.'
    case 'running':
      return answer?.sentence ?? 'Looking at the past \u2026'
    case 'done':
      return answer?.sentence ?? ''
  }
}

function Suggestion({ rehearsal }: { readonly rehearsal: RehearsalHandle }) {
  const { edit } = useEditor()
  const { phase, answer } = rehearsal
  const suggestion = answer?.suggestion ?? null
  // While a newer one is on its way it stays, so that nothing jumps.
  if ((phase !== 'done' && phase !== 'running') || suggestion === null || answer === null) return null
  const { rearm, count } = suggestion
  const band = `${numberText(rearm.amount)}${rearm.unit === 'percent' ? ' %' : ''}`
  return (
    <div className={styles['suggestion']}>
      <Button
        variant="primary"
        onClick={() =>
          edit((before) => ({
            ...before,
            rearm: { on: true, amount: exactText(rearm.amount), unit: rearm.unit },
          }))
        }
      >
        Use a {band} band
      </Button>
      <span>
        {count === 1 ? 'once' : `${numberText(count)} times`} instead of {numberText(answer.count)}
      </span>
    </div>
  )
}

export function Dock({ rehearsal, days, onDays }: Props) {
  const { sentence } = useEditor()
  const { phase, answer, isSlow, progress } = rehearsal
  const isOld = phase !== 'done' && phase !== 'failed'
  const untold = phase === 'done' ? (answer?.untold ?? []) : []
  return (
    <section className={styles['dock']} aria-label="The rule, and what it would have done">
      {/* One that is long scrolls by itself, by keyboard too. */}
      <div
        role="document"
        aria-label="The rule as a sentence"
        className={styles['sentence']}
        {...(sentence.length > longSentence ? { tabIndex: 0 } : {})}
      >
        {sentence}
      </div>
      <div className={styles['rehearsal']} role="group" aria-label="Days to look back">
        <span>Tried on the past</span>
        {rehearsalDays.map((each) => (
          <Button key={each} pressed={each === days} onClick={() => onDays(each)}>
            {each}
          </Button>
        ))}
        <span>days</span>
        {phase === 'running' && isSlow && (
          <>
            <progress
              className={styles['progress']}
              aria-label="Progress of the rehearsal"
              {...(progress === null || progress.total === 0
                ? {}
                : { value: progress.done, max: progress.total })}
            />
            <Button variant="outline" onClick={rehearsal.cancel}>
              Stop
            </Button>
          </>
        )}
        {(phase === 'cancelled' || phase === 'failed') && (
          <>
            <span className={styles['space']} />
            <Button variant="outline" onClick={rehearsal.again}>
              Try again
            </Button>
          </>
        )}
      </div>
      <div className={styles['answer']} data-old={isOld || undefined}>
        <output>{statusText(rehearsal)}</output>
        {untold.length > 0 && <span className={styles['untold']}> {untold.join(' ')}</span>}
      </div>
      <Suggestion rehearsal={rehearsal} />
    </section>
  )
}
