/** Sends what the outbox holds: at least once, under the delivery's own id, until it is taken or given up. */
import type { Firing } from '../../shared/alerts/firing.ts'
import { codedError } from '../../shared/errors.ts'
import type { Delivery, Summary, Target } from '../../shared/model/delivery.ts'
import { isWithinHours } from '../../shared/model/hours.ts'
import type { Cancel, Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { DeliveryTable, OpenDelivery } from '../store/deliveries.ts'
import { acknowledgedFirst, afterSending, beforeSending } from './decide.ts'
import { planDigest } from './digest.ts'
import type { PlanSettings } from './plan.ts'
import { createQueue, type Moment } from './queue.ts'
import type { Sending } from './sending.ts'
import { tryOut, tryOutResult } from './try-out.ts'

export type OutboxDeps = {
  readonly clock: Clock
  readonly log: Log
  readonly deliveries: Pick<
    DeliveryTable,
    'insert' | 'get' | 'open' | 'recallable' | 'held' | 'failed' | 'update'
  >
  transaction<T>(work: () => T): T
  readonly firings: { get(id: string): Firing | null }
  /** The desktop among them. */
  readonly targets: {
    list(): readonly Target[]
    get(id: string): Target | null
    /** Switches it off, and keeps why. */
    disable(id: string, reason: string): void
  }
  settings(): PlanSettings
  /** One attempt; never rejects. */
  send(target: Target, delivery: Delivery, attempt: number): Promise<Sending>
  /** After each change of a delivery is written. */
  changed(delivery: Delivery): void
  /** What windows show of quiet hours at their end. */
  summary(summary: Summary): void
  /** It will not be tried again by itself. */
  givenUp(delivery: Delivery): void
  /** Something that the user should know and can do something about. */
  notice(text: string): void
  newId(): string
  /** In [0, 1); for the jitter. */
  random?(): number
}

export type Outbox = {
  /** There may be something new to send. */
  kick(): void
  /** They were seen: what would still have been sent about them is not. */
  acknowledged(firings: readonly string[]): void
  /** Sends a failed delivery again. Throws `not-found` for an unknown one, `conflict` for one that did not fail. */
  retry(id: string): Delivery
  /** Sends all that failed again; answers them. */
  retryAll(): Delivery[]
  /** Sends a message that belongs to no firing; it is not recorded. Throws `not-found`. */
  test(target: string): Promise<{ delivered: boolean; detail: string }>
  /** The machine slept, and its monotonic clock may not have counted it: waits are judged by the wall clock again. */
  woke(): void
  /** Takes up what was left. */
  start(): void
  /** Starts nothing more and waits for what is on its way, within the time limit of one sending. */
  stop(): Promise<void>
}

const storagePauseMs = 15_000

export function createOutbox(deps: OutboxDeps): Outbox {
  const { clock, log, deliveries, targets } = deps
  const random = deps.random ?? Math.random
  const queue = createQueue()
  const onTheirWay = new Set<Promise<void>>()
  let running = false
  let pumping = false
  let kicked = false
  let cancelTimer: Cancel | null = null
  /** The disk failed: until then nothing is sent, since it could not be noted, and would be sent again. */
  let pausedUntilMs = -Infinity

  const moment = (): Moment => {
    const at = clock.now()
    const { quietHours } = deps.settings()
    const isQuiet = quietHours !== null && isWithinHours(quietHours, at)
    return { at, monotonicMs: clock.monotonicMs(), isQuiet }
  }
  const write = (delivery: Delivery) => {
    deliveries.update(delivery)
    deps.changed(delivery)
  }
  const giveUp = (failed: Delivery) => {
    queue.remove(failed.id)
    write(failed)
    const { id, target, attempts, lastError } = failed
    log.warn({ delivery: id, target, attempts, reason: lastError }, 'gave a delivery up')
    deps.givenUp(failed)
  }
  const storageFailed = (error: unknown) => {
    log.error({ error: String(error) }, 'the outbox could not be read or written; trying again')
    pausedUntilMs = clock.monotonicMs() + storagePauseMs
  }

  const settle = (delivery: Delivery, target: Target, sending: Sending) => {
    const now = moment()
    const after = afterSending(delivery, target.kind, sending, now.at, random())
    const { id, state, attempts, lastError } = after.delivery
    if (state === 'failed') giveUp(after.delivery)
    else write(after.delivery)
    if (after.again === null) queue.remove(id)
    else {
      queue.delay(id, after.again.delayMs, now, after.again.holds)
      log.warn({ delivery: id, target: target.id, attempts, reason: lastError }, 'a delivery failed')
    }
    if (sending.outcome === 'taken' || !sending.gone) return
    targets.disable(target.id, sending.reason)
    deps.notice(
      `Alerts are not sent to ${target.name} any more: ${sending.reason}. Switch it on again when it is back.`,
    )
  }

  const send = async (delivery: Delivery, target: Target): Promise<void> => {
    let isTaken = false
    try {
      const sending = await deps.send(target, delivery, delivery.attempts + 1)
      isTaken = sending.outcome === 'taken'
      settle(delivery, target, sending)
    } catch (error) {
      storageFailed(error)
    } finally {
      queue.finished(delivery.id, isTaken)
    }
  }

  /** Sends it, or ends it where nothing is to be sent; answers whether it is on its way. */
  const begin = ({ id }: OpenDelivery): boolean => {
    // Read again: it may have been changed since it was queued.
    const row = deliveries.get(id)
    if (row === null || (row.state !== 'pending' && row.state !== 'waiting')) {
      queue.remove(id)
      return false
    }
    const firing = row.firing === null ? null : deps.firings.get(row.firing)
    const before = beforeSending(row, firing, targets.get(row.target), deps.settings())
    if (before.kind === 'fail') giveUp({ ...row, state: 'failed', lastError: before.reason })
    else if (before.kind === 'cancel') {
      queue.remove(id)
      write({ ...row, state: 'cancelled', lastError: before.reason })
    } else {
      if (row.state === 'waiting') write(before.delivery)
      const sending = send(before.delivery, before.target).finally(() => {
        onTheirWay.delete(sending)
        pump()
      })
      onTheirWay.add(sending)
      return true
    }
    return false
  }

  const beginDue = () => {
    // Those that end before they are sent free their target for the next.
    for (let more = true; more;) {
      const turn = queue.next(moment())
      const begun = new Set<string>()
      try {
        for (const entry of turn) if (begin(entry)) begun.add(entry.id)
      } finally {
        for (const { id } of turn) if (!begun.has(id)) queue.finished(id, null)
      }
      more = turn.length > begun.size
    }
  }

  /** Rows that were done, or held, and are to be sent now. */
  const takeUp = (ids: ReadonlySet<string>) => {
    if (ids.size === 0) return
    const now = moment()
    for (const row of deliveries.open(0)) if (ids.has(row.id)) queue.hurry(row, now)
  }

  const tellDigests = () => {
    const now = moment()
    const due = queue.digestsDue(now)
    if (due.length === 0) return
    const { made, ended, summary } = deps.transaction(() => {
      const held = new Map(due.map((target) => [target, deliveries.held(target)]))
      const digest = planDigest(held, (id) => deps.firings.get(id), {
        ...{ targets: targets.list(), settings: deps.settings(), now: now.at },
        newId: () => deps.newId(),
      })
      for (const row of digest.made) deliveries.insert(row)
      for (const row of digest.ended) deliveries.update(row)
      return digest
    })
    for (const row of ended) queue.remove(row.id)
    takeUp(new Set(ended.filter(({ state }) => state === 'pending').map(({ id }) => id)))
    for (const row of [...ended, ...made]) deps.changed(row)
    for (const row of made) if (row.state === 'failed') deps.givenUp(row)
    if (summary !== null) deps.summary(summary)
  }

  const takeNew = () => queue.add(deliveries.open(queue.lastSequence()), moment())

  function pump(): void {
    // Whoever is told of a change may have something new at once.
    kicked = true
    if (!running || pumping) return
    pumping = true
    cancelTimer?.()
    cancelTimer = null
    while (kicked && clock.monotonicMs() >= pausedUntilMs) {
      kicked = false
      try {
        takeNew()
        tellDigests()
        takeNew()
        beginDue()
      } catch (error) {
        storageFailed(error)
      }
    }
    pumping = false
    const pauseMs = pausedUntilMs - clock.monotonicMs()
    const wakeMs = pauseMs > 0 ? pauseMs : queue.wakeInMs(moment())
    if (wakeMs !== null) cancelTimer = clock.after(wakeMs, pump)
  }

  const sendAgain = (rows: readonly Delivery[]): Delivery[] => {
    const pending = rows.map((row): Delivery => ({
      ...row,
      state: 'pending',
      attempts: 0,
      dueAt: clock.now(),
    }))
    deps.transaction(() => {
      for (const row of pending) deliveries.update(row)
    })
    takeUp(new Set(pending.map(({ id }) => id)))
    for (const row of pending) deps.changed(row)
    pump()
    return pending
  }

  return {
    kick: pump,
    acknowledged(firings) {
      const cancelled = deps.transaction(() =>
        firings
          .flatMap((firing) => deliveries.recallable(firing))
          .filter(({ id }) => !queue.isBusy(id))
          .map((row): Delivery => {
            const delivery: Delivery = { ...row, state: 'cancelled', lastError: acknowledgedFirst }
            deliveries.update(delivery)
            return delivery
          }),
      )
      for (const row of cancelled) {
        queue.remove(row.id)
        deps.changed(row)
      }
      pump()
    },
    retry(id) {
      const delivery = deliveries.get(id)
      if (delivery === null) throw codedError('not-found', `no delivery ${id}`)
      if (delivery.state === 'sent') throw codedError('conflict', `delivery ${id} was sent already`)
      if (delivery.state !== 'failed' && delivery.state !== 'pending')
        throw codedError('conflict', `delivery ${id} is ${delivery.state}: it did not fail`)
      return queue.isBusy(id) ? delivery : (sendAgain([delivery])[0] ?? delivery)
    },
    retryAll: () => sendAgain(deliveries.failed()),
    async test(id) {
      const target = targets.get(id)
      if (target === null) throw codedError('not-found', `no target ${id}`)
      const delivery = tryOut(target, `test-${deps.newId()}`, clock.now())
      return tryOutResult(target, await deps.send(target, delivery, 1))
    },
    woke() {
      queue.reread(moment())
      pump()
    },
    start() {
      running = true
      pump()
    },
    async stop() {
      running = false
      cancelTimer?.()
      cancelTimer = null
      await Promise.all(onTheirWay)
    },
  }
}
