/** Sends what the outbox holds: at least once, under the delivery's own id, until it is taken or given up. */
import { codedError } from '../../shared/errors.ts'
import type { Firing } from '../../shared/model/alert.ts'
import type { Delivery } from '../../shared/model/delivery.ts'
import type { Cancel, Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Store } from '../store/store.ts'
import { desktopText } from './channels/desktop.ts'
import { retryDelayMs } from './schedule.ts'

export type OutboxDeps = {
  readonly clock: Clock
  readonly log: Log
  readonly deliveries: Pick<Store['deliveries'], 'get' | 'pending' | 'update'>
  readonly firings: { get(id: string): Firing | null }
  /** Shows an OS notification; answers whether the OS took it. */
  notify(notification: { id: string; title: string; body: string }): Promise<boolean>
  /** After each change of a delivery is written. */
  changed(delivery: Delivery): void
  /** In [0, 1); for the jitter. */
  random?(): number
}

export type Outbox = {
  /** There may be something new to send. */
  kick(): void
  /** Sends a failed delivery again. Throws `not-found` for an unknown one, `conflict` for one that was sent. */
  retry(id: string): Delivery
  /** Sends a message that belongs to no firing; it is not recorded. */
  test(): Promise<{ delivered: boolean; detail: string }>
  /** Takes up what was left pending. */
  start(): void
  /** Starts nothing more and waits for what is on its way, within the time limit of one sending. */
  stop(): Promise<void>
}

const answerWithinMs = 15_000

export function createOutbox(deps: OutboxDeps): Outbox {
  const { clock, log, deliveries } = deps
  const random = deps.random ?? Math.random
  /** When a delivery that failed is due again, on the monotonic clock. */
  const dueAt = new Map<string, number>()
  let running = false
  let working: Promise<void> | null = null
  let kicked = false
  let cancelTimer: Cancel | null = null

  const notifyWithin = (notification: { id: string; title: string; body: string }): Promise<boolean> =>
    new Promise((resolve, reject) => {
      const cancel = clock.after(answerWithinMs, () =>
        reject(new Error(`the system did not answer within ${answerWithinMs / 1000} s`)),
      )
      deps.notify(notification).then(resolve, reject).finally(cancel)
    })

  /** What went wrong, or null when the system took it. */
  const attempt = async (delivery: Delivery, firing: Firing): Promise<string | null> => {
    try {
      const taken = await notifyWithin({ id: delivery.id, ...desktopText(firing) })
      return taken ? null : 'the system did not take the notification'
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  const write = (delivery: Delivery) => {
    deliveries.update(delivery)
    deps.changed(delivery)
  }

  const send = async (delivery: Delivery): Promise<void> => {
    const firing = deps.firings.get(delivery.firing)
    if (firing === null) {
      write({ ...delivery, state: 'failed', lastError: `firing ${delivery.firing} is not on record` })
      return
    }
    const failure = await attempt(delivery, firing)
    const attempts = delivery.attempts + 1
    if (failure === null) {
      dueAt.delete(delivery.id)
      write({ ...delivery, state: 'sent', attempts, sentAt: clock.now(), lastError: null })
      return
    }
    const delayMs = retryDelayMs(attempts, random())
    log.warn(
      { delivery: delivery.id, attempts, failure },
      delayMs === null ? 'gave a delivery up' : 'a delivery failed',
    )
    if (delayMs === null) dueAt.delete(delivery.id)
    else dueAt.set(delivery.id, clock.monotonicMs() + delayMs)
    write({ ...delivery, state: delayMs === null ? 'failed' : 'pending', attempts, lastError: failure })
  }

  const isDue = ({ id }: Delivery) => (dueAt.get(id) ?? 0) <= clock.monotonicMs()

  /** One after another keeps the order; one that waits for its next attempt does not hold up the others. */
  const work = async (): Promise<void> => {
    kicked = false
    const pending = deliveries.pending()
    const ids = new Set(pending.map(({ id }) => id))
    for (const id of dueAt.keys()) if (!ids.has(id)) dueAt.delete(id)
    for (const { id } of pending.filter(isDue)) {
      if (!running) return
      // Read again: it may have been changed while the one before was on its way.
      const delivery = deliveries.get(id)
      if (delivery?.state === 'pending') await send(delivery)
    }
  }

  const schedule = (delayMs: number) => {
    cancelTimer?.()
    cancelTimer = clock.after(delayMs, kick)
  }

  function kick(): void {
    kicked = true
    if (!running || working !== null) return
    cancelTimer?.()
    cancelTimer = null
    working = work()
      .catch((error: unknown) => {
        log.error({ error: String(error) }, 'the outbox could not be read or written; trying again')
        // Everything that is pending waits with it: the disk is what failed.
        schedule(answerWithinMs)
      })
      .finally(() => {
        working = null
        if (!running) return
        if (kicked) kick()
        else if (dueAt.size > 0) schedule(Math.max(0, Math.min(...dueAt.values()) - clock.monotonicMs()))
      })
  }

  return {
    kick,
    retry(id) {
      const delivery = deliveries.get(id)
      if (delivery === null) throw codedError('not-found', `no delivery ${id}`)
      if (delivery.state === 'sent') throw codedError('conflict', `delivery ${id} was sent already`)
      dueAt.delete(id)
      const pending: Delivery = { ...delivery, state: 'pending', attempts: 0 }
      write(pending)
      kick()
      return pending
    },
    async test() {
      const id = `test-${clock.now()}`
      try {
        const body = 'This is a test: alerts will look like this.'
        const delivered = await notifyWithin({ id, title: 'Tickerdeck', body })
        return {
          delivered,
          detail: delivered
            ? 'The system took the notification. If nothing appears, look at its do-not-disturb setting.'
            : 'The system did not take the notification.',
        }
      } catch (error) {
        return { delivered: false, detail: error instanceof Error ? error.message : String(error) }
      }
    },
    start() {
      running = true
      kick()
    },
    async stop() {
      running = false
      cancelTimer?.()
      cancelTimer = null
      await working
    },
  }
}
