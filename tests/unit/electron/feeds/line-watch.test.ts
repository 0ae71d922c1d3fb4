/** Protocol pings and venue heartbeats: when they are sent, and when their absence means a dead line. */
import { describe, expect, it } from 'vitest'
import { createLineWatch } from '../../../../electron/feeds/line-watch.ts'

describe('line watch', () => {
  it('pings at once, and then only when nothing comes', () => {
    const line = createLineWatch({ kind: 'none' })
    line.opened(0)
    expect(line.pingDue(0)).toBe(true)
    line.pinged(0)
    line.control(10, true)
    line.message(1_900)
    expect(line.pingDue(3_000)).toBe(false)
    expect(line.pingDue(3_900)).toBe(true)
  })

  it('finds a line dead within five seconds of the last byte', () => {
    const line = createLineWatch({ kind: 'none' })
    line.opened(0)
    line.pinged(0)
    line.control(10, true)
    line.pinged(2_100)
    expect(line.verdict(3_900)).toBeNull()
    expect(line.verdict(4_500)).toMatch(/no sign of life/)
    line.control(4_600, true)
    expect(line.verdict(4_700)).toBeNull()
  })

  it('does not hold it against a venue that it never answers pings', () => {
    const line = createLineWatch({ kind: 'none' })
    line.opened(0)
    line.pinged(0)
    line.pinged(2_000)
    expect(line.verdict(60_000)).toBeNull()
  })

  it('counts messages, not pongs, as the heartbeat of a venue that promises one', () => {
    const line = createLineWatch({ kind: 'server', withinMs: 3_000 })
    line.opened(0)
    line.message(1_000)
    line.control(3_900, true)
    expect(line.verdict(4_000)).toBeNull()
    expect(line.verdict(4_001)).toMatch(/no heartbeat/)
  })

  it('sends its own heartbeat where the venue wants one, and waits for an answer to the first that got none', () => {
    const line = createLineWatch({ kind: 'client', everyMs: 10_000, message: 'ping', withinMs: 5_000 })
    line.opened(0)
    expect(line.heartbeatDue(9_999)).toBeNull()
    expect(line.heartbeatDue(10_000)).toBe('ping')
    line.heartbeatSent(10_000)
    expect(line.verdict(15_000)).toBeNull()
    expect(line.verdict(15_001)).toMatch(/no heartbeat/)
    line.message(15_100)
    expect(line.verdict(30_000)).toBeNull()
  })
})
