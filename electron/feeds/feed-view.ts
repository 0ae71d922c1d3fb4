/** Many sockets, one state: what is shown of a venue's stream is the worst of what its sockets do. */
import type { FeedState, FeedStatus } from '../../shared/model/feed-status.ts'

/** What one socket shows of itself. Times are UTC epoch ms. */
export type SocketView = {
  readonly state: FeedState
  readonly since: number
  readonly attempt: number
  readonly retryAt: number | null
  readonly reason: string | null
  /** Was live before and is not now. */
  readonly lost: boolean
  /** From when on data is missing, UTC epoch ms, while `lost`. */
  readonly lostSinceAt: number | null
  readonly blocked: boolean
  readonly lastMessageAt: number | null
  /** When the socket was opened, monotonic ms; null while none is open. */
  readonly openedMs: number | null
  /** The venue is about to end the socket, and why. */
  readonly leaving: string | null
}

type Shown = Pick<FeedStatus, 'state' | 'since' | 'attempt' | 'retryAt' | 'reason' | 'lastMessageAt'>

/** Worst first. */
const order = ['refused', 'waiting', 'stale', 'connecting', 'subscribing', 'live', 'idle', 'stopped'] as const

const severity = (view: SocketView): number => order.indexOf(view.state)

/** A socket that was only just added has lost nothing: it does not make the others look dead. */
function isTrouble(view: SocketView): boolean {
  if (view.state === 'refused') return view.blocked
  return view.state === 'waiting' || view.state === 'stale' || (view.lost && view.state !== 'idle')
}

/** `at`: when the venue was added, UTC epoch ms, for a venue without a socket yet. */
export function showSockets(views: readonly SocketView[], at: number): Shown {
  const worst = (among: readonly SocketView[]): SocketView | undefined =>
    [...among].sort((a, b) => severity(a) - severity(b))[0]
  const shown = worst(views.filter(isTrouble)) ?? views.find(({ state }) => state === 'live') ?? worst(views)
  const messages = views.map(({ lastMessageAt }) => lastMessageAt).filter((moment) => moment !== null)
  const lastMessageAt = messages.length > 0 ? Math.max(...messages) : null
  if (shown === undefined)
    return { state: 'idle', since: at, attempt: 0, retryAt: null, reason: null, lastMessageAt }
  const { state, since, attempt, retryAt, reason } = shown
  return { state, since, attempt, retryAt, reason, lastMessageAt }
}

/** Tells a status when it differs from the last in more than what changes all the time and is read when it is wanted. */
export function createStatusTeller(tell: (status: FeedStatus) => void): (status: FeedStatus) => void {
  let lastShown = ''
  return (now) => {
    const skewSeconds = now.skewMs === null ? null : Math.round(now.skewMs / 1000)
    const shown = JSON.stringify({ ...now, skewMs: skewSeconds, lastMessageAt: null, messagesPerSecond: 0 })
    if (shown === lastShown) return
    lastShown = shown
    tell(now)
  }
}
