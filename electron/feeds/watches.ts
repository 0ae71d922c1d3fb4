/** The three watches over one open socket, together: they ping and beat when it is time, and say when the stream is quiet. */
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Clock } from '../lib/clock.ts'
import type { LineWatch } from './line-watch.ts'
import type { SilenceWatch } from './silence-watch.ts'

export const tickMs = 500
// A tick this late means that we were busy or asleep ourselves: frames may lie unread, so nobody else is to blame yet.
const lateTickMs = tickMs + 1_000
// A market that is really this quiet is not worth a reconnect each time: the patience doubles, up to 2^5.
const mostDoublings = 5

export type WatchesDeps = {
  readonly clock: Clock
  readonly line: LineWatch
  readonly silence: SilenceWatch
  readonly silenceMs: number
  /** Whether the limit on what we send leaves room for one more. */
  takePlace(): boolean
  ping(): void
  send(message: string): void
  silenceChanged(instrument: InstrumentId, silent: boolean): void
  /** Whether prices moved since this was last asked. */
  takeNews(): boolean
  /** `sinceAt`: when the quiet began, UTC epoch ms; null where the last message tells it. */
  quiet(reason: string, sinceAt: number | null): void
}

export type Watches = {
  /** Call every `tickMs`. `open`: the socket can be written to; `live`: its silence means something. */
  tick(open: boolean, live: boolean): void
  beat(): void
  /** Whether what came now ends a stale state: prices end any, signs of life only one that they could have prevented. */
  revives(carriesData: boolean): boolean
}

export function createWatches(deps: WatchesDeps): Watches {
  const { clock, line, silence } = deps
  let lastTickMs = clock.monotonicMs()
  let staleFor: 'line' | 'silence' = 'line'
  let silenceRebuilds = 0

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

  /** How long all prices have been missing, where that is longer than normal. */
  const missingMs = (nowMs: number): number | null => {
    const { changed, allQuietMs } = silence.check(nowMs, clock.now())
    for (const { instrument, silent } of changed) deps.silenceChanged(instrument, silent)
    if (deps.takeNews()) silenceRebuilds = 0
    return allQuietMs > deps.silenceMs * 2 ** silenceRebuilds ? allQuietMs : null
  }

  const judge = (nowMs: number): void => {
    const quietMs = missingMs(nowMs)
    const lineReason = line.verdict(nowMs)
    if (lineReason !== null) {
      staleFor = 'line'
      deps.quiet(lineReason, null)
    } else if (quietMs !== null) {
      staleFor = 'silence'
      silenceRebuilds = Math.min(mostDoublings, silenceRebuilds + 1)
      deps.quiet(`no prices for ${Math.round(quietMs / 1000)} s`, clock.now() - quietMs)
    }
  }

  return {
    tick(open, live) {
      const nowMs = clock.monotonicMs()
      const late = nowMs - lastTickMs > lateTickMs
      lastTickMs = nowMs
      if (open) beat()
      if (live && !late) judge(nowMs)
    },
    beat,
    revives: (carriesData) =>
      carriesData || (staleFor === 'line' && line.verdict(clock.monotonicMs()) === null),
  }
}
