/** One rule in the list: its sentence, whether it is watched, how far the price is, and what can be done with it. */
import { Bell, Pause, Pencil, Play, Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'
import type { RuleDraft, RuleView } from '../../../shared/model/alert.ts'
import { formatDateTime } from '../../../shared/format/time.ts'
import { symbolOf } from '../../../shared/model/ids.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Dot, type Tone } from '../../ui/tag.tsx'
import styles from './alerts.module.css'
import { distanceOf, plainSentence, sentenceParts, type SentencePart } from './rule-text.ts'
import { useQuotePaint } from './use-quote.ts'
import { useTimeZone } from './use-time-zone.ts'

export function Sentence({ parts }: { readonly parts: readonly SentencePart[] }) {
  return (
    <p className={styles['sentence']}>
      {parts.map((part, index) =>
        // The parts of one sentence never change places.
        // oxlint-disable-next-line react/no-array-index-key
        part.strong ? <b key={index}>{part.text}</b> : <span key={index}>{part.text}</span>,
      )}
    </p>
  )
}

function ruleDraft(rule: RuleView): RuleDraft {
  const { id, instrument, operator, level, frequency, note, expiresAt } = rule
  return { id, instrument, operator, level, frequency, note, expiresAt }
}

/** Distance and bar, written into the page directly: no render per tick. */
function Distance({ rule }: { readonly rule: RuleView }) {
  const text = useRef<HTMLSpanElement>(null)
  const bar = useRef<HTMLElement>(null)
  useQuotePaint(rule.instrument, (quote) => {
    const { text: words, nearness } = distanceOf(rule.operator, rule.level, quote?.last ?? null)
    const stale = quote?.state === 'stale'
    const shown = stale ? `${words}, stale` : words
    if (text.current !== null && text.current.textContent !== shown) text.current.textContent = shown
    if (bar.current !== null) bar.current.style.transform = `scaleX(${nearness.toFixed(3)})`
    if (text.current !== null) text.current.dataset['stale'] = String(stale)
  })
  return (
    <>
      <span ref={text} className={styles['distance']} />
      <span className={styles['bar']} aria-hidden="true">
        <i ref={bar} />
      </span>
    </>
  )
}

const doneWords = { fired: 'fired', expired: 'expired' } as const

function State({ rule }: { readonly rule: RuleView }) {
  const timeZone = useTimeZone()
  if (rule.state === 'paused') {
    return (
      <>
        <Dot tone="off" />
        <span>paused</span>
      </>
    )
  }
  if (rule.state === 'fired' || rule.state === 'expired') {
    const at = rule.state === 'fired' ? rule.memory.lastFiredAt : rule.expiresAt
    return (
      <>
        <Dot tone="off" />
        <span className={styles['distance']} title={at === null ? '' : formatDateTime(at, timeZone)}>
          {doneWords[rule.state]}
          {at === null ? '' : ` ${formatDateTime(at, timeZone).slice(5, 16)}`}
        </span>
      </>
    )
  }
  const tone: Tone = rule.unwatched === null ? 'ok' : 'warn'
  return (
    <>
      <Dot tone={tone} />
      {rule.unwatched === null ? (
        <>
          <span className="visually-hidden">watched</span>
          <Distance rule={rule} />
        </>
      ) : (
        <span className={styles['unwatched']}>not watched: {rule.unwatched}</span>
      )}
    </>
  )
}

export function RuleItem({ rule }: { readonly rule: RuleView }) {
  const timeZone = useTimeZone()
  const tickSize = useApp((state) => state.instruments.get(rule.instrument)?.tickSize ?? null)
  const selected = useApp((state) => state.selected === rule.instrument)
  const [why, setWhy] = useState<string | null>(null)
  const parts = sentenceParts(rule, tickSize, timeZone)
  const name = plainSentence(parts)
  const done = rule.state === 'fired' || rule.state === 'expired'

  const explain = async (): Promise<void> => {
    if (why !== null) return setWhy(null)
    setWhy('Looking …')
    try {
      setWhy((await actions.call('alerts.explain', { id: rule.id })).sentence)
    } catch (error) {
      setWhy(explainError(error))
    }
  }

  return (
    <li className={styles['rule']} data-state={rule.state} data-selected={selected}>
      <button
        type="button"
        className={styles['open']}
        title={`Show the chart of ${symbolOf(rule.instrument)}`}
        onClick={() => actions.selectInstrument(rule.instrument)}
      >
        <Sentence parts={parts} />
      </button>
      {rule.note !== '' && <p className={styles['note']}>{rule.note}</p>}
      <div className={styles['meta']}>
        <State rule={rule} />
        <span className={styles['tools']}>
          <Button aria-expanded={why !== null} onClick={() => void explain()}>
            Why not?
          </Button>
          {rule.state === 'armed' && (
            <Button
              square
              aria-label={`Pause: ${name}`}
              title="Pause"
              onClick={() => void actions.pauseAlerts([rule.id])}
            >
              <Pause size={13} aria-hidden="true" />
            </Button>
          )}
          {rule.state === 'paused' && (
            <Button
              square
              aria-label={`Resume: ${name}`}
              title="Resume"
              onClick={() => void actions.resumeAlerts([rule.id])}
            >
              <Play size={13} aria-hidden="true" />
            </Button>
          )}
          <Button
            square
            aria-label={`Edit: ${name}`}
            title="Edit"
            onClick={() => actions.openDialog({ kind: 'alert', draft: ruleDraft(rule) })}
          >
            <Pencil size={13} aria-hidden="true" />
          </Button>
          <Button
            square
            aria-label={`Delete: ${name}`}
            title="Delete"
            onClick={() => void actions.deleteAlerts([rule.id])}
          >
            <Trash2 size={13} aria-hidden="true" />
          </Button>
        </span>
        {done && (
          <Button className={styles['arm']} onClick={() => void actions.resumeAlerts([rule.id])}>
            <Bell size={12} aria-hidden="true" /> Arm again
          </Button>
        )}
      </div>
      {why !== null && <output className={styles['why']}>{why}</output>}
    </li>
  )
}
