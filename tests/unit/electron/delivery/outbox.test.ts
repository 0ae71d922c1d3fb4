/** The outbox: at least once, under one id, in order, and no target in another's way. */
import { describe, expect, it } from 'vitest'
import { desktopText } from '../../../../electron/delivery/channels/desktop.ts'
import type { Sending } from '../../../../electron/delivery/sending.ts'
import { busy, openOutbox, refused, took } from './outbox-bench.ts'
import { firing, hook, hourMs, minuteMs, row, startAt } from './samples.ts'

const never = () => new Promise<Sending>(() => undefined)

describe('sending', () => {
  it('goes in order and writes that it did', async () => {
    const { outbox, clock, deliveries, sent, told } = openOutbox()
    outbox.start()
    deliveries.insert(row('d1'))
    deliveries.insert(row('d2'))
    outbox.kick()
    await clock.advanceAsync(0)
    expect(sent.map(({ id, attempt }) => [id, attempt])).toEqual([
      ['d1', 1],
      ['d2', 1],
    ])
    expect(told.map(({ state }) => state)).toEqual(['sent', 'sent'])
    expect(deliveries.get('d1')).toEqual(
      row('d1', { state: 'sent', attempts: 1, sentAt: startAt, answer: '204 in 3 ms' }),
    )
    expect(deliveries.open(0)).toEqual([])
  })

  it('goes on after a restart, under the same id, with what was committed but not sent', async () => {
    const first = openOutbox()
    first.deliveries.insert(row('d1'))
    first.answer(never)
    first.outbox.start()
    await first.clock.advanceAsync(0)
    expect(first.sent.map(({ id }) => id)).toEqual(['d1'])
    first.die()
    const second = openOutbox({ path: first.path })
    second.outbox.start()
    await second.clock.advanceAsync(0)
    expect(second.sent).toMatchObject([{ id: 'd1', body: 'body of d1' }])
    expect(second.state('d1')).toBe('sent')
  })

  it('gives rows from before words were kept those of their firing, and gives up on a firing that is not on record', async () => {
    const { outbox, clock, deliveries, firings, sent, givenUp } = openOutbox()
    firings.set('f-old', firing('f-old'))
    deliveries.insert(row('old', { title: '', body: '' }))
    deliveries.insert(row('gone', { title: '', body: '' }))
    outbox.start()
    await clock.advanceAsync(0)
    expect(sent).toMatchObject([{ id: 'old', ...desktopText(firing('f-old'), 'UTC') }])
    expect(givenUp).toMatchObject([
      { id: 'gone', state: 'failed', lastError: 'firing f-gone is not on record' },
    ])
  })

  it('starts nothing after stop, and waits for what is on its way', async () => {
    const { outbox, clock, deliveries, answer, sent, state } = openOutbox()
    let release: (sending: Sending) => void = () => undefined
    answer(() => new Promise((resolve) => (release = resolve)))
    outbox.start()
    deliveries.insert(row('d1'))
    deliveries.insert(row('d2'))
    outbox.kick()
    let isStopped = false
    const stopped = outbox.stop().then(() => (isStopped = true))
    await clock.advanceAsync(hourMs)
    expect([isStopped, sent.length]).toEqual([false, 1])
    release(took)
    await stopped
    outbox.kick()
    await clock.advanceAsync(hourMs)
    expect([state('d1'), state('d2'), sent.length]).toEqual(['sent', 'pending', 1])
  })

  it('fails visibly where the target is gone or switched off', async () => {
    const { outbox, clock, deliveries, targets, settings, sent, givenUp } = openOutbox()
    targets.set('off', hook('off', { enabled: false, disabledReason: 'gone (410)' }))
    settings.now = { ...settings.now, notifications: false }
    for (const target of ['off', 'unknown', 'desktop']) deliveries.insert(row(target, { target }))
    outbox.start()
    await clock.advanceAsync(0)
    expect(sent).toEqual([])
    expect(givenUp.map(({ lastError }) => lastError)).toEqual([
      'Hook off is switched off: gone (410)',
      'there is no target unknown',
      'notifications are switched off in the settings',
    ])
    // Its place is free again.
    targets.set('off', hook('off'))
    deliveries.insert(row('later', { target: 'off' }))
    outbox.kick()
    await clock.advanceAsync(0)
    expect(sent.map(({ id }) => id)).toEqual(['later'])
  })
})

describe('targets', () => {
  it('do not wait for one that never answers, and at most eight webhooks are on their way', async () => {
    const { outbox, clock, deliveries, targets, answer, sent } = openOutbox()
    const ids = Array.from({ length: 12 }, (_, index) => `t${index}`)
    for (const id of ids) targets.set(id, hook(id))
    for (const id of ids) for (const part of ['a', 'b']) deliveries.insert(row(id + part, { target: id }))
    deliveries.insert(row('desk'))
    const waiting: (() => void)[] = []
    let now = 0
    let most = 0
    answer((target) => {
      if (target.kind === 'desktop' || target.id === 't1') return took
      now += 1
      most = Math.max(most, now)
      return new Promise((resolve) =>
        waiting.push(() => {
          now -= 1
          resolve(took)
        }),
      )
    })
    outbox.start()
    await clock.advanceAsync(0)
    // Notifications pass by, and the one that answers gets both of its own.
    expect(sent.map(({ id }) => id)).toEqual(expect.arrayContaining(['desk', 't1a', 't1b']))
    expect([most, waiting.length]).toEqual([8, 8])
    while (waiting.length > 0) {
      waiting.shift()?.()
      await clock.advanceAsync(0)
    }
    expect(most).toBe(8)
    for (const id of ids)
      expect(sent.filter(({ target }) => target === id).map((one) => one.id)).toEqual([`${id}a`, `${id}b`])
  })

  it('that fail are asked after those that do not, where there are more than go at once', async () => {
    const { outbox, clock, deliveries, targets, answer, sent } = openOutbox()
    for (let index = 0; index < 9; index += 1) targets.set(`t${index}`, hook(`t${index}`))
    for (let index = 0; index < 8; index += 1)
      deliveries.insert(row(`first${index}`, { target: `t${index}` }))
    answer(() => busy)
    outbox.start()
    await clock.advanceAsync(0)
    for (let index = 0; index < 9; index += 1) deliveries.insert(row(`then${index}`, { target: `t${index}` }))
    sent.length = 0
    answer(never)
    outbox.kick()
    expect(sent).toHaveLength(8)
    expect(sent[0]?.id).toBe('then8')
  })

  it('get what is new before what is tried again', async () => {
    const { outbox, clock, deliveries, targets, answer, sent } = openOutbox()
    targets.set('t', hook('t'))
    deliveries.insert(row('d1', { target: 't' }))
    answer(() => busy)
    outbox.start()
    await clock.advanceAsync(0)
    deliveries.insert(row('d2', { target: 't' }))
    let release: (sending: Sending) => void = () => undefined
    answer(({ id }) => (id === 't' ? new Promise((resolve) => (release = resolve)) : took))
    outbox.kick()
    deliveries.insert(row('d3', { target: 't' }))
    // By now the first is due again.
    await clock.advanceAsync(minuteMs)
    answer(() => took)
    release(took)
    await clock.advanceAsync(0)
    expect(sent.map(({ id }) => id)).toEqual(['d1', 'd2', 'd3', 'd1'])
  })

  it('that ask to wait are left alone as a whole, and then served in order', async () => {
    const { outbox, clock, deliveries, targets, answer, sent, state } = openOutbox()
    targets.set('t', hook('t'))
    targets.set('u', hook('u'))
    answer(({ id }) =>
      id === 't' && sent.filter(({ target }) => target === 't').length === 1
        ? {
            ...{ outcome: 'refused', reason: 'the receiver answered 429', answer: null, gone: false },
            again: { afterMs: 30_000, holds: true },
          }
        : took,
    )
    for (const id of ['d1', 'd2', 'd3']) deliveries.insert(row(id, { target: 't' }))
    deliveries.insert(row('other', { target: 'u' }))
    outbox.start()
    await clock.advanceAsync(29_999)
    expect(sent.map(({ id }) => id)).toEqual(['d1', 'other'])
    deliveries.insert(row('d4', { target: 't' }))
    outbox.kick()
    expect(state('d4')).toBe('pending')
    await clock.advanceAsync(1)
    expect(sent.slice(2).map(({ id, at }) => [id, at - startAt])).toEqual([
      ['d1', 30_000],
      ['d2', 30_000],
      ['d3', 30_000],
      ['d4', 30_000],
    ])
  })

  it('that are gone are switched off, with a word to the user, and what is left for them fails', async () => {
    const { outbox, clock, deliveries, targets, answer, notices, givenUp, sent } = openOutbox()
    targets.set('t', hook('t'))
    answer(() => ({
      ...{ outcome: 'refused', reason: 'gone (410)', answer: '410 in 2 ms', again: null, gone: true },
    }))
    deliveries.insert(row('d1', { target: 't' }))
    deliveries.insert(row('d2', { target: 't' }))
    outbox.start()
    await clock.advanceAsync(0)
    expect(sent).toHaveLength(1)
    expect(targets.get('t')).toMatchObject({ enabled: false, disabledReason: 'gone (410)' })
    expect(notices).toEqual([expect.stringMatching(/Hook t .*gone \(410\)/)])
    expect(givenUp.map(({ id, lastError }) => [id, lastError])).toEqual([
      ['d1', 'gone (410)'],
      ['d2', 'Hook t is switched off: gone (410)'],
    ])
  })
})

describe('on demand', () => {
  it('a failed one is sent again, and what was sent, held or is unknown is refused', async () => {
    const { outbox, clock, deliveries, answer, state } = openOutbox()
    answer(() => refused)
    deliveries.insert(row('d1'))
    outbox.start()
    await clock.advanceAsync(0)
    expect(deliveries.get('d1')).toMatchObject({ state: 'failed', attempts: 1, answer: '400 in 3 ms' })
    answer(() => took)
    expect(outbox.retry('d1')).toMatchObject({ state: 'pending', attempts: 0 })
    await clock.advanceAsync(0)
    expect(state('d1')).toBe('sent')
    expect(() => outbox.retry('d1')).toThrow(/sent already/)
    expect(() => outbox.retry('d9')).toThrow(/no delivery d9/)
    deliveries.insert(row('d2', { state: 'waiting', reason: 'escalation', dueAt: startAt + hourMs }))
    expect(() => outbox.retry('d2')).toThrow(/d2 is waiting/)
  })

  it('one that waits for its next attempt is sent now, and one on its way is left there', async () => {
    const { outbox, clock, deliveries, answer, sent } = openOutbox()
    answer(() => busy)
    deliveries.insert(row('d1'))
    outbox.start()
    await clock.advanceAsync(0)
    answer(never)
    outbox.retry('d1')
    expect(outbox.retry('d1').state).toBe('pending')
    await clock.advanceAsync(0)
    expect(sent).toHaveLength(2)
  })

  it('all that failed are sent again, in their order', async () => {
    const { outbox, clock, deliveries, answer, sent } = openOutbox()
    answer(() => refused)
    for (const id of ['d1', 'd2', 'd3']) deliveries.insert(row(id))
    outbox.start()
    await clock.advanceAsync(0)
    deliveries.insert(row('d4', { state: 'cancelled' }))
    sent.length = 0
    answer(() => took)
    expect(outbox.retryAll().map(({ id }) => id)).toEqual(['d1', 'd2', 'd3'])
    await clock.advanceAsync(0)
    expect(sent.map(({ id }) => id)).toEqual(['d1', 'd2', 'd3'])
  })

  it('a test says what came of it and is not recorded', async () => {
    const { outbox, targets, answer, deliveries, sent } = openOutbox()
    targets.set('t', hook('t'))
    expect(await outbox.test('t')).toEqual({ delivered: true, detail: 'The receiver answered 204 in 3 ms' })
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({ type: 'alert.test', data: { id: sent[0]?.id } })
    expect(await outbox.test('desktop')).toMatchObject({ delivered: true })
    expect(sent[1]).toMatchObject({ title: 'Tickerdeck', body: expect.stringContaining('test') })
    answer(() => refused)
    expect(await outbox.test('t')).toEqual({
      delivered: false,
      detail: 'the receiver answered 400; its answer: 400 in 3 ms',
    })
    await expect(outbox.test('none')).rejects.toMatchObject({ code: 'not-found' })
    expect(deliveries.list({ limit: 9 })).toEqual([])
  })
})
