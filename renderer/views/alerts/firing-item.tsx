/** One line of the log: what fired, when, and whether it was seen. */
import type { Firing } from '../../../shared/model/alert.ts'
import { formatDateTime } from '../../../shared/format/time.ts'
import { actions } from '../../state/actions.ts'
import { Button } from '../../ui/button.tsx'
import { SimulatedTag, Tag } from '../../ui/tag.tsx'
import styles from './alerts.module.css'
import { useTimeZone } from './use-time-zone.ts'

export function FiringItem({ firing }: { readonly firing: Firing }) {
  const timeZone = useTimeZone()
  const seen = firing.acknowledgedAt !== null
  return (
    <li className={styles['firing']} data-late={firing.late} data-seen={seen}>
      <button
        type="button"
        className={styles['open']}
        title="Show the evidence"
        onClick={() => actions.openDialog({ kind: 'firing', id: firing.id })}
      >
        <p className={styles['sentence']}>
          {firing.late && <Tag tone="warn">late</Tag>} {firing.simulated && <SimulatedTag />}{' '}
          <b>{firing.sentence}</b>
        </p>
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
        <Button onClick={() => actions.selectInstrument(firing.instrument)}>Chart</Button>
        {seen ? (
          <span className={styles['seen']}>seen</span>
        ) : (
          <Button onClick={() => void actions.acknowledgeFirings([firing.id])}>Acknowledge</Button>
        )}
      </div>
    </li>
  )
}
