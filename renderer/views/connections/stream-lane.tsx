/** WebSocket: open both ways, and each venue's stream with the way to rebuild it. */
import { RotateCw } from 'lucide-react'
import type { ConnectionsHealth, FeedStatus } from '../../../shared/model/feed-status.ts'
import { formatAge } from '../../../shared/format/time.ts'
import { symbolOf } from '../../../shared/model/ids.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Dot, type Tone } from '../../ui/tag.tsx'
import { skewSentence, skewText } from '../status/venue-words.ts'
import styles from './connections.module.css'
import { Figure, Lane } from './lane.tsx'
import { rateText, ratePerSecond, silentBands, streamPoints, waitText } from './lane-drawing.ts'
import { useSize } from './use-size.ts'

type Stream = ConnectionsHealth['webSocket']

const words: Record<FeedStatus['state'], string> = {
  idle: 'idle, nothing subscribed',
  connecting: 'connecting',
  subscribing: 'subscribing',
  live: 'live',
  stale: 'silent for too long',
  waiting: 'lost',
  refused: 'refused',
  stopped: 'off',
}
const tones: Record<FeedStatus['state'], Tone> = {
  idle: 'off',
  connecting: 'warn',
  subscribing: 'warn',
  live: 'ok',
  stale: 'warn',
  waiting: 'warn',
  refused: 'bad',
  stopped: 'off',
}

function FeedLine({ feed, nowAt }: { readonly feed: FeedStatus; readonly nowAt: number }) {
  const venue = useApp((state) => state.providers.find(({ id }) => id === feed.provider))
  const name = venue?.name ?? feed.provider
  const silent = feed.silent.map((id) => symbolOf(id)).join(', ')
  const quiet = feed.quiet.map((id) => symbolOf(id)).join(', ')
  const skew = skewText(feed.skewMs)
  const refused = feed.refused
    .map(({ instrument, reason }) => `${symbolOf(instrument)}: ${reason}`)
    .join('; ')
  return (
    <li>
      <Dot tone={tones[feed.state]} />
      <b>{name}</b>
      <span
        className={
          feed.state === 'live' || feed.state === 'idle' || feed.state === 'stopped'
            ? styles['quiet']
            : styles['warn']
        }
      >
        {words[feed.state]}
        {feed.state === 'live' && ` for ${formatAge(nowAt - feed.since)}`}
        {feed.state === 'waiting' && feed.retryAt !== null && `, again ${waitText(feed.retryAt, nowAt)}`}
        {feed.attempt > 1 && feed.state !== 'live' && `, attempt ${feed.attempt}`}
        {feed.reason !== null && feed.state !== 'live' && feed.state !== 'idle' && `: ${feed.reason}`}
      </span>
      {silent !== '' && (
        <span className={styles['warn']} title={silent}>
          {feed.silent.length} silent
        </span>
      )}
      {refused !== '' && (
        <span className={styles['warn']} title={refused}>
          {feed.refused.length} refused
        </span>
      )}
      {quiet !== '' && (
        <span className={styles['quiet']} title={`Nothing traded, the venue was asked: ${quiet}`}>
          {feed.quiet.length} quiet
        </span>
      )}
      {skew !== null && (
        <span className={styles['warn']} title={skewSentence(feed.skewMs) ?? undefined}>
          {skew}
        </span>
      )}
      {feed.sockets > 1 && <span className={styles['quiet']}>{feed.sockets} sockets</span>}
      <span className={styles['space']} />
      {feed.state !== 'idle' && feed.state !== 'stopped' && (
        <Button
          aria-label={feed.state === 'waiting' ? `Retry now: ${name}` : `Reconnect ${name} now`}
          title="Rebuild this stream now"
          onClick={() => void actions.reconnect(feed.provider)}
        >
          {feed.state === 'waiting' ? 'Retry now' : <RotateCw size={12} aria-hidden="true" />}
        </Button>
      )}
    </li>
  )
}

export function StreamLane({ stream, nowAt }: { readonly stream: Stream; readonly nowAt: number }) {
  const open = stream.feeds.filter((feed) => feed.state !== 'idle' && feed.state !== 'stopped')
  const live = open.filter((feed) => feed.state === 'live')
  const lastAt = Math.max(-Infinity, ...stream.feeds.map((feed) => feed.lastMessageAt ?? -Infinity))
  const rate = ratePerSecond(stream.perSecond)
  const tone: Tone = open.length === 0 ? 'off' : live.length === open.length ? 'ok' : 'warn'
  const state = open.length === 0 ? 'nothing subscribed' : `${live.length} of ${open.length} live`
  const box = useSize<HTMLDivElement>()
  const size = box[1]
  return (
    <Lane
      name="WebSocket"
      nature="open both ways"
      tone={tone}
      state={state}
      drawn={`Messages in each second of the last minute, ${rateText(rate)} now`}
      box={box}
      drawing={
        <>
          {silentBands(stream.perSecond, size).map((band) => (
            <rect
              key={band.x}
              x={band.x}
              width={band.width}
              y="0"
              height={size.height}
              className={styles['silence']}
            />
          ))}
          <line
            x1="0"
            x2={size.width}
            y1={size.height - 0.5}
            y2={size.height - 0.5}
            className={styles['ground']}
          />
          <polyline points={streamPoints(stream.perSecond, size)} className={styles['stream']} />
        </>
      }
      figures={
        <>
          <Figure value={rateText(rate)} name="messages" />
          <Figure value={Number.isFinite(lastAt) ? formatAge(nowAt - lastAt) : '–'} name="age" />
          <Figure value={open.length === 0 ? '–' : `${live.length} of ${open.length}`} name="live" />
          <Figure value={stream.feeds.reduce((sum, feed) => sum + feed.silent.length, 0)} name="silent" />
        </>
      }
    >
      {stream.feeds
        .filter((feed) => feed.state !== 'stopped')
        .map((feed) => (
          <FeedLine key={feed.provider} feed={feed} nowAt={nowAt} />
        ))}
    </Lane>
  )
}
