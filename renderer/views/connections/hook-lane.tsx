/** Webhook: one way, on an event; where it listens, and why the last one was turned away. */
import type { ConnectionsHealth } from '../../../shared/model/feed-status.ts'
import { formatAge, formatClock } from '../../../shared/format/time.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import type { Tone } from '../../ui/tag.tsx'
import styles from './connections.module.css'
import { Figure, Lane } from './lane.tsx'
import { hookArrows } from './lane-drawing.ts'
import { useSize } from './use-size.ts'

type Hooks = ConnectionsHealth['webhook']

const tones: Record<Hooks['state'], Tone> = { off: 'off', starting: 'warn', listening: 'ok', failed: 'bad' }

function arrowPath(x: number, height: number): string {
  const middle = height / 2
  return `M${x} ${middle - 9}v12m-3.5-4l3.5 4l3.5-4`
}

export function HookLane({ hooks, nowAt }: { readonly hooks: Hooks; readonly nowAt: number }) {
  const timeZone = useApp((state) => state.settings.timeZone)
  const sent = useApp((state) => state.deliveries.filter((delivery) => delivery.state === 'sent').length)
  const deliveries = useApp((state) => state.deliveries.length)
  const zone = timeZone === 'local' ? undefined : timeZone
  const { lastRejected, lastReceivedAt, reason, address, state } = hooks
  const box = useSize<HTMLDivElement>()
  const size = box[1]
  return (
    <Lane
      name="Webhook"
      nature="one way, on an event"
      tone={tones[state]}
      state={state}
      drawn={`Webhooks in each second of the last minute: ${hooks.received} accepted and ${hooks.rejected} refused since the start`}
      box={box}
      drawing={
        <>
          <line
            x1="0"
            x2={size.width}
            y1={size.height / 2}
            y2={size.height / 2}
            className={styles['ground']}
          />
          {hookArrows(hooks.perSecond, hooks.rejectedPerSecond, size).map((arrow) => (
            <path
              key={`${arrow.kind}${arrow.x}`}
              d={arrowPath(arrow.x, size.height)}
              className={styles[arrow.kind]}
            >
              <title>{`${arrow.count} ${arrow.kind === 'accepted' ? 'accepted' : 'refused'}`}</title>
            </path>
          ))}
        </>
      }
      figures={
        <>
          <Figure value={hooks.received.toLocaleString('en-US')} name="accepted" />
          <Figure value={hooks.rejected.toLocaleString('en-US')} name="refused" />
          <Figure value={lastReceivedAt === null ? '–' : formatAge(nowAt - lastReceivedAt)} name="last one" />
          <Figure
            value={
              <button
                type="button"
                className={styles['link']}
                onClick={() => actions.setBottomTab('deliveries')}
              >
                {sent} of {deliveries}
              </button>
            }
            name="delivered"
            title="Firings sent on; opens the deliveries"
          />
        </>
      }
    >
      <li>
        <b>{address?.replace('http://', '') ?? `The listener is ${state}`}</b>
        {reason !== null && <span className={styles['warn']}>{reason}</span>}
        <span className={styles['space']} />
        <Button className={styles['wide']} onClick={() => actions.openDialog({ kind: 'hook-sources' })}>
          Addresses
        </Button>
      </li>
      {lastRejected !== null && (
        <li className={styles['quiet']} title={lastRejected.reason}>
          last refused {formatClock(lastRejected.at, zone)}: {lastRejected.status} {lastRejected.reason}
        </li>
      )}
    </Lane>
  )
}
