/** When the outbox sends: retries, escalation, restarts in between, and clocks that are set. */
import { describe, expect, it } from 'vitest'
import { mostAttempts } from '../../../../electron/delivery/schedule.ts'
import type { Sending } from '../../../../electron/delivery/sending.ts'
import { busy, openOutbox, refused, took } from './outbox-bench.ts'
import { firing, hook, hourMs, minuteMs, row, startAt } from './samples.ts'

const dayMs = 24 * hourMs

describe('retries', () => {
  it('follow the schedule of webhooks to its end, with the same words, and are then given up once', async () => {
    const { outbox, clock, deliveries, targets, answer, sent, givenUp } = openOutbox()
    targets.set('t', hook('t'))
    answer(() => busy)
    deliveries.insert(row('d1', { target: 't' }))
    outbox.start()
    await clock.advanceAsync(4 * dayMs)
    // Half of each longest wait, since the jitter is fixed at a half.
    const minutes = [0, 2.5 / 60, 2.5, 15, 60, 150, 300, 420, 600, 720]
    let at = startAt
    expect(sent.map((one) => [one.attempt, one.at])).toEqual(
      minutes.map((wait, index) => [index + 1, (at += wait * minuteMs)]),
    )
    expect(new Set(sent.map(({ id, body }) => id + body))).toEqual(new Set(['d1body of d1']))
    expect(givenUp).toMatchObject([{ id: 'd1', attempts: 10, lastError: 'the receiver answered 503' }])
    expect(deliveries.get('d1')).toMatchObject({ state: 'failed', answer: '503 in 3 ms' })
  })

  it('of notifications are few and soon', async () => {
    const { outbox, clock, deliveries, answer, sent, state } = openOutbox()
    answer(() => busy)
    deliveries.insert(row('d1'))
    outbox.start()
    await clock.advanceAsync(minuteMs)
    expect([sent.length, state('d1')]).toEqual([mostAttempts('desktop'), 'failed'])
  })

  it('do not follow a refusal for good', async () => {
    const { outbox, clock, deliveries, targets, answer, sent, givenUp } = openOutbox()
    targets.set('t', hook('t'))
    answer(() => refused)
    deliveries.insert(row('d1', { target: 't' }))
    outbox.start()
    await clock.advanceAsync(4 * dayMs)
    expect([sent.length, givenUp.length]).toEqual([1, 1])
  })

  it('wait as long as the receiver asked, where that is longer', async () => {
    const { outbox, clock, deliveries, targets, answer, sent } = openOutbox()
    targets.set('t', hook('t'))
    const asks: Sending = { ...busy, again: { afterMs: 90_000, holds: true } } as Sending
    answer(() => (sent.length === 1 ? asks : took))
    deliveries.insert(row('d1', { target: 't' }))
    outbox.start()
    await clock.advanceAsync(hourMs)
    expect(sent.map(({ at }) => at - startAt)).toEqual([0, 90_000])
  })

  it('keep their time over a restart', async () => {
    const first = openOutbox()
    first.targets.set('t', hook('t'))
    first.answer(() => busy)
    first.deliveries.insert(row('d1', { target: 't' }))
    first.outbox.start()
    // The third attempt is due 2.5 minutes after the second.
    await first.clock.advanceAsync(minuteMs)
    const dueAt = first.deliveries.get('d1')?.dueAt ?? 0
    expect(dueAt).toBe(startAt + 2500 + 150_000)
    first.die()
    const second = openOutbox({ path: first.path, at: startAt + 2 * minuteMs })
    second.targets.set('t', hook('t'))
    second.outbox.start()
    await second.clock.advanceAsync(hourMs)
    expect(second.sent).toMatchObject([{ id: 'd1', attempt: 3, at: dueAt }])
  })

  it('that a clock puts years ahead wait a day at most', async () => {
    const { outbox, clock, deliveries, sent } = openOutbox()
    deliveries.insert(row('d1', { attempts: 1, dueAt: startAt + 900 * dayMs }))
    outbox.start()
    await clock.advanceAsync(dayMs - 1)
    expect(sent).toEqual([])
    await clock.advanceAsync(1)
    expect(sent).toHaveLength(1)
  })
})

describe('a wall clock that is set by two hours', () => {
  for (const hours of [2, -2]) {
    it(`${hours > 0 ? 'forward' : 'back'} neither hurries nor stalls retries and escalation`, async () => {
      const { outbox, clock, deliveries, firings, targets, answer, sent } = openOutbox()
      targets.set('t', hook('t'))
      targets.set('u', hook('u'))
      firings.set('f-e', firing('f-e'))
      answer(({ id }) => (id === 't' ? busy : took))
      for (const id of ['d1', 'd2', 'd3']) deliveries.insert(row(id, { target: 't' }))
      deliveries.insert(
        row('e', { target: 'u', reason: 'escalation', state: 'waiting', dueAt: startAt + 10 * minuteMs }),
      )
      outbox.start()
      await clock.advanceAsync(minuteMs)
      const before = sent.length
      expect(before).toBe(6)
      clock.jumpWall(hours * hourMs)
      outbox.kick()
      await clock.advanceAsync(minuteMs)
      expect(sent).toHaveLength(before)
      await clock.advanceAsync(minuteMs)
      expect(sent).toHaveLength(before + 3)
      deliveries.insert(row('new', { target: 'u', dueAt: clock.now(), createdAt: clock.now() }))
      outbox.kick()
      await clock.advanceAsync(0)
      expect(sent.at(-1)?.id).toBe('new')
      await clock.advanceAsync(7 * minuteMs)
      expect(sent.filter(({ id }) => id === 'e')).toHaveLength(1)
    })
  }

  it('does count where the machine slept through it', async () => {
    const { outbox, clock, deliveries, targets, sent } = openOutbox()
    targets.set('u', hook('u'))
    deliveries.insert(
      row('e', { target: 'u', reason: 'escalation', state: 'waiting', dueAt: startAt + 10 * minuteMs }),
    )
    outbox.start()
    clock.jumpWall(2 * hourMs)
    outbox.woke()
    await clock.advanceAsync(0)
    expect(sent.map(({ id }) => id)).toEqual(['e'])
  })
})

describe('escalation', () => {
  const steps = [1, 2].map((step) =>
    row(`e${step}`, {
      ...{ firing: 'f1', target: `t${step}`, reason: 'escalation', state: 'waiting' },
      dueAt: startAt + step * 5 * minuteMs,
    }),
  )
  const open = () => {
    const bench = openOutbox()
    bench.firings.set('f1', firing('f1'))
    for (const id of ['t1', 't2']) bench.targets.set(id, hook(id))
    for (const step of steps) bench.deliveries.insert(step)
    bench.outbox.start()
    return bench
  }

  it('goes out step by step, at its time, while nobody answers', async () => {
    const { clock, sent, told } = open()
    await clock.advanceAsync(hourMs)
    expect(sent.map(({ target, at }) => [target, at - startAt])).toEqual([
      ['t1', 5 * minuteMs],
      ['t2', 10 * minuteMs],
    ])
    expect(told.map(({ id, state }) => [id, state])).toEqual([
      ['e1', 'pending'],
      ['e1', 'sent'],
      ['e2', 'pending'],
      ['e2', 'sent'],
    ])
  })

  it('ends with the acknowledgement, and so do retries of a step, but nothing that was sent', async () => {
    const { outbox, clock, deliveries, answer, sent, told } = open()
    answer(() => busy)
    await clock.advanceAsync(5 * minuteMs)
    deliveries.insert(
      row('plain', { firing: 'f1', target: 't1', attempts: 1, dueAt: startAt + 10 * minuteMs }),
    )
    outbox.kick()
    told.length = 0
    outbox.acknowledged(['f1', 'f2'])
    expect(told.map(({ id, state, lastError }) => [id, state, lastError])).toEqual([
      ['e1', 'cancelled', 'acknowledged before it was due'],
      ['e2', 'cancelled', 'acknowledged before it was due'],
    ])
    await clock.advanceAsync(hourMs)
    expect(sent.filter(({ id }) => id.startsWith('e'))).toHaveLength(1)
    expect(sent.some(({ id }) => id === 'plain')).toBe(true)
  })

  it('is not sent where the acknowledgement came while nothing ran', async () => {
    const { clock, firings, sent, deliveries } = open()
    firings.set('f1', firing('f1', { acknowledgedAt: startAt + 1 }))
    await clock.advanceAsync(hourMs)
    expect(sent).toEqual([])
    expect(deliveries.get('e1')).toMatchObject({ state: 'cancelled' })
  })

  it('leaves what is on its way', async () => {
    const { outbox, clock, answer, state } = open()
    let release: (sending: Sending) => void = () => undefined
    answer(() => new Promise((resolve) => (release = resolve)))
    await clock.advanceAsync(5 * minuteMs)
    outbox.acknowledged(['f1'])
    expect([state('e1'), state('e2')]).toEqual(['pending', 'cancelled'])
    release(took)
    await clock.advanceAsync(0)
    expect(state('e1')).toBe('sent')
  })
})
