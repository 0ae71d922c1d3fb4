/** REST: asked, answers once. */
import { clsx } from 'clsx'
import type { ConnectionsHealth, RestHealth } from '../../../shared/model/feed-status.ts'
import { formatAge } from '../../../shared/format/time.ts'
import { useApp } from '../../state/store.ts'
import type { Tone } from '../../ui/tag.tsx'
import { blockedUntil, leftText, nearlyUsed, usageShare, usageText } from '../status/venue-words.ts'
import styles from './connections.module.css'
import { Figure, Lane } from './lane.tsx'
import { ratePerSecond, restBars } from './lane-drawing.ts'
import { useSize } from './use-size.ts'

type Rest = ConnectionsHealth['rest']

function hostOf(url: string | undefined): string | null {
  if (url === undefined || !URL.canParse(url)) return null
  return new URL(url).host
}

function stateOf(rest: Rest, nowAt: number): { tone: Tone; words: string } {
  const used = rest.providers.filter((provider) => provider.requests > 0)
  if (used.some((provider) => (provider.blockedUntil ?? 0) > nowAt))
    return { tone: 'warn', words: 'a venue asked us to wait' }
  if (used.some((provider) => provider.lastError !== null))
    return { tone: 'warn', words: 'the last answer of a venue was an error' }
  return used.length === 0
    ? { tone: 'off', words: 'nothing asked yet' }
    : { tone: 'ok', words: 'answers come' }
}

function Usage({ usage }: { readonly usage: NonNullable<RestHealth['usage']> }) {
  return (
    <span
      className={usageShare(usage) >= nearlyUsed ? styles['warn'] : styles['quiet']}
      title={usage.source === 'venue' ? 'Of its limit, as the venue says' : 'Of its limit, as counted here'}
    >
      {usageText(usage)}
    </span>
  )
}

export function RestLane({ rest, nowAt }: { readonly rest: Rest; readonly nowAt: number }) {
  const venues = useApp((state) => state.providers)
  const requests = rest.providers.reduce((sum, provider) => sum + provider.requests, 0)
  const failures = rest.providers.reduce((sum, provider) => sum + provider.failures, 0)
  const latest = rest.providers
    .filter((provider) => provider.lastAt !== null)
    .toSorted((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0))[0]
  const { tone, words } = stateOf(rest, nowAt)
  const rate = ratePerSecond(rest.perSecond)
  const box = useSize<HTMLDivElement>()
  const size = box[1]
  return (
    <Lane
      name="REST"
      nature="asked, answers once"
      tone={tone}
      state={words}
      drawn={`Requests in each second of the last minute, ${rate.toFixed(1)} a second now`}
      box={box}
      drawing={
        <>
          <line
            x1="0"
            x2={size.width}
            y1={size.height - 0.5}
            y2={size.height - 0.5}
            className={styles['ground']}
          />
          {restBars(rest.perSecond, size).map((bar) => (
            <line
              key={bar.x}
              x1={bar.x}
              x2={bar.x}
              y1={size.height - 1}
              y2={bar.y}
              className={styles['request']}
            />
          ))}
        </>
      }
      figures={
        <>
          <Figure
            value={
              latest === undefined || latest.lastLatencyMs === null
                ? '–'
                : `${Math.round(latest.lastLatencyMs)} ms`
            }
            name="last answer"
          />
          <Figure
            value={latest === undefined || latest.lastAt === null ? '–' : formatAge(nowAt - latest.lastAt)}
            name="ago"
          />
          <Figure value={requests.toLocaleString('en-US')} name="requests" />
          <Figure value={failures.toLocaleString('en-US')} name="failed" />
        </>
      }
    >
      {rest.providers
        .filter((provider) => provider.requests > 0 || provider.lastError !== null)
        .map((provider) => {
          const venue = venues.find(({ id }) => id === provider.provider)
          const until = blockedUntil(provider, nowAt)
          return (
            <li key={provider.provider}>
              <b>{venue?.name ?? provider.provider}</b>
              {hostOf(venue?.restUrl) !== null && (
                <span className={clsx(styles['quiet'], styles['wide'])}>{hostOf(venue?.restUrl)}</span>
              )}
              {provider.usage !== null && <Usage usage={provider.usage} />}
              {until !== null && (
                <span className={styles['wait']}>asked to wait, {leftText(until, nowAt)} left</span>
              )}
              {provider.lastError !== null && (
                <span className={styles['warn']} title={provider.lastError}>
                  {provider.lastError}
                </span>
              )}
            </li>
          )
        })}
    </Lane>
  )
}
