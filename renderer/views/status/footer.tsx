/** The bottom line: venues, alerts, what is simulated or replayed, and the time. */
import { formatClock, formatDateTime } from '../../../shared/format/time.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { useNow } from '../../ui/use-now.ts'
import { AlertStates } from './alert-states.tsx'
import { VenueStates } from './venue-states.tsx'
import styles from './status.module.css'

function Replay() {
  const replay = useApp((state) => state.replay)
  if (replay === null || !replay.active) return null
  return (
    <span className={styles['replay']}>
      Replay <b>{replay.name}</b> {replay.ended ? 'ended' : `${replay.speed}×`}
      {replay.clockAt !== null && ` at ${formatDateTime(replay.clockAt, 'UTC')} UTC`}
      <button type="button" className={styles['now']} onClick={() => void actions.stopReplay()}>
        stop
      </button>
    </span>
  )
}

function Clock() {
  const timeZone = useApp((state) => state.settings.timeZone)
  const now = useNow(1000)
  const utc = `${formatClock(now, 'UTC')} UTC`
  if (timeZone === 'UTC') return <b className={styles['clock']}>{utc}</b>
  const name = timeZone === 'local' ? 'local' : timeZone.replace(/^.*\//u, '').replaceAll('_', ' ')
  return (
    <span className={styles['clock']}>
      <b>
        {timeZone === 'local' ? formatClock(now) : formatClock(now, timeZone)} {name}
      </b>
      <span>{utc}</span>
    </span>
  )
}

export function Footer() {
  const simulated = useApp((state) =>
    state.providers.some((provider) => provider.enabled && provider.simulated),
  )
  return (
    <footer className={styles['footer']}>
      <VenueStates />
      <AlertStates />
      {simulated && (
        <span className={styles['simulated']} title="Prices of this venue are made here: no real market's">
          SIMULATED
        </span>
      )}
      <Replay />
      <span className={styles['space']} />
      <Clock />
    </footer>
  )
}
