/** The venues in the footer: each with its state in words, and a way to skip a wait. */
import { formatAge } from '../../../shared/format/time.ts'
import type { FeedStatus } from '../../../shared/model/feed-status.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Dot } from '../../ui/tag.tsx'
import { Tip } from '../../ui/tooltip.tsx'
import { useNow } from '../../ui/use-now.ts'
import { feedTones } from './channels.ts'
import styles from './status.module.css'

/** What a venue's stream is doing, in the fewest words. */
export function feedWords(status: FeedStatus, now: number): string {
  switch (status.state) {
    case 'waiting': {
      const seconds = status.retryAt === null ? 0 : Math.max(0, Math.ceil((status.retryAt - now) / 1000))
      return `retry in ${seconds} s`
    }
    case 'stale':
      return status.lastMessageAt === null ? 'silent' : `silent for ${formatAge(now - status.lastMessageAt)}`
    case 'refused':
      return `refused: ${status.reason ?? 'no reason given'}`
    case 'live':
      return status.refused.length === 0 ? 'live' : `live, ${status.refused.length} refused`
    case 'idle':
      return 'idle: nothing is watched'
    case 'connecting':
    case 'subscribing':
    case 'stopped':
      return status.state
    default:
      return status.state satisfies never
  }
}

function hint(status: FeedStatus): string {
  const refused = status.refused.map(({ instrument, reason }) => `${instrument}: ${reason}`)
  const lines = [status.reason, ...refused].filter((line) => line !== null)
  return lines.length === 0 ? `Attempt ${status.attempt}` : lines.join('\n')
}

export function VenueStates() {
  const providers = useApp((state) => state.providers)
  const feeds = useApp((state) => state.feeds)
  const lost = useApp((state) => state.connection.state === 'lost')
  const now = useNow(1000)
  return (
    <ul className={styles['venues']} aria-label="Venues">
      {providers
        .filter((provider) => provider.enabled)
        .map((provider) => {
          const status = feeds.find((feed) => feed.provider === provider.id) ?? provider.status
          return (
            <li key={provider.id} data-provider={provider.id} data-state={lost ? 'unknown' : status.state}>
              <Tip text={hint(status)}>
                <span className={styles['venue']}>
                  <Dot tone={lost ? 'off' : feedTones[status.state]} />
                  <b>{provider.name}</b> <span>{lost ? 'unknown' : feedWords(status, now)}</span>
                </span>
              </Tip>
              {!lost && (status.state === 'waiting' || status.state === 'stale') && (
                <button
                  type="button"
                  className={styles['now']}
                  aria-label={`Reconnect ${provider.name} now`}
                  onClick={() => void actions.reconnect(provider.id)}
                >
                  now
                </button>
              )}
            </li>
          )
        })}
    </ul>
  )
}
