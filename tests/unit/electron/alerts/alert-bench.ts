/** An alert service on a real database and a hand-turned clock, made anew for each test. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { createAlertService, type AlertServiceDeps } from '../../../../electron/alerts/alert-service.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import { openStore, type Store } from '../../../../electron/store/store.ts'
import type { Firing, RuleDraft } from '../../../../shared/model/alert.ts'
import type { Delivery } from '../../../../shared/model/delivery.ts'
import { createManualClock } from '../../../support/manual-clock.ts'
import { bitcoin, instrument, startAt } from './samples.ts'

let folder: string
export let store: Store
export let clock: ReturnType<typeof createManualClock>

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickerdeck-alerts-'))
  clock = createManualClock(startAt)
  ;({ store } = openStore({ dataDir: folder, now: startAt }))
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

/** Starts one on the test's store; called twice it is a restart. */
export function make(changes: Partial<AlertServiceDeps> = {}) {
  const fired: { firing: Firing; deliveries: Delivery[] }[] = []
  let changed = 0
  const service = createAlertService({
    clock,
    log: silentLog,
    store,
    instrument: (id) => (id === bitcoin ? instrument : undefined),
    history: () => Promise.resolve({ candles: [], gaps: [] }),
    unwatched: () => null,
    targets: () => ['desktop'],
    fired: (firing, deliveries) => fired.push({ firing, deliveries }),
    changed: () => (changed += 1),
    ...changes,
  })
  service.start()
  const tick = (...prices: number[]) => {
    for (const price of prices) {
      clock.advance(1000)
      service.onTick(bitcoin, { price, exchangeAt: clock.now(), receivedAt: clock.now() })
    }
  }
  return { service, fired, tick, changes: () => changed }
}

export const draft: RuleDraft = {
  instrument: bitcoin,
  operator: 'crossing-up',
  level: 64_200,
  frequency: { kind: 'every-time', coolDownMs: 0 },
  note: 'take profit',
  expiresAt: null,
}
