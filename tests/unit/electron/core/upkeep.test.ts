/** Upkeep: bounded, told to the user, and never the end of the app. */
import { expect, it } from 'vitest'
import { createNotices } from '../../../../electron/core/notices.ts'
import { startUpkeep } from '../../../../electron/core/upkeep.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

it('bounds the inbox each minute, goes on after a failure, and names what could not be read', () => {
  const clock = createManualClock()
  const notices = createNotices(clock, () => {})
  let calls = 0
  const inbox = {
    retention(rows: number, bytes: number) {
      calls += 1
      expect(rows).toBeGreaterThan(0)
      expect(bytes).toBeGreaterThan(0)
      if (calls === 1) throw new Error('disk full')
      return 0
    },
  }
  const stop = startUpkeep({
    clock,
    log: silentLog,
    notices,
    store: {
      inbox: inbox as never,
      checkpoint: () => {},
      skippedRows: () => (calls > 1 ? [{ table: 'rules', key: 'r1', reason: 'not JSON' }] : []),
    },
  })
  clock.advance(60_000)
  expect(notices.list()).toEqual([])
  clock.advance(60_000)
  expect(calls).toBe(2)
  expect(notices.list()[0]?.text).toBe('1 stored entry could not be read and is left out (rules).')
  stop()
  clock.advance(120_000)
  expect(calls).toBe(2)
})
