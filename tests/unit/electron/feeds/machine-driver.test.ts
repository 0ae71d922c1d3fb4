/** The feed machine in simulated time, against a venue that accepts and drops. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FeedEvent } from '../../../../electron/feeds/feed-machine.ts'
import { createDriver } from '../../../../electron/feeds/machine-driver.ts'
import { createRateLimit } from '../../../../electron/feeds/rate-limit.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

const failed: FeedEvent = { kind: 'failed', reason: 'closed', retry: 'later' }

/** Ten simulated minutes against a venue that accepts, lives for `liveMs`, and drops. Answers the moments of connecting. */
function acceptThenDrop(options: {
  connectsPerMinute: number
  liveMs: number
  random: () => number
}): number[] {
  const clock = createManualClock()
  const limit = createRateLimit(clock, [{ max: options.connectsPerMinute, windowMs: 60_000 }])
  const connects: number[] = []
  const driver = createDriver({
    clock,
    random: options.random,
    connectWaitMs: () => limit.waitMs(),
    enough: () => false,
    entered: () => undefined,
    changed: () => undefined,
    run(command) {
      if (command !== 'connect') return
      limit.take()
      connects.push(clock.monotonicMs())
      clock.after(5, () => driver.dispatch({ kind: 'opened' }))
      clock.after(10, () => driver.dispatch({ kind: 'ready' }))
      clock.after(10 + options.liveMs, () => driver.dispatch(failed))
    },
  })
  driver.dispatch({ kind: 'demand', demand: 'topics', reason: null })
  clock.advance(600_000)
  return connects
}

describe('a venue that accepts and drops', () => {
  it('is never asked more often than it allows, for any limit, any chance and any life of the stream', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 0, max: 60_000 }),
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (connectsPerMinute, liveMs, chances) => {
          let turn = 0
          const random = () => chances[(turn += 1) % chances.length] ?? 0
          const connects = acceptThenDrop({ connectsPerMinute, liveMs, random })
          for (const at of connects) {
            // The last digits of a sum of fractions are not a matter of manners.
            const fromMs = at - 60_000 + 1e-6
            const inMinute = connects.filter((other) => other > fromMs && other <= at).length
            expect(inMinute).toBeLessThanOrEqual(connectsPerMinute)
          }
          expect(connects.length).toBeGreaterThan(1)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is asked ever more slowly: at most once every thirty seconds on average, in the end', () => {
    let seed = 1
    const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
    const connects = acceptThenDrop({ connectsPerMinute: 600, liveMs: 5_000, random })
    expect(connects.length).toBeLessThan(40)
  })

  it('does not see 1000 clients at once after its second drop', () => {
    let seed = 42
    const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
    const seconds = new Map<number, number>()
    for (let client = 0; client < 1_000; client += 1) {
      const eighth = acceptThenDrop({ connectsPerMinute: 600, liveMs: 0, random })[8] ?? 0
      const second = Math.floor(eighth / 1_000)
      seconds.set(second, (seconds.get(second) ?? 0) + 1)
    }
    expect(Math.max(...seconds.values())).toBeLessThan(40)
  })
})

describe('the driver', () => {
  it('carries out an event that its own command sets off after the present one, not inside it', () => {
    const clock = createManualClock()
    const seen: string[] = []
    const driver = createDriver({
      clock,
      random: () => 0,
      connectWaitMs: () => 0,
      enough: () => false,
      entered: (_before, after) => void seen.push(after.phase),
      changed: () => void seen.push('changed'),
      run(command) {
        seen.push(command)
        if (command === 'connect') driver.dispatch({ kind: 'opened' })
      },
    })
    driver.dispatch({ kind: 'demand', demand: 'topics', reason: null })
    expect(seen).toEqual(['connecting', 'connect', 'changed', 'subscribing', 'subscribe', 'changed'])
    driver.dispatch({ kind: 'stop' })
    expect(clock.pendingTimers()).toBe(0)
  })

  it('says when it will try again', () => {
    const clock = createManualClock()
    const driver = createDriver({
      clock,
      random: () => 0,
      connectWaitMs: () => 700,
      enough: () => false,
      entered: () => undefined,
      changed: () => undefined,
      run: () => undefined,
    })
    expect(driver.retryAt()).toBeNull()
    driver.dispatch({ kind: 'demand', demand: 'topics', reason: null })
    expect(driver.retryAt()).toBe(clock.now() + 700)
    driver.dispatch({ kind: 'stop' })
    expect(driver.retryAt()).toBeNull()
  })
})

describe('the time that a phase has', () => {
  it('ends with what was waited for', () => {
    const clock = createManualClock()
    const driver = createDriver({
      clock,
      random: () => 0,
      connectWaitMs: () => 0,
      enough: () => false,
      missing: () => 'no answer to the login',
      entered: () => undefined,
      changed: () => undefined,
      run: () => undefined,
    })
    driver.dispatch({ kind: 'demand', demand: 'topics', reason: null })
    driver.dispatch({ kind: 'opened' })
    clock.advance(10_000)
    expect(driver.state()).toMatchObject({ phase: 'waiting', reason: 'no answer to the login' })
    driver.dispatch({ kind: 'stop' })
  })
})
