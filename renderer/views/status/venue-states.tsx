/** The venues in the footer: each with its state in words, a click to its settings, and a way to skip a wait. */
import type { ProviderView } from '../../../shared/contract/methods.ts'
import { symbolOf } from '../../../shared/model/ids.ts'
import type { FeedStatus } from '../../../shared/model/feed-status.ts'
import { actions } from '../../state/actions.ts'
import { restOf, statusOf } from '../../state/slices/feeds.ts'
import { useApp } from '../../state/store.ts'
import { Dot } from '../../ui/tag.tsx'
import { Tip } from '../../ui/tooltip.tsx'
import { useNow } from '../../ui/use-now.ts'
import { feedTones } from './channels.ts'
import styles from './status.module.css'
import { blockedUntil, feedWords, leftText, skewSentence, skewText } from './venue-words.ts'

/** More of them than this are counted. */
const mostNamed = 8

function named(ids: readonly string[], what: string): string | null {
  if (ids.length === 0) return null
  const more = ids.length > mostNamed ? ` and ${ids.length - mostNamed} more` : ''
  return `${what}: ${ids.slice(0, mostNamed).join(', ')}${more}`
}

function hint(status: FeedStatus, isBlocked: boolean): string {
  const lines = [
    status.reason,
    ...status.refused
      .slice(0, mostNamed)
      .map(({ instrument, reason }) => `${symbolOf(instrument)}: ${reason}`),
    named(status.silent.map(symbolOf), 'Silent, though it trades'),
    named(status.quiet.map(symbolOf), 'Quiet: nothing traded, the venue was asked'),
    skewSentence(status.skewMs),
    isBlocked ? 'It asked us to stop asking for a while.' : null,
    'Click for its settings.',
  ]
  return lines.filter((line) => line !== null).join('\n')
}

function VenueState({ provider, now }: { readonly provider: ProviderView; readonly now: number }) {
  const status = useApp((state) => statusOf(state, provider))
  const rest = useApp((state) => restOf(state, provider))
  const lost = useApp((state) => state.connection.state === 'lost')
  const until = blockedUntil(rest, now)
  const skew = skewText(status.skewMs)
  return (
    <li data-provider={provider.id} data-state={lost ? 'unknown' : status.state}>
      <Tip text={hint(status, until !== null)}>
        <button
          type="button"
          className={styles['venue']}
          aria-haspopup="dialog"
          onClick={() => actions.openDialog({ kind: 'venues', at: provider.id })}
        >
          <Dot tone={lost ? 'off' : feedTones[status.state]} />
          <b>{provider.name}</b>{' '}
          <span className={styles['words']}>{lost ? 'unknown' : feedWords(status, now)}</span>
          {!lost && skew !== null && <span className={styles['amber']}>{skew}</span>}
          {!lost && until !== null && (
            <span className={styles['amber']}>REST waits {leftText(until, now)}</span>
          )}
        </button>
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
}

export function VenueStates() {
  const providers = useApp((state) => state.providers)
  const now = useNow(1000)
  return (
    <ul className={styles['venues']} aria-label="Venues">
      {providers
        .filter((provider) => provider.enabled)
        .map((provider) => (
          <VenueState key={provider.id} provider={provider} now={now} />
        ))}
    </ul>
  )
}
