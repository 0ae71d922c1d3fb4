/** Where firings were sent: each sending with its state, why it was made and what was answered, and the way to send a failed one again. */
import { useState } from 'react'
import type { Delivery } from '../../../shared/model/delivery.ts'
import { formatClock, formatDateTime } from '../../../shared/format/time.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Panel } from '../../ui/panel.tsx'
import { Dot, Tag } from '../../ui/tag.tsx'
import { useNow } from '../../ui/use-now.ts'
import styles from './deliveries.module.css'
import { answerText, reasonHint, reasonText, stateText, stateTone } from './delivery-text.ts'

type RowProps = {
  readonly delivery: Delivery
  readonly now: number
  readonly timeZone: string | undefined
}

function What({ delivery }: { readonly delivery: Delivery }) {
  const firing = useApp((state) => state.firings.find(({ id }) => id === delivery.firing))
  const { firing: id, title } = delivery
  const text = title === '' ? (firing?.sentence ?? (id === null ? 'Several firings' : `Firing ${id}`)) : title
  const open = (): void => {
    if (id === null) actions.openLog()
    else actions.openDialog({ kind: 'firing', id })
  }
  return (
    <button type="button" title={delivery.body === '' ? text : `${text}\n${delivery.body}`} onClick={open}>
      {text}
    </button>
  )
}

function Row({ delivery, now, timeZone }: RowProps) {
  const target = useApp(
    (state) => state.targets.find(({ id }) => id === delivery.target)?.name ?? delivery.target,
  )
  const [busy, setBusy] = useState(false)
  const { state, attempts } = delivery
  const reason = reasonText(delivery.reason)
  const answer = answerText(delivery)
  const word = stateText(delivery, now, timeZone)

  const retry = async (): Promise<void> => {
    setBusy(true)
    await actions.retryDeliveries([delivery.id])
    setBusy(false)
  }

  return (
    <tr data-state={state}>
      <td className={styles['time']}>
        <time
          dateTime={new Date(delivery.createdAt).toISOString()}
          title={formatDateTime(delivery.createdAt, timeZone)}
        >
          {formatClock(delivery.createdAt, timeZone)}
        </time>
      </td>
      <td className={styles['state']} title={word}>
        <Dot tone={stateTone(delivery)} /> {word}
      </td>
      <td className={styles['target']} title={target}>
        {target}
      </td>
      <td className={styles['what']}>
        {reason !== null && (
          <>
            <Tag title={reasonHint(delivery.reason)}>{reason}</Tag>{' '}
          </>
        )}
        <What delivery={delivery} />
        {answer !== null && (
          <span className={styles[state === 'failed' ? 'error' : 'answer']} title={answer}>
            {answer}
          </span>
        )}
      </td>
      <td className={styles['attempts']} title={`${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`}>
        {attempts}×
      </td>
      <td className={styles['tools']}>
        {state === 'failed' && (
          <Button disabled={busy} onClick={() => void retry()} aria-label={`Retry: to ${target}`}>
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
  const [retrying, setRetrying] = useState(false)
  const now = useNow(10_000)
  const zone = timeZone === 'local' ? undefined : timeZone
  const failed = deliveries.filter(({ state }) => state === 'failed').map(({ id }) => id)
  const waiting = deliveries.filter(({ state }) => state === 'waiting').length

  const retryAll = async (): Promise<void> => {
    setRetrying(true)
    await actions.retryDeliveries(failed)
    setRetrying(false)
  }

  return (
    <Panel
      label="Deliveries"
      title={
        <>
          <h2>Deliveries</h2>
          {failed.length > 0 && <Tag tone="bad">{failed.length} failed</Tag>}
          {waiting > 0 && <Tag>{waiting} waiting</Tag>}
        </>
      }
      tools={
        <>
          {failed.length > 1 && (
            <Button disabled={retrying} onClick={() => void retryAll()}>
              Retry all failed
            </Button>
          )}
          <Button onClick={() => actions.openDialog({ kind: 'settings', at: 'targets' })}>Targets</Button>
          <Button onClick={() => actions.setBottomTab('connections')}>Connections</Button>
        </>
      }
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
                <Row key={delivery.id} delivery={delivery} now={now} timeZone={zone} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  )
}
