/** Bursts become one run per period. */
import { expect, it } from 'vitest'
import { createPacer } from '../../../../electron/bridge/pacer.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

it('runs in the next turn at first, then once per period, and never inside a request', () => {
  const clock = createManualClock()
  const runs: number[] = []
  const pacer = createPacer(clock, 50, () => void runs.push(clock.monotonicMs()))
  pacer.request()
  pacer.request()
  expect(runs).toEqual([])
  clock.advance(0)
  expect(runs).toEqual([0])
  clock.advance(10)
  pacer.request()
  clock.advance(39)
  expect(runs).toEqual([0])
  clock.advance(1)
  expect(runs).toEqual([0, 50])
  clock.advance(500)
  expect(runs).toEqual([0, 50])
  pacer.request()
  clock.advance(0)
  expect(runs).toEqual([0, 50, 550])
})

it('plans nothing once it is stopped', () => {
  const clock = createManualClock()
  let runs = 0
  const pacer = createPacer(clock, 50, () => void (runs += 1))
  pacer.request()
  pacer.stop()
  pacer.request()
  clock.advance(1000)
  expect(runs).toBe(0)
  expect(clock.pendingTimers()).toBe(0)
})
