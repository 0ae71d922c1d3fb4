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

  it('takes what a silent venue was asked for as agreed to, once it has left', () => {
    const subscriptions = createSubscriptions()
    subscriptions.acquire('t', a)
    subscriptions.acquire('u', a)
    subscriptions.next(10)
    subscriptions.sent(['t'], 5)
    subscriptions.confirmSent()
    expect(subscriptions.unconfirmed()).toBe(1)
  })

  it('refuses what stays unanswered, asks a new socket again, and believes what comes after all', () => {
    const subscriptions = createSubscriptions()
    for (const topic of ['t', 'u']) subscriptions.acquire(topic, a)
    subscriptions.acquire('v', b)
    subscriptions.next(10)
    subscriptions.sent(['t', 'u', 'v'], 1_000)
    subscriptions.confirm('t')
    expect(subscriptions.refuseOverdue(999, 'never')).toEqual([])
    expect(subscriptions.refuseOverdue(1_000, 'never')).toEqual(['u', 'v'])
    expect(subscriptions.presumed()).toBe(2)
    expect(subscriptions.refusesAll(a)).toBe(false)
    expect(subscriptions.refusesAll(b)).toBe(true)
    // Something else brings A's prices; nothing else could bring B's.
    expect(subscriptions.spoke(a)).toBe(false)
    expect(subscriptions.spoke(b)).toBe(true)
    expect(subscriptions.refused()).toEqual([{ instrument: a, reason: 'never' }])
    expect(subscriptions.confirm('u')).toBe(true)
    expect(subscriptions.presumed()).toBe(0)
    expect(subscriptions.active()).toBe(3)
    subscriptions.reset()
    subscriptions.next(10)
    subscriptions.sent(['t', 'u', 'v'], 2_000)
    subscriptions.refuseOverdue(2_000, 'never')
    subscriptions.reset()
    expect(subscriptions.next(10)?.add).toEqual(['t', 'u', 'v'])
  })

  it('asks in halves, and leaves out what is not wanted any more', () => {
    const subscriptions = createSubscriptions()
    const five = ['t1', 't2', 't3', 't4', 't5']
    for (const topic of five) subscriptions.acquire(topic, a)
    subscriptions.next(10)
    subscriptions.split(five)
    subscriptions.release('t2', a)
    subscriptions.acquire('new', b)
    expect(subscriptions.unconfirmed()).toBe(5)
    expect(subscriptions.next(10)).toEqual({ add: ['t1', 't3'], remove: [] })
    expect(subscriptions.next(10)).toEqual({ add: ['t4', 't5'], remove: [] })
    expect(subscriptions.next(10)).toEqual({ add: ['new'], remove: [] })
    expect(subscriptions.next(10)).toBeNull()
  })

  it('asks anew by unsubscribing first, and only for what nobody else holds', () => {
    const subscriptions = createSubscriptions()
    subscriptions.acquire('own', a)
    subscriptions.acquire('shared', a)
    subscriptions.acquire('shared', b)
    subscriptions.next(10)
    for (const topic of ['own', 'shared']) subscriptions.confirm(topic)
    subscriptions.askAnew(a)
    expect(subscriptions.next(10)).toEqual({ add: [], remove: ['own'] })
    expect(subscriptions.next(10)).toEqual({ add: ['own'], remove: [] })
    expect(subscriptions.next(10)).toBeNull()
  })

  it('knows of which instruments nothing else is asked for', () => {
    const subscriptions = createSubscriptions()
    for (const topic of ['t.a', 'u.a']) subscriptions.acquire(topic, a)
    for (const topic of ['t.b', 'u.b']) subscriptions.acquire(topic, b)
    // A batch may end between two topics of one instrument: the second half is not its beginning.
    expect(subscriptions.next(3)?.add).toEqual(['t.a', 'u.a', 't.b'])
    expect(subscriptions.ownersOfOnly(['t.a', 'u.a', 't.b'])).toEqual([a, b])
    expect(subscriptions.next(3)?.add).toEqual(['u.b'])
    expect(subscriptions.ownersOfOnly(['u.b'])).toEqual([])
    expect(subscriptions.ownersOfOnly(['nobody'])).toEqual([])
  })

  it('refuses an instrument and not what it shares', () => {
    const subscriptions = createSubscriptions()
    subscriptions.acquire('own', a)
    subscriptions.acquire('shared', a)
    subscriptions.acquire('shared', b)
    expect(subscriptions.refuseInstrument(a, 'unknown')).toBe(true)
    expect(subscriptions.refuseInstrument(a, 'unknown')).toBe(false)
    expect(subscriptions.refused()).toEqual([{ instrument: a, reason: 'unknown' }])
    expect(subscriptions.active()).toBe(1)
  })

  it('hands its wishes and what the venue refused to another socket, and nothing else', () => {
    const subscriptions = createSubscriptions()
    for (const topic of ['good', 'bad', 'late']) subscriptions.acquire(topic, a)
    subscriptions.next(10)
    subscriptions.sent(['good', 'bad', 'late'], 0)
    subscriptions.confirm('good')
    subscriptions.refuse('bad', 'unknown')
    subscriptions.refuseOverdue(0, 'never')
    const other = subscriptions.fork()
    expect(other.next(10)).toEqual({ add: ['good', 'late'], remove: [] })
    expect(other.refused()).toEqual([{ instrument: a, reason: 'unknown' }])
    other.release('good', a)
    expect(subscriptions.has('good')).toBe(true)
    expect(subscriptions.unconfirmed()).toBe(0)
  })

  const topics = ['t1', 't2', 't3', 't4']
  const operation = fc.oneof(
    fc.record({
      kind: fc.constantFrom('acquire' as const, 'release' as const, 'confirm' as const, 'refuse' as const),
      topic: fc.constantFrom(...topics),
      instrument: fc.constantFrom(a, b),
    }),
    fc.record({
      kind: fc.constantFrom('split' as const, 'anew' as const),
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
            if (each.kind === 'anew') subscriptions.askAnew(each.instrument)
            else if (each.kind === 'split') {
              // A message that the venue refuses as a whole leaves nothing of it there.
              const change = subscriptions.next(limit)
              for (const topic of change?.remove ?? []) venue.delete(topic)
              if (change !== null) subscriptions.split(change.add)
            } else if (!('topic' in each)) {
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
              else {
                // What a venue refuses it does not have, whether or not anybody still wants it.
                if (subscriptions.refuse(topic, 'no')) refused.add(topic)
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
