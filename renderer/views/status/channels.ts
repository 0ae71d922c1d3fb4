/** The figures of the three channels as one line each, from the core's counters. */
import { formatAge } from '../../../shared/format/time.ts'
import type { ConnectionsHealth, FeedState, FeedStatus } from '../../../shared/model/feed-status.ts'
import type { Tone } from '../../ui/tag.tsx'

export type ChannelLine = { readonly tone: Tone; readonly main: string; readonly detail: string }

const noFigures: ChannelLine = { tone: 'off', main: '–', detail: 'no figures yet' }

/** From good to bad: what one word says of several streams is the worst of them. */
const badness: readonly FeedState[] = [
  'idle',
  'stopped',
  'live',
  'subscribing',
  'connecting',
  'stale',
  'waiting',
  'refused',
]

export const feedTones: Record<FeedState, Tone> = {
  idle: 'off',
  stopped: 'off',
  live: 'ok',
  subscribing: 'warn',
  connecting: 'warn',
  stale: 'warn',
  waiting: 'warn',
  refused: 'bad',
}

export function worstState(feeds: readonly FeedStatus[]): FeedState {
  let worst: FeedState = 'idle'
  for (const feed of feeds) if (badness.indexOf(feed.state) > badness.indexOf(worst)) worst = feed.state
  return worst
}

const newest = (times: readonly (number | null)[]): number | null => {
  const known = times.filter((at) => at !== null)
  return known.length === 0 ? null : Math.max(...known)
}

const count = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 })

export function restLine(health: ConnectionsHealth | null, now: number): ChannelLine {
  const providers = health?.rest.providers ?? []
  if (providers.length === 0) return noFigures
  const requests = providers.reduce((sum, { requests }) => sum + requests, 0)
  const failures = providers.reduce((sum, { failures }) => sum + failures, 0)
  const latest = providers.reduce((a, b) => ((b.lastAt ?? 0) > (a.lastAt ?? 0) ? b : a))
  const blocked = providers.some(({ blockedUntil }) => blockedUntil !== null && blockedUntil > now)
  const failing = latest.lastError !== null
  return {
    tone: requests === 0 ? 'off' : blocked || failing ? 'warn' : 'ok',
    main: latest.lastLatencyMs === null ? '–' : `${count(latest.lastLatencyMs)} ms`,
    detail: `${count(requests)} ${requests === 1 ? 'request' : 'requests'}${failures > 0 ? `, ${count(failures)} failed` : ''}`,
  }
}

export function webSocketLine(
  health: ConnectionsHealth | null,
  feeds: readonly FeedStatus[],
  now: number,
): ChannelLine {
  if (health === null) return noFigures
  const state = worstState(feeds)
  const perSecond = health.webSocket.feeds.reduce((sum, feed) => sum + feed.messagesPerSecond, 0)
  const lastAt = newest(health.webSocket.feeds.map((feed) => feed.lastMessageAt))
  return {
    tone: feedTones[state],
    main: `${count(perSecond)}/s`,
    detail: `${state}, ${lastAt === null ? 'no message yet' : `age ${formatAge(now - lastAt)}`}`,
  }
}

export function webhookLine(health: ConnectionsHealth | null): ChannelLine {
  if (health === null) return noFigures
  const { state, address, received, rejected, reason } = health.webhook
  const tone: Tone =
    state === 'listening' ? 'ok' : state === 'failed' ? 'bad' : state === 'off' ? 'off' : 'warn'
  const counts = `${count(received)} in, ${count(rejected)} refused`
  if (address === null) return { tone, main: state, detail: reason ?? counts }
  return { tone, main: address.replace(/^https?:\/\//u, ''), detail: counts }
}
