/** An outbox over real tables, a hand-turned clock, and receivers that a test answers for. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { createOutbox } from '../../../../electron/delivery/outbox.ts'
import { desktopAsTarget, type PlanSettings } from '../../../../electron/delivery/plan.ts'
import type { Sending } from '../../../../electron/delivery/sending.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import { openDatabase, type Database } from '../../../../electron/store/database.ts'
import {
  addDeliveryPlans,
  createDeliveries,
  createDeliveryTable,
} from '../../../../electron/store/deliveries.ts'
import type { Firing } from '../../../../shared/alerts/firing.ts'
import type { Delivery, Summary, Target } from '../../../../shared/model/delivery.ts'
import { createManualClock } from '../../../support/manual-clock.ts'
import { startAt } from './samples.ts'

export const took: Sending = { outcome: 'taken', answer: '204 in 3 ms' }
export const busy: Sending = {
  ...{ outcome: 'refused', reason: 'the receiver answered 503', answer: '503 in 3 ms', gone: false },
  again: { afterMs: null, holds: false },
}
export const refused: Sending = {
  ...{ outcome: 'refused', reason: 'the receiver answered 400', answer: '400 in 3 ms', gone: false },
  again: null,
}

const opened = new Set<Database>()
const folders: string[] = []
afterEach(() => {
  for (const database of opened) database.close()
  opened.clear()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

export function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tickerdeck-outbox-'))
  folders.push(folder)
  return join(folder, 'tickerdeck.db')
}

type Send = (target: Target, delivery: Delivery, attempt: number) => Sending | Promise<Sending>

/** `path` of an earlier one: a restart of the program. `at`: what the wall clock says then. */
export function openOutbox({ path = newFile(), at = startAt } = {}) {
  const clock = createManualClock(at)
  const { database } = openDatabase({
    ...{ path, durability: 'full', now: at },
    migrations: [createDeliveries, addDeliveryPlans],
  })
  opened.add(database)
  const deliveries = createDeliveryTable(database)
  const firings = new Map<string, Firing>()
  const targets = new Map<string, Target>()
  const settings: { now: PlanSettings } = { now: { notifications: true, quietHours: null, timeZone: 'UTC' } }
  const sent: { id: string; target: string; attempt: number; at: number; body: string; title: string }[] = []
  const told: Delivery[] = []
  const summaries: Summary[] = []
  const givenUp: Delivery[] = []
  const notices: string[] = []
  let send: Send = () => took
  let count = 0
  const outbox = createOutbox({
    clock,
    log: silentLog,
    deliveries,
    transaction: (work) => database.transaction(work),
    firings: { get: (id) => firings.get(id) ?? null },
    targets: {
      list: () => [desktopAsTarget(settings.now), ...targets.values()],
      get: (id) => (id === 'desktop' ? desktopAsTarget(settings.now) : (targets.get(id) ?? null)),
      disable(id, reason) {
        const target = targets.get(id)
        if (target !== undefined) targets.set(id, { ...target, enabled: false, disabledReason: reason })
      },
    },
    settings: () => settings.now,
    async send(target, delivery, attempt) {
      const { id, title, body } = delivery
      sent.push({ id, target: target.id, attempt, at: clock.now(), title, body })
      return send(target, delivery, attempt)
    },
    changed: (delivery) => told.push(delivery),
    summary: (summary) => summaries.push(summary),
    givenUp: (delivery) => givenUp.push(delivery),
    notice: (text) => notices.push(text),
    newId: () => `made-${(count += 1)}`,
    random: () => 0.5,
  })
  return {
    ...{ path, clock, database, deliveries, firings, targets, settings },
    ...{ sent, told, summaries, givenUp, notices, outbox },
    answer: (next: Send) => void (send = next),
    /** As the process dying: nothing of it goes on. */
    die() {
      database.close()
      opened.delete(database)
    },
    state: (id: string) => deliveries.get(id)?.state,
  }
}
