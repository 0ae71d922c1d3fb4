/** Messages leave in order, within the limit, and are decided as late as possible. */
import { describe, expect, it } from 'vitest'
import { createOutbox } from '../../../../electron/feeds/outbox.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

describe('outbox', () => {
  it('sends five a second and no more, pings included', () => {
    const clock = createManualClock()
    const sent: { atMs: number; message: string }[] = []
    let left = 12
    const outbox = createOutbox({
      clock,
      messagesPerSecond: 5,
      send: (message) => sent.push({ atMs: clock.monotonicMs(), message }),
      more: () => (left > 0 ? [`m${(left -= 1)}`] : []),
    })
    expect(outbox.takePlace()).toBe(true)
    outbox.pump()
    expect(sent).toHaveLength(4)
    expect(outbox.takePlace()).toBe(false)
    clock.advance(10_000)
    expect(sent.map(({ message }) => message)).toEqual(
      Array.from({ length: 12 }, (_, index) => `m${11 - index}`),
    )
    for (const { atMs } of sent) {
      expect(sent.filter((each) => each.atMs > atMs - 1_000 && each.atMs <= atMs).length).toBeLessThanOrEqual(
        5,
      )
    }
    expect(clock.pendingTimers()).toBe(0)
  })

  it('puts what was pushed before what is decided later, and forgets all when cleared', () => {
    const clock = createManualClock()
    const sent: string[] = []
    let more = ['subscribe']
    const outbox = createOutbox({
      clock,
      messagesPerSecond: 1,
      send: (message) => sent.push(message),
      more: () => more.splice(0),
    })
    outbox.push('login')
    outbox.pump()
    expect(sent).toEqual(['login'])
    clock.advance(1_000)
    expect(sent).toEqual(['login', 'subscribe'])
    more = ['late']
    outbox.pump()
    outbox.clear()
    clock.advance(5_000)
    expect(sent).toEqual(['login', 'subscribe'])
    expect(clock.pendingTimers()).toBe(0)
  })
})
