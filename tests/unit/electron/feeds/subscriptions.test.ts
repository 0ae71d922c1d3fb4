/** Reference counts, and that the venue always ends up with what is wanted and nothing else. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSubscriptions } from '../../../../electron/feeds/subscriptions.ts'
import { instrumentId } from '../../../../shared/model/ids.ts'

const a = instrumentId('test', 'A')
const b = instrumentId('test', 'B')

describe('subscriptions', () => {
  it('asks at the first holder and unsubscribes at the last', () => {
    const subscriptions = createSubscriptions()
    subscriptions.acquire('t', a)
    subscriptions.acquire('t', a)
    expect(subscriptions.next(10)).toEqual({ add: ['t'], remove: [] })
    subscriptions.release('t', a)
    expect(subscriptions.next(10)).toBeNull()
    subscriptions.release('t', a)
    expect(subscriptions.next(10)).toEqual({ add: [], remove: ['t'] })
    expect(subscriptions.active()).toBe(0)
  })

  it('says nothing about what was wanted and dropped in between', () => {
    const subscriptions = createSubscriptions()
    subscriptions.acquire('t', a)
    subscriptions.release('t', a)
    expect(subscriptions.next(10)).toBeNull()
    subscriptions.acquire('u', a)
    subscriptions.next(10)
    subscriptions.confirm('u')
    subscriptions.release('u', a)
    subscriptions.acquire('u', a)
    expect(subscriptions.next(10)).toBeNull()
    expect(subscriptions.unconfirmed()).toBe(0)
  })

  it('keeps a refused topic listed for each holder, and does not ask for it again on a new socket', () => {
    const subscriptions = createSubscriptions()
    subscriptions.acquire('bad', a)
    subscriptions.acquire('bad', b)
    subscriptions.acquire('good', a)
    subscriptions.next(10)
    expect(subscriptions.refuse('bad', 'unknown symbol')).toBe(true)
    expect(subscriptions.refused()).toEqual([
      { instrument: a, reason: 'unknown symbol' },
      { instrument: b, reason: 'unknown symbol' },
    ])
    subscriptions.reset()
    expect(subscriptions.next(10)).toEqual({ add: ['good'], remove: [] })
    subscriptions.forgetRefusals()
    expect(subscriptions.next(10)).toEqual({ add: ['bad'], remove: [] })
  })

  it('remembers an acknowledgement that comes while the topic is being dropped', () => {
    const subscriptions = createSubscriptions()
    subscriptions.acquire('t', a)
    subscriptions.next(10)
    subscriptions.release('t', a)
    subscriptions.confirm('t')
    subscriptions.acquire('t', a)
    expect(subscriptions.next(10)).toBeNull()
    expect(subscriptions.unconfirmed()).toBe(0)
  })

  it('ignores what it did not ask', () => {
    const subscriptions = createSubscriptions()
    subscriptions.release('t', a)
    expect(subscriptions.confirm('t')).toBe(false)
    expect(subscriptions.refuse('t', 'no')).toBe(false)
    expect(subscriptions.next(10)).toBeNull()
  })

  const topics = ['t1', 't2', 't3', 't4']
  const operation = fc.oneof(
    fc.record({
      kind: fc.constantFrom('acquire' as const, 'release' as const, 'confirm' as const, 'refuse' as const),
      topic: fc.constantFrom(...topics),
      instrument: fc.constantFrom(a, b),
    }),
    fc.record({ kind: fc.constantFrom('tell' as const, 'reset' as const) }),
  )

  it('brings the venue to exactly what is wanted and not refused, in batches, after any history', () => {
    fc.assert(
      fc.property(
        fc.array(operation, { maxLength: 80 }),
        fc.integer({ min: 1, max: 3 }),
        (operations, limit) => {
          const subscriptions = createSubscriptions()
          const holders = new Map<string, number>()
          const refused = new Set<string>()
          let venue = new Set<string>()
          const tell = (): boolean => {
            const change = subscriptions.next(limit)
            if (change === null) return false
            expect(change.add.length + change.remove.length).toBeLessThanOrEqual(limit)
            for (const topic of change.remove) expect(venue.delete(topic)).toBe(true)
            for (const topic of change.add) {
              expect(venue.has(topic)).toBe(false)
              venue.add(topic)
            }
            return true
          }
          for (const each of operations) {
            if (!('topic' in each)) {
              if (each.kind === 'tell') tell()
              else {
                venue = new Set()
                subscriptions.reset()
              }
            } else {
              const { topic, instrument } = each
              const key = `${topic} ${instrument}`
              const held = holders.get(key) ?? 0
              if (each.kind === 'acquire') {
                subscriptions.acquire(topic, instrument)
                holders.set(key, held + 1)
              } else if (each.kind === 'release') {
                subscriptions.release(topic, instrument)
                if (held > 0) holders.set(key, held - 1)
              } else if (each.kind === 'confirm') subscriptions.confirm(topic)
              else if (subscriptions.refuse(topic, 'no')) {
                refused.add(topic)
                venue.delete(topic)
              }
            }
            for (const topic of topics) {
              if (![a, b].some((instrument) => (holders.get(`${topic} ${instrument}`) ?? 0) > 0))
                refused.delete(topic)
            }
          }
          while (tell());
          const wanted = topics.filter((topic) =>
            [a, b].some((instrument) => (holders.get(`${topic} ${instrument}`) ?? 0) > 0),
          )
          expect([...venue].sort()).toEqual(wanted.filter((topic) => !refused.has(topic)))
          expect(subscriptions.active()).toBe(wanted.filter((topic) => !refused.has(topic)).length)
          for (const topic of venue) subscriptions.confirm(topic)
          expect(subscriptions.unconfirmed()).toBe(0)
        },
      ),
      { numRuns: 500 },
    )
  })
})
