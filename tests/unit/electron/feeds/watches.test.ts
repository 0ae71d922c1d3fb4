/** The watch over one socket: what is sent when, and who is blamed for a silence. */
import { describe, expect, it } from 'vitest'
import { createLineWatch } from '../../../../electron/feeds/line-watch.ts'
import { createTickWatch, createWatches, tickMs } from '../../../../electron/feeds/watches.ts'
import type { Heartbeat } from '../../../../electron/providers/provider.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

function setUp(heartbeat: Heartbeat) {
  const clock = createManualClock()
  const line = createLineWatch(heartbeat)
  const dead: { reason: string; atMs: number }[] = []
  const sent: string[] = []
  let hasPlace = true
  const watches = createWatches({
    clock,
    line,
    takePlace: () => hasPlace,
    ping: () => void sent.push('ping'),
    send: (text) => void sent.push(text),
    dead: (reason) => void dead.push({ reason, atMs: clock.monotonicMs() }),
  })
  line.opened(0)
  const tick = (ms: number): void => {
    for (let left = ms; left > 0; left -= tickMs) {
      clock.advance(tickMs)
      watches.tick(true, true)
    }
  }
  return { clock, line, dead, sent, watches, tick, setPlace: (has: boolean) => void (hasPlace = has) }
}

describe('watches', () => {
  it('call the line dead for a missing heartbeat, and let any message make up for that, but no pong', () => {
    const { tick, dead, watches, line, clock } = setUp({ kind: 'server', withinMs: 3_000 })
    tick(3_500)
    expect(dead).toEqual([{ reason: 'no heartbeat for 3.5 s', atMs: 3_500 }])
    line.control(clock.monotonicMs(), true)
    expect(watches.revives(false)).toBe(false)
    line.message(clock.monotonicMs())
    expect(watches.revives(false)).toBe(true)
  })

  it('are not contented with signs of life where prices are missing', () => {
    const { watches, line, clock } = setUp({ kind: 'server', withinMs: 3_000 })
    watches.blameSilence()
    line.message(clock.monotonicMs())
    expect(watches.revives(false)).toBe(false)
    expect(watches.revives(true)).toBe(true)
  })

  it("beat in the venue's own words when it is time, and only where the limit leaves room", () => {
    const { tick, sent, setPlace } = setUp({
      kind: 'client',
      everyMs: 5_000,
      message: 'hello',
      withinMs: 4_000,
    })
    setPlace(false)
    tick(6_000)
    expect(sent).toEqual([])
    setPlace(true)
    tick(tickMs)
    expect(sent).toEqual(['ping', 'hello'])
  })

  it('judge nobody right after a pause of our own', () => {
    const { clock, watches, dead, tick } = setUp({ kind: 'server', withinMs: 3_000 })
    watches.tick(true, true)
    clock.advance(20_000)
    watches.tick(true, true)
    expect(dead).toEqual([])
    tick(tickMs)
    expect(dead).toHaveLength(1)
  })
})

describe('createTickWatch', () => {
  it('tells a tick that came late', () => {
    const clock = createManualClock()
    const ticks = createTickWatch(clock)
    clock.advance(tickMs)
    expect(ticks.isLate()).toBe(false)
    clock.advance(tickMs + 1_001)
    expect(ticks.isLate()).toBe(true)
    clock.advance(tickMs)
    expect(ticks.isLate()).toBe(false)
  })
})
