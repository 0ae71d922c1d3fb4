/** Tells the core what this window did with firings: gathered for a moment, sent in one call. */
import type { FiringReport } from '../../shared/alerts/firing.ts'
import type { BridgeClient } from '../bridge/client-types.ts'

const gatherMs = 250
/** The core takes at most this many in one call. */
const mostAtOnce = 100

export type Reporter = {
  add(report: FiringReport): void
  /** Sends what was gathered now. */
  flush(): void
}

export function createReporter(
  client: Pick<BridgeClient, 'call'>,
  after: (delayMs: number, run: () => void) => void = (delayMs, run) => void setTimeout(run, delayMs),
): Reporter {
  let waiting: FiringReport[] = []
  let planned = false

  const flush = (): void => {
    planned = false
    const all = waiting
    waiting = []
    for (let at = 0; at < all.length; at += mostAtOnce) {
      // A report that is lost is evidence that is missing; nothing a user could do about it.
      void client.call('firings.report', { reports: all.slice(at, at + mostAtOnce) }).catch(() => undefined)
    }
  }

  return {
    flush,
    add(report) {
      waiting.push(report)
      if (planned) return
      planned = true
      after(gatherMs, flush)
    },
  }
}
