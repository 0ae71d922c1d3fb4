/** What a rule looks like wherever it is listed: its sentence, its state, its instruments. */
import { formatDateTime } from '../../../shared/format/time.ts'
import type { AlertView } from '../../../shared/alerts/view.ts'
import { symbolOf } from '../../../shared/model/ids.ts'
import { actions } from '../../state/actions.ts'
import { Dot, type Tone } from '../../ui/tag.tsx'
import styles from './alerts.module.css'
import { standingText, type RuleState } from './rule-state.ts'
import { namedInstruments, sentenceParts } from './rule-text.ts'
import { useTimeZone } from './use-time-zone.ts'
import { When } from './when.tsx'

export function Sentence({
  rule,
}: {
  readonly rule: Pick<AlertView, 'sentence' | 'scope' | 'conditions' | 'standings'>
}) {
  return sentenceParts(rule.sentence, namedInstruments(rule)).map((part, index) =>
    // The parts of one sentence never change places.
    // oxlint-disable-next-line react/no-array-index-key
    part.strong ? <b key={index}>{part.text}</b> : <span key={index}>{part.text}</span>,
  )
}

export const stateTones: Record<RuleState, Tone> = {
  armed: 'ok',
  unwatched: 'warn',
  snoozed: 'off',
  paused: 'off',
  fired: 'off',
  expired: 'off',
}

export const stateWords: Record<RuleState, string> = {
  armed: 'armed',
  unwatched: 'not watched',
  snoozed: 'snoozed',
  paused: 'paused',
  fired: 'fired',
  expired: 'expired',
}

/** `snoozed until 2026-11-23 15:00`, and the like: what a word alone leaves open. */
export function useStateHint(rule: AlertView, state: RuleState): string {
  const timeZone = useTimeZone()
  const when = (at: number | null): string =>
    at === null ? '' : ` ${formatDateTime(at, timeZone).slice(0, 16)}`
  switch (state) {
    case 'unwatched':
      return `not watched: ${rule.unwatched ?? 'not known why'}`
    case 'snoozed':
      return `snoozed until${when(rule.schedule.snoozeUntil)}`
    case 'fired':
      return `fired${when(rule.lastFiredAt)}`
    case 'expired':
      return `expired${when(rule.expiresAt)}`
    case 'armed':
    case 'paused':
      return stateWords[state]
  }
}

/** How a rule stands on each of its instruments. */
export function Standings({ rule }: { readonly rule: AlertView }) {
  return (
    <ul className={styles['standings']}>
      {rule.standings.map((standing) => {
        const { instrument, unwatched, state, lastFiredAt } = standing
        const amber = state === 'armed' && unwatched !== null
        return (
          <li key={instrument ?? ''}>
            <Dot tone={amber ? 'warn' : state === 'armed' ? 'ok' : 'off'} />
            {instrument === null ? (
              <span>the app itself</span>
            ) : (
              <button type="button" onClick={() => actions.selectInstrument(instrument)}>
                {symbolOf(instrument)}
              </button>
            )}
            <span className={amber ? styles['unwatched'] : undefined}>{standingText(standing)}</span>
            <span className={styles['space']} />
            {lastFiredAt !== null && <When at={lastFiredAt} prefix="Last fired" />}
          </li>
        )
      })}
    </ul>
  )
}
