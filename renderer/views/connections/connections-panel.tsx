/** The three channels as lanes that move the way each works: requests that are answered, a stream that is open, arrows that arrive. */
import { useApp } from '../../state/store.ts'
import { Empty, Panel } from '../../ui/panel.tsx'
import styles from './connections.module.css'
import { HookLane } from './hook-lane.tsx'
import { RestLane } from './rest-lane.tsx'
import { StreamLane } from './stream-lane.tsx'

export function ConnectionsPanel() {
  // Comes once a second: a render of sixty small lines, and the only clock that the lanes need.
  const health = useApp((state) => state.health)
  const lost = useApp((state) => state.connection.state === 'lost')
  return (
    <Panel label="Connections">
      <h2 className="visually-hidden">Connections</h2>
      {health === null ? (
        <Empty title={lost ? 'The core is not answering' : 'Connecting'}>
          {lost && <span>It is being reconnected; the counters come back with it.</span>}
        </Empty>
      ) : (
        <div className={styles['lanes']} data-lost={lost}>
          <RestLane rest={health.rest} nowAt={health.at} />
          <StreamLane stream={health.webSocket} nowAt={health.at} />
          <HookLane hooks={health.webhook} nowAt={health.at} />
        </div>
      )}
    </Panel>
  )
}
