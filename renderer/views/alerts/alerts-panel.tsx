/** The alerts: rules as sentences with their distance, and the permanent log of what fired. */
import type { RuleView } from '../../../shared/model/alert.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Panel } from '../../ui/panel.tsx'
import { Kbd, Tag } from '../../ui/tag.tsx'
import styles from './alerts.module.css'
import { FiringItem } from './firing-item.tsx'
import { RuleItem } from './rule-item.tsx'

const order: Record<RuleView['state'], number> = { armed: 0, paused: 1, fired: 2, expired: 3 }
const mostLateShown = 3

/** Armed first, then paused, then what has done its work; each newest first. */
function sortedRules(rules: readonly RuleView[]): readonly RuleView[] {
  return rules.toSorted((a, b) => order[a.state] - order[b.state] || b.createdAt - a.createdAt)
}

function Rules() {
  const rules = useApp((state) => state.rules)
  const firings = useApp((state) => state.firings)
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
        <Button variant="outline" onClick={() => actions.openDialog({ kind: 'alert', draft: {} })}>
          New alert
        </Button>
      </Empty>
    )
  }
  return (
    <ul className={styles['list']} aria-label="Alert rules">
      {late.map((firing) => (
        <FiringItem key={firing.id} firing={firing} />
      ))}
      {sortedRules(rules).map((rule) => (
        <RuleItem key={rule.id} rule={rule} />
      ))}
    </ul>
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
    <ul className={styles['list']} aria-label="Alert log">
      {firings.map((firing) => (
        <FiringItem key={firing.id} firing={firing} />
      ))}
    </ul>
  )
}

export function AlertsPanel() {
  const tab = useApp((state) => state.rightTab)
  const rules = useApp((state) => state.rules)
  const firings = useApp((state) => state.firings)
  const armed = rules.filter((rule) => rule.state === 'armed').map((rule) => rule.id)
  const paused = rules.filter((rule) => rule.state === 'paused').map((rule) => rule.id)
  const unseen = firings.filter((firing) => firing.acknowledgedAt === null).map((firing) => firing.id)
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
            <Tag>{armed.length} armed</Tag>
          )}
        </>
      }
      tools={
        <>
          {log && unseen.length > 0 && (
            <Button
              title="Mark all firings as seen"
              onClick={() => void actions.acknowledgeFirings(unseen.slice(0, 1000))}
            >
              Acknowledge all
            </Button>
          )}
          <Button pressed={log} onClick={() => actions.setRightTab(log ? 'alerts' : 'log')}>
            Log
            {!log && unseen.length > 0 && <Tag tone="accent">{unseen.length}</Tag>}
          </Button>
          {!log && armed.length > 0 && (
            <Button title="Pause all armed alerts" onClick={() => void actions.pauseAlerts(armed)}>
              Pause
            </Button>
          )}
          {!log && armed.length === 0 && paused.length > 0 && (
            <Button title="Arm all paused alerts" onClick={() => void actions.resumeAlerts(paused)}>
              Resume
            </Button>
          )}
        </>
      }
    >
      {log ? <Log /> : <Rules />}
    </Panel>
  )
}
