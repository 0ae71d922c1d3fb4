/** An alert service on a real database, a hand-turned clock and a tape for a market, made anew for each test. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { AlertServiceDeps } from '../../../../electron/alerts/service-deps.ts'
import { openStore, type Store } from '../../../../electron/store/store.ts'
import type { AlertDraft } from '../../../../shared/alerts/rule.ts'
import { createAlertRig, levelRule } from '../../../support/alert-rig.ts'
import { createManualClock, type ManualClock } from '../../../support/manual-clock.ts'
import type { TapeTick } from '../../../support/tape.ts'
import { bitcoin, instrument, startAt } from './samples.ts'

let folder: string
export let store: Store
export let clock: ManualClock
/** What was traded, seen or not. */
export let tape: TapeTick[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickerdeck-alerts-'))
  clock = createManualClock(startAt)
  tape = []
  ;({ store } = openStore({ dataDir: folder, now: startAt }))
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

/** Starts one on the test's store; called twice it is a restart. */
export function make(changes: Partial<AlertServiceDeps> = {}) {
  const rig = createAlertRig({ store, clock, instruments: [instrument], tape: () => tape, changes })
  const { service } = rig
  service.start()
  /** A trade a second; `isSeen` false where the stream does not bring it. */
  const trade = (prices: readonly number[], isSeen = true): void => {
    for (const price of prices) {
      clock.advance(1000)
      const at = clock.now()
      tape.push({ at, price })
      if (isSeen) service.onTick(bitcoin, { price, exchangeAt: at, receivedAt: at })
    }
  }
  return { ...rig, trade, tick: (...prices: number[]) => trade(prices) }
}

/** BTCUSDT last crosses up 64,200, every time. */
export function crossingUp(level = 64_200, more: Partial<AlertDraft> = {}): AlertDraft {
  return levelRule(bitcoin, 'crossing-up', [level], more)
}
