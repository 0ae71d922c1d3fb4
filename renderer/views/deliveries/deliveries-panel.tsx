/** Where firings were sent: each sending with its state and attempts, and the way to send a failed one again. */
import { useState } from 'react'
import type { Delivery } from '../../../shared/model/delivery.ts'
import { formatClock, formatDateTime } from '../../../shared/format/time.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Panel } from '../../ui/panel.tsx'
import { Dot, Tag, type Tone } from '../../ui/tag.tsx'
import styles from './deliveries.module.css'

const states: Record<Delivery['state'], { readonly tone: Tone; readonly word: string }> = {
  pending: { tone: 'warn', word: 'on its way' },
  sent: { tone: 'ok', word: 'delivered' },
  failed: { tone: 'bad', word: 'failed' },
}

function Row({ delivery, timeZone }: { readonly delivery: Delivery; readonly timeZone: string | undefined }) {
  const firing = useApp((state) => state.firings.find(({ id }) => id === delivery.firing))
  const target = useApp(
    (state) => state.targets.find(({ id }) => id === delivery.target)?.name ?? delivery.target,
  )
  const [busy, setBusy] = useState(false)
  const { tone, word } = states[delivery.state]
  const sentence = firing?.sentence ?? `Firing ${delivery.firing}`

  const retry = async (): Promise<void> => {
    setBusy(true)
    await actions.attempt('It was not sent again', 'deliveries.retry', { id: delivery.id })
    setBusy(false)
  }

  return (
    <tr>
      <td className={styles['time']}>
        <time
          dateTime={new Date(delivery.createdAt).toISOString()}
          title={formatDateTime(delivery.createdAt, timeZone)}
        >
          {formatClock(delivery.createdAt, timeZone)}
        </time>
      </td>
      <td className={styles['state']}>
        <Dot tone={tone} /> {word}
      </td>
      <td className={styles['target']}>{target}</td>
      <td className={styles['what']}>
        <button type="button" onClick={() => actions.openDialog({ kind: 'firing', id: delivery.firing })}>
          {sentence}
        </button>
        {delivery.lastError !== null && (
          <span className={styles['error']} title={delivery.lastError}>
            {delivery.lastError}
          </span>
        )}
      </td>
      <td
        className={styles['attempts']}
        title={`${delivery.attempts} ${delivery.attempts === 1 ? 'attempt' : 'attempts'}`}
      >
        {delivery.attempts}×
      </td>
      <td className={styles['tools']}>
        {delivery.state === 'failed' && (
          <Button
            disabled={busy}
            onClick={() => void retry()}
            aria-label={`Retry: ${sentence}, to ${target}`}
          >
            Retry
          </Button>
        )}
      </td>
    </tr>
  )
}

export function DeliveriesPanel() {
  const deliveries = useApp((state) => state.deliveries)
  const timeZone = useApp((state) => state.settings.timeZone)
  const zone = timeZone === 'local' ? undefined : timeZone
  const failed = deliveries.filter((delivery) => delivery.state === 'failed').length
  return (
    <Panel
      label="Deliveries"
      title={
        <>
          <h2>Deliveries</h2>
          {failed > 0 && <Tag tone="bad">{failed} failed</Tag>}
        </>
      }
      tools={<Button onClick={() => actions.setBottomTab('connections')}>Connections</Button>}
    >
      {deliveries.length === 0 ? (
        <Empty title="Nothing has been sent yet">
          <span>When an alert fires, each sending of it is kept here with its attempts.</span>
        </Empty>
      ) : (
        <div className={styles['scroll']}>
          <table className={styles['table']}>
            <caption className="visually-hidden">Sendings of firings, newest first</caption>
            <colgroup>
              <col className={styles['time']} />
              <col className={styles['state']} />
              <col className={styles['target']} />
              <col />
              <col className={styles['attempts']} />
              <col className={styles['tools']} />
            </colgroup>
            <thead className="visually-hidden">
              <tr>
                <th scope="col">Time</th>
                <th scope="col">State</th>
                <th scope="col">To</th>
                <th scope="col">What</th>
                <th scope="col">Attempts</th>
                <th scope="col">Retry</th>
              </tr>
            </thead>
            <tbody>
              {deliveries.map((delivery) => (
                <Row key={delivery.id} delivery={delivery} timeZone={zone} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  )
}
