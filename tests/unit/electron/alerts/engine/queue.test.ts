import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createQueue } from '../../../../../electron/alerts/engine/queue.ts'

type Item = { readonly name: number; readonly places: number[] }
type Command = readonly ['set' | 'remove' | 'below' | 'upTo' | 'clear', number, number]

const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.tuple(
    fc.constantFrom<Command[0]>('set', 'set', 'set', 'set', 'remove', 'below', 'upTo', 'clear'),
    fc.nat(15),
    fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(Infinity, -Infinity)),
  ),
  { maxLength: 120, size: 'max' },
)

describe('queue', () => {
  it('gives what a sorted list would', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const queue = createQueue<Item>(1)
        const items = Array.from({ length: 16 }, (_, name): Item => ({ name, places: [7, -1] }))
        const keys = new Map<Item, number>()
        for (const [kind, name, key] of list) {
          const item = items[name]
          if (item === undefined) continue
          if (kind === 'set') {
            queue.set(item, key)
            if (key === Infinity) keys.delete(item)
            else keys.set(item, key)
          } else if (kind === 'remove') {
            queue.remove(item)
            keys.delete(item)
          } else if (kind === 'clear') {
            queue.clear()
            keys.clear()
          } else {
            const taken: Item[] = []
            queue.take(key, kind === 'upTo', taken)
            const due = [...keys].filter(([, at]) => at < key || (kind === 'upTo' && at === key))
            expect(new Set(taken)).toEqual(new Set(due.map(([each]) => each)))
            expect(taken.map((each) => keys.get(each))).toEqual(due.map(([, at]) => at).sort((a, b) => a - b))
            for (const each of taken) keys.delete(each)
          }
          expect(queue.first()).toBe(Math.min(Infinity, ...keys.values()))
        }
        // Another queue's places are its own.
        expect(items.every(({ places }) => places[0] === 7)).toBe(true)
      }),
      { numRuns: 3000 },
    )
  }, 60_000)
})
