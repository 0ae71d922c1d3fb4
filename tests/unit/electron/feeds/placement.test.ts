/** Topics on sockets: by path, together, within what each may carry. */
import { describe, expect, it } from 'vitest'
import { placeTopics } from '../../../../electron/feeds/placement.ts'
import type { StreamSlot } from '../../../../electron/feeds/stream-slot.ts'
import { createTestProvider } from '../../../support/feed-provider.ts'

type Fake = { slot: StreamSlot; topics: Set<string> }

function fakeSlots(limits: { topicsPerSocket: number; sockets?: number }) {
  const fakes: Fake[] = []
  const provider = createTestProvider({
    limits,
    stream: { paths: ['/a', '/b'], pathOf: (topic) => (topic.startsWith('b') ? 1 : 0) },
  })
  const open = (path: number): StreamSlot => {
    const topics = new Set<string>()
    const slot = { path, has: (topic: string) => topics.has(topic), load: () => topics.size }
    fakes.push({ slot: slot as unknown as StreamSlot, topics })
    return slot as unknown as StreamSlot
  }
  const place = (...topics: string[]): boolean => {
    const slots = fakes.map(({ slot }) => slot)
    const placement = placeTopics(topics, slots, provider, open)
    for (const [slot, own] of placement ?? [])
      for (const topic of own) fakes.find((fake) => fake.slot === slot)?.topics.add(topic)
    return placement !== null
  }
  return { place, shown: () => fakes.map(({ slot, topics }) => [slot.path, ...topics]) }
}

describe('placeTopics', () => {
  it('keeps the topics of one subscription together, and fills sockets in their order', () => {
    const { place, shown } = fakeSlots({ topicsPerSocket: 4 })
    place('a1', 'a2', 'a3')
    place('a4', 'a5')
    place('a6')
    expect(shown()).toEqual([
      [0, 'a1', 'a2', 'a3', 'a6'],
      [0, 'a4', 'a5'],
    ])
  })

  it('leaves a topic where it is', () => {
    const { place, shown } = fakeSlots({ topicsPerSocket: 2 })
    place('a1', 'a2')
    place('a1', 'a3')
    expect(shown()).toEqual([
      [0, 'a1', 'a2'],
      [0, 'a3'],
    ])
  })

  it('takes each topic to its path, counts sockets by path, and opens none unless all have room', () => {
    const { place, shown } = fakeSlots({ topicsPerSocket: 1, sockets: 1 })
    expect(place('a1', 'b1')).toBe(true)
    expect(place('b2')).toBe(false)
    const other = fakeSlots({ topicsPerSocket: 1, sockets: 1 })
    other.place('b1')
    expect(other.place('a1', 'b2')).toBe(false)
    expect(other.shown()).toEqual([[1, 'b1']])
    expect(shown()).toEqual([
      [0, 'a1'],
      [1, 'b1'],
    ])
  })
})
