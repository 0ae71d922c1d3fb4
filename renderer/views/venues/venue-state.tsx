/** What a venue is doing now: its stream with everything that is not as it should be, and how much of its limits is used. */
import { formatAge } from '../../../shared/format/time.ts'
import { symbolOf, type InstrumentId } from '../../../shared/model/ids.ts'
import type { FeedStatus, RestHealth } from '../../../shared/model/feed-status.ts'
import {
  blockedUntil,
  leftText,
  nearlyUsed,
  skewSentence,
  usageShare,
  usageText,
} from '../status/venue-words.ts'
import { Section } from './section.tsx'
import styles from './venues.module.css'

const symbols = (ids: readonly InstrumentId[]): string => ids.map(symbolOf).join(', ')

/** Nothing while all is well. */
export function StreamDetails({ status }: { readonly status: FeedStatus }) {
  const { refused, silent, quiet } = status
  const skew = skewSentence(status.skewMs)
  // Why it was refused is said beside the state.
  const reason = ['live', 'idle', 'refused'].includes(status.state) ? null : status.reason
  if (reason === null && skew === null && refused.length + silent.length + quiet.length === 0) return null
  return (
    <ul className={styles['details']}>
      {reason !== null && <li data-tone="warn">{reason}</li>}
      {refused.map(({ instrument, reason: why }) => (
        <li key={instrument} data-tone="warn">
          <b>{symbolOf(instrument)}</b> refused: {why}
        </li>
      ))}
      {silent.length > 0 && (
        <li data-tone="warn">
          <b>{silent.length} silent</b>, though traded: {symbols(silent)}
        </li>
      )}
      {quiet.length > 0 && (
        <li>
          <b>{quiet.length} quiet</b>: nothing traded, the venue was asked: {symbols(quiet)}
        </li>
      )}
      {skew !== null && <li data-tone="warn">{skew}</li>}
    </ul>
  )
}

function UsageBar({ usage }: { readonly usage: NonNullable<RestHealth['usage']> }) {
  const share = usageShare(usage)
  const source = usage.source === 'venue' ? 'as the venue says' : 'as counted here'
  return (
    <div className={styles['usage']}>
      <span>
        <b>{usageText(usage)}</b> {source}
      </span>
      <span className={styles['meter']} data-tone={share >= nearlyUsed ? 'warn' : 'plain'} aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
    </div>
  )
}

export function VenueLimits({ rest, now }: { readonly rest: RestHealth | null; readonly now: number }) {
  const until = blockedUntil(rest, now)
  return (
    <Section title="Limits used">
      {rest === null || rest.requests === 0 ? (
        <p className={styles['hint']}>Nothing was asked of it yet.</p>
      ) : (
        <>
          {rest.usage !== null && <UsageBar usage={rest.usage} />}
          <p className={styles['hint']}>
            {rest.requests.toLocaleString('en-US')} {rest.requests === 1 ? 'request' : 'requests'},{' '}
            {rest.failures.toLocaleString('en-US')} failed
            {rest.lastAt !== null && `, the last ${formatAge(now - rest.lastAt)} ago`}
            {rest.lastLatencyMs !== null && ` in ${Math.round(rest.lastLatencyMs)} ms`}
          </p>
          {rest.lastError !== null && <p className={styles['warning']}>{rest.lastError}</p>}
        </>
      )}
      {until !== null && <p className={styles['warning']}>It asked to wait: {leftText(until, now)} left.</p>}
    </Section>
  )
}
