/** The three watches together: who is blamed for a silence, and how often a quiet market costs a reconnect. */
import { describe, expect, it } from 'vitest'
import { createLineWatch } from '../../../../electron/feeds/line-watch.ts'
import { createSessionCache } from '../../../../electron/feeds/session-cache.ts'
import { createSilenceWatch } from '../../../../electron/feeds/silence-watch.ts'
import { createWatches, tickMs } from '../../../../electron/feeds/watches.ts'
import type { Heartbeat } from '../../../../electron/providers/provider.ts'
import { testInstrument } from '../../../support/feed-provider.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

const instrument = testInstrument('A')

function setUp(heartbeat: Heartbeat) {
  const clock = createManualClock()
  const line = createLineWatch(heartbeat)
  const silence = createSilenceWatch(10_000, createSessionCache())
  const quiet: { reason: string; sinceAt: number | null; atMs: number }[] = []
  let news = false
  const watches = createWatches({
    clock,
    line,
    silence,
    silenceMs: 10_000,
    takePlace: () => true,
    ping: () => undefined,
    send: () => undefined,
    silenceChanged: () => undefined,
    takeNews: () => news,
    quiet: (reason, sinceAt) => void quiet.push({ reason, sinceAt, atMs: clock.monotonicMs() }),
  })
  silence.add(instrument, 0)
  line.opened(0)
  return {
    clock,
    line,
    silence,
    quiet,
    watches,
    tellNews: (has: boolean) => void (news = has),
    /** Ticks until the stream is called quiet; answers after how long. */
    untilQuiet(beats: boolean): number {
      const fromMs = clock.monotonicMs()
      const before = quiet.length
      while (quiet.length === before && clock.monotonicMs() - fromMs < 3_600_000) {
        clock.advance(tickMs)
        if (beats) line.message(clock.monotonicMs())
        watches.tick(true, true)
      }
      return clock.monotonicMs() - fromMs
    },
  }
}

describe('watches', () => {
  it('blame the line first, and let any sign of life on it make up for that', () => {
    const { untilQuiet, quiet, watches, line, clock } = setUp({ kind: 'server', withinMs: 3_000 })
    expect(untilQuiet(false)).toBeLessThanOrEqual(3_000 + tickMs)
    expect(quiet[0]).toMatchObject({ reason: 'no heartbeat for 3.5 s', sinceAt: null })
    line.control(clock.monotonicMs(), true)
    // A pong does not stand in for the heartbeat that the venue promised.
    expect(watches.revives(false)).toBe(false)
    line.message(clock.monotonicMs())
    expect(watches.revives(false)).toBe(true)
  })

  it('are not contented with heartbeats where prices are missing', () => {
    const { untilQuiet, quiet, watches, clock } = setUp({ kind: 'server', withinMs: 3_000 })
    expect(untilQuiet(true)).toBe(10_000 + tickMs)
    expect(quiet[0]).toEqual({ reason: 'no prices for 11 s', sinceAt: clock.now() - 10_500, atMs: 10_500 })
    expect(watches.revives(false)).toBe(false)
    expect(watches.revives(true)).toBe(true)
  })

  it('grow patient with a market that stays quiet, until prices move again', () => {
    const { untilQuiet, silence, clock, tellNews } = setUp({ kind: 'none' })
    const waits: number[] = []
    for (let turn = 0; turn < 8; turn += 1) {
      waits.push(untilQuiet(true))
      silence.restart(clock.monotonicMs())
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 320, 320, 320].map((seconds) => seconds * 1_000 + tickMs))
    tellNews(true)
    expect(untilQuiet(true)).toBe(10_000 + tickMs)
  })

  it('judge nobody right after a pause of our own', () => {
    const { clock, watches, quiet } = setUp({ kind: 'server', withinMs: 3_000 })
    watches.tick(true, true)
    clock.advance(20_000)
    watches.tick(true, true)
    expect(quiet).toEqual([])
    clock.advance(tickMs)
    watches.tick(true, true)
    expect(quiet).toHaveLength(1)
  })
})
