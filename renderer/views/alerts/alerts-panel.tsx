/** The alerts beside the chart: rules as sentences with their distance, and the newest of what fired. */
import { CheckCheck, ListChecks, Pause, Search } from 'lucide-react'
import { useMemo } from 'react'
import type { AlertView } from '../../../shared/alerts/view.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Panel } from '../../ui/panel.tsx'
import { Kbd, Tag } from '../../ui/tag.tsx'
import { useNow } from '../../ui/use-now.ts'
import styles from './alerts.module.css'
import { useAtr } from './distance-view.tsx'
import { FiringItem } from './firing-item.tsx'
import { countStates } from './manager-rows.ts'
import { RuleItem } from './rule-item.tsx'

const order: Record<AlertView['state'], number> = { armed: 0, paused: 1, fired: 2, expired: 3 }
const mostLateShown = 2
/** The panel is for a glance: more than this are in the manager and in the whole log. */
const mostShown = 60

/** Armed first, then paused, then what has done its work; each newest first. */
function sortedRules(rules: readonly AlertView[]): readonly AlertView[] {
  return rules.toSorted((a, b) => order[a.state] - order[b.state] || b.createdAt - a.createdAt)
}

function Rules() {
  const rules = useApp((state) => state.rules)
  const firings = useApp((state) => state.firings)
  const sorted = useMemo(() => sortedRules(rules), [rules])
  const now = useNow(10_000)
  useAtr()
  // What happened while nobody looked stands where it will be seen, until it was.
  const late = firings
    .filter((firing) => firing.late && firing.acknowledgedAt === null)
    .slice(0, mostLateShown)
  if (rules.length === 0 && late.length === 0) {
    return (
      <Empty title="No alerts yet">
        <span>
          Point at a price on the chart and press <Kbd>Alt A</Kbd>, or right-click there.
        </span>
        <span className={styles['line']}>
          <Button variant="outline" onClick={() => actions.openDialog({ kind: 'alert', draft: {} })}>
            New alert
          </Button>
          <Button onClick={() => actions.openDialog({ kind: 'alert-import' })}>Import …</Button>
        </span>
      </Empty>
    )
  }
  return (
    <div className={styles['list']}>
      <ul aria-label="Alert rules">
        {late.map((firing) => (
          <FiringItem key={firing.id} firing={firing} />
        ))}
        {sorted.slice(0, mostShown).map((rule) => (
          <RuleItem key={rule.id} rule={rule} now={now} />
        ))}
      </ul>
      {rules.length > mostShown && (
        <Button className={styles['more']} onClick={() => actions.manageAlerts()}>
          All {rules.length.toLocaleString('en-US')} in the manager
        </Button>
      )}
    </div>
  )
}

function Log() {
  const firings = useApp((state) => state.firings)
  if (firings.length === 0) {
    return (
      <Empty title="Nothing has fired yet">
        <span>Every alert that fires is kept here for good, with the two ticks that made it fire.</span>
      </Empty>
    )
  }
  return (
    <div className={styles['list']}>
      <ul aria-label="Alert log">
        {firings.slice(0, mostShown).map((firing) => (
          <FiringItem key={firing.id} firing={firing} />
        ))}
      </ul>
      {firings.length > mostShown && (
        <Button className={styles['more']} onClick={() => actions.openLog()}>
          Search the whole log
        </Button>
      )}
    </div>
  )
}

function PausedBar() {
  return (
    <div className={styles['paused']}>
      <strong>All alerts are paused</strong>
      <span className={styles['space']} />
      <Button variant="outline" onClick={() => void actions.pauseAll(false)}>
        Go on
      </Button>
    </div>
  )
}

export function AlertsPanel() {
  const tab = useApp((state) => state.rightTab)
  const rules = useApp((state) => state.rules)
  const firings = useApp((state) => state.firings)
  const paused = useApp((state) => state.settings.alertsPaused)
  const unseen = firings.filter((firing) => firing.acknowledgedAt === null).map((firing) => firing.id)
  const { armed } = countStates(rules, 0)
  const log = tab === 'log'
  return (
    <Panel
      label={log ? 'Alert log' : 'Alerts'}
      title={
        <>
          <h2>{log ? 'Alert log' : 'Alerts'}</h2>
          {log ? (
            unseen.length > 0 && <Tag tone="accent">{unseen.length} new</Tag>
          ) : (
            <Tag tone={paused ? 'warn' : 'plain'}>
              {armed} {paused ? 'paused' : 'armed'}
            </Tag>
          )}
        </>
      }
      tools={
        <>
          {log && unseen.length > 0 && (
            <Button
              square
              aria-label="Acknowledge all"
              title="Mark all firings as seen"
              onClick={() => void actions.acknowledgeFirings(unseen)}
            >
              <CheckCheck size={14} aria-hidden="true" />
            </Button>
          )}
          {log && (
            <Button
              square
              aria-label="Search the log"
              title="Search, filter and export the whole log (Alt L)"
              onClick={() => actions.openLog()}
            >
              <Search size={13} aria-hidden="true" />
            </Button>
          )}
          <Button pressed={log} onClick={() => actions.setRightTab(log ? 'alerts' : 'log')}>
            Log
            {!log && unseen.length > 0 && <Tag tone="accent">{unseen.length}</Tag>}
          </Button>
          {!log && (
            <Button
              square
              aria-label="Manage alerts"
              title="Manage alerts (Alt M)"
              onClick={() => actions.manageAlerts()}
            >
              <ListChecks size={14} aria-hidden="true" />
            </Button>
          )}
          {!log && !paused && rules.length > 0 && (
            <Button
              square
              aria-label="Pause all alerts"
              title="Pause all alerts"
              onClick={() => void actions.pauseAll(true)}
            >
              <Pause size={13} aria-hidden="true" />
            </Button>
          )}
        </>
      }
    >
      {paused && <PausedBar />}
      {log ? <Log /> : <Rules />}
    </Panel>
  )
}
