/** One rule in the panel: its sentence, whether it is watched, how far the price is, and what can be done with it. */
import { Bell, ChevronDown, ChevronRight, Pause, Pencil, Play, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { AlertView } from '../../../shared/alerts/view.ts'
import { symbolOf } from '../../../shared/model/ids.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Dot } from '../../ui/tag.tsx'
import styles from './alerts.module.css'
import { DistanceView } from './distance-view.tsx'
import { editRule } from './rule-draft.ts'
import { Sentence, Standings, stateTones, useStateHint } from './rule-parts.tsx'
import { stateOf, watchedText } from './rule-state.ts'
import { namedInstruments, ruleTitle } from './rule-text.ts'
import { When } from './when.tsx'

function State({ rule, now }: { readonly rule: AlertView; readonly now: number }) {
  const state = stateOf(rule, now)
  const hint = useStateHint(rule, state)
  return (
    <>
      <Dot tone={stateTones[state]} />
      {state === 'armed' ? (
        <>
          <span className="visually-hidden">watched</span>
          <DistanceView rule={rule} />
        </>
      ) : (
        <span className={state === 'unwatched' ? styles['unwatched'] : styles['word']} title={hint}>
          {hint}
        </span>
      )}
    </>
  )
}

type Props = { readonly rule: AlertView; readonly now: number }

export function RuleItem({ rule, now }: Props) {
  const [first] = namedInstruments(rule)
  const selected = useApp((state) => state.selected !== null && state.selected === first)
  const [why, setWhy] = useState<string | null>(null)
  const [open, setOpen] = useState(false)
  const name = ruleTitle(rule)
  const watched = watchedText(rule)
  const done = rule.state === 'fired' || rule.state === 'expired'

  const explain = async (): Promise<void> => {
    if (why !== null) return setWhy(null)
    setWhy('Looking …')
    try {
      setWhy((await actions.explainAlert({ id: rule.id })).sentence)
    } catch (error) {
      setWhy(explainError(error))
    }
  }

  return (
    <li className={styles['rule']} data-state={rule.state} data-selected={selected}>
      <button
        type="button"
        className={styles['open']}
        title={first === undefined ? 'Change the alert' : `Show the chart of ${symbolOf(first)}`}
        onClick={() => (first === undefined ? editRule(rule) : actions.selectInstrument(first))}
      >
        {rule.name !== '' && <strong className={styles['name']}>{rule.name}</strong>}
        <span className={styles['sentence']}>
          <Sentence rule={rule} />
        </span>
      </button>
      {rule.note !== '' && <p className={styles['note']}>{rule.note}</p>}
      {watched !== null && (
        <Button
          className={styles['watched']}
          aria-expanded={open}
          onClick={() => setOpen((before) => !before)}
        >
          {open ? (
            <ChevronDown size={12} aria-hidden="true" />
          ) : (
            <ChevronRight size={12} aria-hidden="true" />
          )}
          {watched}
        </Button>
      )}
      {open && <Standings rule={rule} />}
      <div className={styles['meta']}>
        <State rule={rule} now={now} />
        {rule.lastFiredAt !== null && rule.state !== 'fired' && (
          <span className={styles['fired']}>
            <When at={rule.lastFiredAt} prefix={`Fired ${rule.firedCount}×, last`} />
          </span>
        )}
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
          <Button square aria-label={`Edit: ${name}`} title="Edit" onClick={() => editRule(rule)}>
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
      {why !== null && (
        <div className={styles['why']}>
          <output>{why}</output>
          <Button onClick={() => actions.openDialog({ kind: 'alert-why', id: rule.id })}>
            At another time …
          </Button>
        </div>
      )}
    </li>
  )
}
