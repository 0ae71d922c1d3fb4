/** One client's quotes: pacing, interests, formats. */
import { expect, it } from 'vitest'
import { createQuoteStream } from '../../../../electron/bridge/quote-stream.ts'
import { instrumentId, type InstrumentId } from '../../../../shared/model/ids.ts'
import { readHeader, readRow } from '../../../../shared/quote-batch.ts'
import type { WireMessage } from '../../../../shared/wire.ts'
import { quoteOf } from '../../../bridge/fake-core.ts'
import { createManualClock } from '../../../support/manual-clock.ts'
import { createMemoryPair } from '../../../support/memory-channel.ts'

const a = instrumentId('simulated', 'A')
const b = instrumentId('simulated', 'B')

function setUp() {
  const clock = createManualClock()
  const [channel] = createMemoryPair()
  const sent: WireMessage[] = []
  const held = new Map<InstrumentId, number>()
  const last = new Map<InstrumentId, number>()
  const stream = createQuoteStream(
    {
      acquire(instruments) {
        for (const id of instruments) held.set(id, (held.get(id) ?? 0) + 1)
        return () => {
          for (const id of instruments) held.set(id, (held.get(id) ?? 0) - 1)
        }
      },
      current: (id) => (last.has(id) ? quoteOf(id, last.get(id) ?? 0) : undefined),
      indexOf: (id) => (id === a ? 0 : 1),
      onChange: () => () => undefined,
    },
    { ...channel, send: (message) => void sent.push(message) },
    clock,
  )
  const move = (id: InstrumentId, price: number) => {
    last.set(id, price)
    stream.changed(id)
  }
  const batches = () => sent.filter((message) => typeof message !== 'string')
  return { clock, stream, sent, held, move, batches }
}

it('sends at most every 50 ms to a client that credits at once', () => {
  const { clock, stream, move, batches } = setUp()
  stream.subscribe([a], 'binary')
  for (let n = 1; n <= 1000; n += 1) {
    move(a, n)
    clock.advance(1)
    const sequence = readHeader(batches().at(-1) ?? new Float64Array())?.sequence
    if (sequence !== undefined) stream.credit(sequence)
  }
  expect(batches().length).toBeGreaterThanOrEqual(20)
  expect(batches().length).toBeLessThanOrEqual(21)
})

it('makes one batch of a burst in one turn', () => {
  const { clock, stream, move, batches } = setUp()
  stream.subscribe([a, b], 'binary')
  move(a, 1)
  move(b, 2)
  move(a, 3)
  expect(batches()).toEqual([])
  clock.advance(0)
  const [batch = new Float64Array()] = batches()
  expect(readHeader(batch)).toEqual({ sequence: 1, rowCount: 2 })
  expect([readRow(batch, 0).last, readRow(batch, 1).last]).toEqual([3, 2])
})

it('holds one interest per instrument however often it is asked for, and none at the end', () => {
  const { stream, held } = setUp()
  stream.subscribe([a, a, b], 'binary')
  stream.subscribe([a], 'json')
  expect([held.get(a), held.get(b)]).toEqual([1, 1])
  stream.unsubscribe([a, a])
  expect(held.get(a)).toBe(0)
  stream.close()
  expect([held.get(a), held.get(b)]).toEqual([0, 0])
})

it('sends in the format that was asked for last', () => {
  const { clock, stream, sent, move, batches } = setUp()
  stream.subscribe([a], 'binary')
  move(a, 1)
  stream.subscribe([a], 'json')
  clock.advance(100)
  move(a, 2)
  clock.advance(100)
  expect(batches()).toEqual([])
  expect(sent).toHaveLength(1)
  expect(sent[0]).toContain('"last":2')
})

it('ignores a second credit for one batch and refuses one for a batch to come', () => {
  const { clock, stream, move, batches } = setUp()
  stream.subscribe([a], 'binary')
  move(a, 1)
  clock.advance(0)
  stream.credit(1)
  move(a, 2)
  clock.advance(50)
  stream.credit(1)
  move(a, 3)
  clock.advance(500)
  expect(batches()).toHaveLength(2)
  expect(() => stream.credit(3)).toThrow('batch 3 was never sent')
})
