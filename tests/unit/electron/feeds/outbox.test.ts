/** Messages leave in order, within the limit, and are decided as late as possible. */
import { describe, expect, it } from 'vitest'
import { createOutbox } from '../../../../electron/feeds/outbox.ts'
import type { StreamMessage } from '../../../../electron/providers/provider.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

const message = (text: string): StreamMessage => ({ text, requestId: null, topics: [] })
const fiveASecond = [{ max: 5, windowMs: 1_000 }]

describe('outbox', () => {
  it('leaves five a second and no more, pings and the answers to pings included', () => {
    const clock = createManualClock()
    const leaving: number[] = []
    const sent: string[] = []
    let left = 12
    const outbox = createOutbox({
      clock,
      rules: fiveASecond,
      send({ text }) {
        sent.push(text)
        leaving.push(clock.monotonicMs())
      },
      more: () => (left > 0 ? [message(`m${(left -= 1)}`)] : []),
    })
    expect(outbox.takePlace()).toBe(true)
    leaving.push(clock.monotonicMs())
    outbox.pump()
    expect(sent).toHaveLength(3)
    expect(outbox.takePlace()).toBe(false)
    // The venue pings whenever it likes.
    outbox.countPong()
    leaving.push(clock.monotonicMs())
    clock.advance(10_000)
    expect(sent).toEqual(Array.from({ length: 12 }, (_, index) => `m${11 - index}`))
    for (const atMs of leaving)
      expect(leaving.filter((each) => each > atMs - 1_000 && each <= atMs).length).toBeLessThanOrEqual(5)
    expect(clock.pendingTimers()).toBe(0)
  })

  it('puts what was pushed before what is decided later, and forgets all when cleared', () => {
    const clock = createManualClock()
    const sent: string[] = []
    let more = ['subscribe']
    const outbox = createOutbox({
      clock,
      rules: [{ max: 1, windowMs: 1_000 }],
      send: ({ text }) => sent.push(text),
      more: () => more.splice(0).map(message),
    })
    outbox.push(message('login'))
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

  it('counts pings apart where messages have a limit of their own', () => {
    const clock = createManualClock()
    const sent: string[] = []
    let left = 5
    const outbox = createOutbox({
      clock,
      rules: fiveASecond,
      messageRules: [{ max: 2, windowMs: 3_600_000 }],
      send: ({ text }) => sent.push(text),
      more: () => ((left -= 1) >= 0 ? [message('m')] : []),
    })
    outbox.pump()
    clock.advance(60_000)
    expect(sent).toHaveLength(2)
    expect(outbox.takePlace()).toBe(true)
    clock.advance(3_600_000)
    expect(sent).toHaveLength(4)
    outbox.clear()
  })

  it('keeps several rules at once', () => {
    const clock = createManualClock()
    const sent: number[] = []
    let left = 30
    const outbox = createOutbox({
      clock,
      rules: [...fiveASecond, { max: 10, windowMs: 60_000 }],
      send: () => sent.push(clock.monotonicMs()),
      more: () => ((left -= 1) >= 0 ? [message('m')] : []),
    })
    outbox.pump()
    clock.advance(59_000)
    // The tenth place is for a pong.
    expect(sent).toHaveLength(9)
    clock.advance(1_000)
    expect(sent.length).toBeGreaterThan(9)
    outbox.clear()
  })
})
