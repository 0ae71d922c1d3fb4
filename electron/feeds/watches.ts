/** The watch over one open socket: pings and beats when it is time, and says when the line must be taken for dead. */
import type { Clock } from '../lib/clock.ts'
import type { LineWatch } from './line-watch.ts'

export const tickMs = 500
// A tick this late means that we were busy or asleep ourselves: frames may lie unread, so nobody else is to blame yet.
const lateTickMs = tickMs + 1_000

export type WatchesDeps = {
  readonly clock: Clock
  readonly line: LineWatch
  /** Whether the limit on what we send leaves room for one more. */
  takePlace(): boolean
  ping(): void
  send(message: string): void
  /** The line is dead, and by what that shows. */
  dead(reason: string): void
}

export type Watches = {
  /** Call every `tickMs`. `open`: the socket can be written to; `live`: its silence means something. */
  tick(open: boolean, live: boolean): void
  beat(): void
  /** The stream is called stale for want of prices, not of signs of life. */
  blameSilence(): void
  /** Whether what came now ends a stale state: prices end any, signs of life only one that they could have prevented. */
  revives(carriesData: boolean): boolean
}

/** Tells a late tick from one in time. */
export function createTickWatch(clock: Clock): { isLate(): boolean } {
  let lastMs = clock.monotonicMs()
  return {
    isLate() {
      const nowMs = clock.monotonicMs()
      const late = nowMs - lastMs > lateTickMs
      lastMs = nowMs
      return late
    },
  }
}

export function createWatches(deps: WatchesDeps): Watches {
  const { clock, line } = deps
  const ticks = createTickWatch(clock)
  let staleFor: 'line' | 'silence' = 'line'

  const beat = (): void => {
    const nowMs = clock.monotonicMs()
    if (line.pingDue(nowMs) && deps.takePlace()) {
      line.pinged(nowMs)
      deps.ping()
    }
    const heartbeat = line.heartbeatDue(nowMs)
    if (heartbeat === null || !deps.takePlace()) return
    line.heartbeatSent(nowMs)
    deps.send(heartbeat)
  }

  return {
    tick(open, live) {
      const late = ticks.isLate()
      if (open) beat()
      if (!live || late) return
      const reason = line.verdict(clock.monotonicMs())
      if (reason === null) return
      staleFor = 'line'
      deps.dead(reason)
    },
    beat,
    blameSilence: () => void (staleFor = 'silence'),
    revives: (carriesData) =>
      carriesData || (staleFor === 'line' && line.verdict(clock.monotonicMs()) === null),
  }
}
