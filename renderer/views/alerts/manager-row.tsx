/** One line of the manager: a rule, or one instrument of a rule that is open. */
import { ChevronDown, ChevronRight, Pencil } from 'lucide-react'
import { memo } from 'react'
import type { AlertView } from '../../../shared/alerts/view.ts'
import { symbolOf } from '../../../shared/model/ids.ts'
import { Button } from '../../ui/button.tsx'
import { Cell, Row } from '../../ui/grid.tsx'
import { Dot } from '../../ui/tag.tsx'
import { DistanceView } from './distance-view.tsx'
import styles from './manager.module.css'
import { editRule } from './rule-draft.ts'
import { Sentence, stateTones, stateWords, useStateHint } from './rule-parts.tsx'
import { standingText, stateOf, watchedText } from './rule-state.ts'
import { ruleTitle } from './rule-text.ts'
import { When } from './when.tsx'

export type RowActions = {
  readonly click: (id: string, keys: { readonly shift: boolean; readonly mod: boolean }) => void
  readonly toggle: (id: string) => void
  readonly expand: (id: string) => void
}

type RuleRowProps = {
  readonly rule: AlertView
  readonly place: number
  readonly now: number
  readonly selected: boolean
  readonly active: boolean
  readonly open: boolean
  readonly on: RowActions
}

export const rowId = (rule: string): string => `rule-row-${rule}`

export const RuleRow = memo(function RuleRow({ rule, place, now, selected, active, open, on }: RuleRowProps) {
  const state = stateOf(rule, now)
  const hint = useStateHint(rule, state)
  const watched = watchedText(rule)
  return (
    <Row
      id={rowId(rule.id)}
      className={styles['row']}
      aria-rowindex={place + 1}
      aria-selected={selected}
      data-active={active}
      data-state={state}
      data-rule={rule.id}
      onMouseDown={(event) => {
        if (event.button !== 0 || (event.target as Element).closest('button') !== null) return
        // Text is not selected by a click with Shift.
        if (event.shiftKey) event.preventDefault()
        on.click(rule.id, { shift: event.shiftKey, mod: event.ctrlKey || event.metaKey })
      }}
      onDoubleClick={() => editRule(rule)}
    >
      <Cell className={styles['mark']}>
        <button
          type="button"
          tabIndex={-1}
          aria-label={`${selected ? 'Deselect' : 'Select'}: ${ruleTitle(rule)}`}
          className={styles['check']}
          data-on={selected}
          onClick={() => on.toggle(rule.id)}
        />
      </Cell>
      <Cell className={styles['state']} title={hint}>
        <Dot tone={stateTones[state]} /> {stateWords[state]}
      </Cell>
      <Cell
        className={styles['what']}
        title={rule.name === '' ? rule.sentence : `${rule.name}\n${rule.sentence}`}
      >
        {watched !== null && (
          <button
            type="button"
            tabIndex={-1}
            className={styles['expand']}
            aria-expanded={open}
            aria-label={`Instruments: ${watched}`}
            onClick={() => on.expand(rule.id)}
          >
            {open ? (
              <ChevronDown size={12} aria-hidden="true" />
            ) : (
              <ChevronRight size={12} aria-hidden="true" />
            )}
            {watched}
          </button>
        )}
        {rule.name !== '' && <strong>{rule.name}</strong>}
        <span className={styles['sentence']}>
          <Sentence rule={rule} />
        </span>
      </Cell>
      <Cell className={styles['distance']}>
        {state === 'armed' ? (
          <DistanceView rule={rule} />
        ) : (
          <span className={state === 'unwatched' ? styles['amber'] : styles['quiet']} title={hint}>
            {state === 'unwatched' && rule.unwatched}
            {state === 'snoozed' && hint.replace(/^snoozed until \d{4}-/u, 'until ')}
          </span>
        )}
      </Cell>
      <Cell className={styles['time']}>
        {rule.lastFiredAt === null ? (
          '–'
        ) : (
          <When at={rule.lastFiredAt} prefix={`Fired ${rule.firedCount}×, last`} />
        )}
      </Cell>
      <Cell className={styles['created']}>
        <When at={rule.createdAt} prefix="Made" />
      </Cell>
      <Cell className={styles['tools']}>
        <Button
          square
          tabIndex={-1}
          aria-label={`Edit: ${ruleTitle(rule)}`}
          title="Edit"
          onClick={() => editRule(rule)}
        >
          <Pencil size={13} aria-hidden="true" />
        </Button>
      </Cell>
    </Row>
  )
})

export function StandingRow({ rule, place, index }: { rule: AlertView; place: number; index: number }) {
  const standing = rule.standings[index]
  if (standing === undefined) return null
  const amber = standing.state === 'armed' && standing.unwatched !== null
  return (
    <Row className={styles['row']} data-kind="standing" aria-rowindex={place + 1}>
      <Cell className={styles['mark']} />
      <Cell className={styles['state']} />
      <Cell className={styles['what']}>
        <Dot tone={amber ? 'warn' : standing.state === 'armed' ? 'ok' : 'off'} />
        <strong>{standing.instrument === null ? 'the app itself' : symbolOf(standing.instrument)}</strong>
        <span className={amber ? styles['amber'] : styles['quiet']}>{standingText(standing)}</span>
      </Cell>
      <Cell className={styles['distance']} />
      <Cell className={styles['time']}>
        {standing.lastFiredAt === null ? '–' : <When at={standing.lastFiredAt} prefix="Last fired" />}
      </Cell>
      <Cell className={styles['created']} />
      <Cell className={styles['tools']} />
    </Row>
  )
}
