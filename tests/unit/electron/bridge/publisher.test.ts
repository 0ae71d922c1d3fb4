/** What is coalesced, what never is, and where a client is given up. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createPublisher } from '../../../../electron/bridge/publisher.ts'
import { createManualClock } from '../../../support/manual-clock.ts'
import { createMemoryPair } from '../../../support/memory-channel.ts'

function setUp() {
  const clock = createManualClock()
  const [channel] = createMemoryPair()
  const sent: string[] = []
  const overflows: number[] = []
  const own = { ...channel, send: (message: unknown) => void sent.push(String(message)) }
  const publisher = createPublisher(own, clock, (waiting) => void overflows.push(waiting))
  return { clock, channel, sent, overflows, publisher }
}

it('sends the newest of each key at most ten times a second', () => {
  const { clock, sent, publisher } = setUp()
  for (let n = 0; n < 1000; n += 1) {
    publisher.latest('a', 'changed', { what: n % 2 === 0 ? 'alerts' : 'targets' })
    clock.advance(1)
  }
  clock.advance(100)
  expect(sent.length).toBeGreaterThanOrEqual(10)
  expect(sent.length).toBeLessThanOrEqual(11)
  expect(sent.at(-1)).toContain('targets')
})

it('forgets by prefix', () => {
  const { clock, sent, publisher } = setUp()
  publisher.latest('1m|a|0', 'changed', { what: 'alerts' })
  publisher.latest('1m|b|0', 'changed', { what: 'targets' })
  publisher.forget('1m|a|')
  clock.advance(100)
  expect(sent).toEqual(['{"jsonrpc":"2.0","method":"changed","params":{"what":"targets"}}'])
})

it('gives up a client by the size of what waits, too', () => {
  const { channel, overflows, publisher } = setUp()
  channel.setBufferedBytes(Infinity)
  for (let n = 0; n < 16; n += 1) publisher.every('x'.repeat(1024 * 1024))
  expect(overflows).toEqual([])
  publisher.every('x')
  expect(overflows).toEqual([17])
})

it('sends every event once and in order, however the buffer fills and empties', () => {
  const steps = fc.array(
    fc.oneof(
      fc.constant('event' as const),
      fc.constant('full' as const),
      fc.constant('empty' as const),
      fc.integer({ min: 0, max: 200 }),
    ),
    { maxLength: 100 },
  )
  fc.assert(
    fc.property(steps, (script) => {
      const { clock, channel, sent, publisher } = setUp()
      let count = 0
      for (const step of script) {
        if (step === 'event') publisher.every(`${count++}`)
        else if (step === 'full') channel.setBufferedBytes(Infinity)
        else if (step === 'empty') channel.setBufferedBytes(0)
        else clock.advance(step)
      }
      channel.setBufferedBytes(0)
      clock.advance(100)
      expect(sent).toEqual(Array.from({ length: count }, (_, n) => `${n}`))
    }),
  )
})
