/** One line of the panel's log: what fired, when, and whether it was seen. */
import type { Firing } from '../../../shared/alerts/firing.ts'
import { formatDateTime } from '../../../shared/format/time.ts'
import { actions } from '../../state/actions.ts'
import { Button } from '../../ui/button.tsx'
import { SimulatedTag, Tag } from '../../ui/tag.tsx'
import styles from './alerts.module.css'
import { useTimeZone } from './use-time-zone.ts'

export function FiringItem({ firing }: { readonly firing: Firing }) {
  const timeZone = useTimeZone()
  const seen = firing.acknowledgedAt !== null
  const { instrument } = firing
  return (
    <li className={styles['firing']} data-late={firing.late} data-seen={seen}>
      <button
        type="button"
        className={styles['open']}
        title="Show the evidence"
        onClick={() => actions.openDialog({ kind: 'firing', id: firing.id })}
      >
        <span className={styles['sentence']}>
          {firing.late && <Tag tone="warn">late</Tag>} {firing.simulated && <SimulatedTag />}{' '}
          {firing.ruleName !== '' && <b>{firing.ruleName}: </b>}
          {firing.ruleName === '' ? <b>{firing.sentence}</b> : firing.sentence}
        </span>
      </button>
      {firing.note !== '' && <p className={styles['note']}>{firing.note}</p>}
      <div className={styles['meta']}>
        <time
          className={styles['distance']}
          dateTime={new Date(firing.firedAt).toISOString()}
          title={formatDateTime(firing.firedAt, timeZone)}
        >
          {formatDateTime(firing.firedAt, timeZone).slice(5)}
        </time>
        <span className={styles['space']} />
        {instrument !== null && <Button onClick={() => actions.selectInstrument(instrument)}>Chart</Button>}
        {seen ? (
          <span className={styles['seen']}>seen</span>
        ) : (
          <Button onClick={() => void actions.acknowledgeFirings([firing.id])}>Acknowledge</Button>
        )}
      </div>
    </li>
  )
}
