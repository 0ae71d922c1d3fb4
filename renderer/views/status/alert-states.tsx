/** The alerts in the footer: how many are armed, what is amiss with them, and what rings. */
import { actions } from '../../state/actions.ts'
import { ringingOf } from '../../state/ringing.ts'
import { useApp } from '../../state/store.ts'
import { Tip } from '../../ui/tooltip.tsx'
import { useNow } from '../../ui/use-now.ts'
import { alertCounts, catchUpLine, unwatchedHint } from './alert-line.ts'
import styles from './status.module.css'

function Ringing() {
  const firings = useApp((state) => state.firings)
  const settings = useApp((state) => state.settings)
  const silencedAt = useApp((state) => state.silencedAt)
  const { length } = ringingOf({ firings, settings, silencedAt })
  if (length === 0) return null
  return (
    <button type="button" className={styles['warning']} onClick={() => actions.openLog({ unseen: true })}>
      {length === 1 ? 'ringing' : `${length} ringing`}
    </button>
  )
}

function CatchUps() {
  const { catchUps } = useApp((state) => state.alertStatus)
  const timeZone = useApp((state) => state.settings.timeZone)
  const now = useNow(10_000)
  const line = catchUpLine(catchUps, now, timeZone === 'local' ? undefined : timeZone)
  if (line === null) return null
  return (
    <Tip text={line.hint}>
      <button
        type="button"
        className={line.failed ? styles['warning'] : styles['alertCount']}
        onClick={() => actions.openLog({ late: true })}
      >
        {line.text}
      </button>
    </Tip>
  )
}

export function AlertStates() {
  const rules = useApp((state) => state.rules)
  const paused = useApp((state) => state.settings.alertsPaused)
  const { armed, unwatched } = alertCounts(rules)
  return (
    <span className={styles['alerts']} role="group" aria-label="Alerts">
      <button type="button" className={styles['alertCount']} onClick={() => actions.manageAlerts()}>
        <b>{armed.toLocaleString('en-US')}</b> armed
      </button>
      {unwatched > 0 && (
        <Tip text={`${unwatchedHint(rules)}\nClick for the list.`}>
          <button
            type="button"
            className={styles['warning']}
            onClick={() => actions.manageAlerts({ state: 'unwatched' })}
          >
            {unwatched.toLocaleString('en-US')} not watched
          </button>
        </Tip>
      )}
      {paused && (
        <button type="button" className={styles['warning']} onClick={() => actions.manageAlerts()}>
          all paused
        </button>
      )}
      <CatchUps />
      <Ringing />
    </span>
  )
}
